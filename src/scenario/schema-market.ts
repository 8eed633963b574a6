/** Keys of the `market` section: how the outside price moves, and how the book takes trades and recovers. */
import { z } from 'zod';
import { DEFAULTS } from './defaults.ts';
import { SHOCKS_MAX } from './limits.ts';
import { correlation, symbolText } from './schema-correlation.ts';
import { impact } from './schema-impact.ts';
import { choice, flag, section, switchable } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';

const moveOf = (about: string) => quantity('ratio', { about, example: '-20 %', above: '-100 %', to: '100000 %' });

const move = z
  .union([moveOf('The same move for every instrument.'), z.record(z.string(), moveOf('Move of one instrument.'))])
  .describe(
    'Change of the price: -20 % takes 100 to 80. One for all, or one for each symbol named; the others stand still.',
  );

const waypointRow = z
  .object({
    at: quantity('moment', {
      about: 'From the start, or UTC where run.startTime is given. Rises from row to row.',
      example: '10 h 45 min',
      from: 0,
    }),
  })
  .catchall(
    quantity('number', {
      about: 'Price or change of the instrument with this symbol, in the unit of the table.',
      example: 5800,
    }),
  )
  .describe('One moment and what each instrument costs then. An instrument may be left out of a row.');

const waypoints = section({
  unit: choice(['USD', '%'], 'USD: prices of one unit of the asset. %: change against the initial price.'),
  rows: z
    .array(waypointRow)
    .min(1)
    .max(SHOCKS_MAX)
    .describe(
      'The table, by rising time; straight in log price in between, and from the initial price to the first row.',
    ),
});

const jump = section({
  at: quantity('moment', { about: 'When the price jumps.', example: '1 min', from: 0 }),
  move,
}).describe('The price changes at once and stays.');

const ramp = section({
  from: quantity('moment', { about: 'When the drift begins.', example: '1 min', from: 0 }),
  to: quantity('moment', { about: 'When it ends.', example: '20 min', from: 0 }),
  move,
}).describe('The price drifts evenly in log price and stays.');

const prices = section({
  file: text({
    about: 'CSV with the columns ts_utc,symbol,open,high,low,close,volume, beside this file or below its folder.',
    example: 'prices.csv',
    noun: 'the path of a CSV file',
  }).optional(),
  symbols: z
    .record(z.string(), symbolText('Symbol in the price file.'))
    .optional()
    .describe(
      'Symbol in the price file for each instrument that follows it. Left out: every instrument, by its own symbol.',
    ),
  until: quantity('moment', {
    about:
      'Stop following the price file here. A crash in the file already holds the venue impact that the run adds: follow it up to the break.',
    example: '9 h',
    above: 0,
  }).optional(),
  waypoints: waypoints.optional().describe('Prices known at given times.'),
  jumps: z.array(jump).max(SHOCKS_MAX).describe('Instant moves.').prefault([]),
  ramps: z.array(ramp).max(SHOCKS_MAX).describe('Drifts.').prefault([]),
});

const noise = section({
  distribution: choice(['gaussian', 'studentT'], 'Law of the log returns.').prefault(DEFAULTS.noise.distribution),
  degreesOfFreedom: quantity('number', {
    about: 'Of the Student-t: smaller is heavier-tailed. Ignored for gaussian.',
    example: 4,
    above: 2,
    to: 1000,
  }).prefault(DEFAULTS.noise.degreesOfFreedom),
  bridgedToWaypoints: flag(
    'Tie the noise to zero at every waypoint, so that all paths pass through the waypoints and differ in between.',
  ).prefault(DEFAULTS.noise.bridgedToWaypoints),
});

const ownMarks = section({
  sensitivity: quantity('number', {
    about:
      'Depth shrinks by exp(-sensitivity x excess), excess = realised volatility of the mark / its annualVolatility - 1.',
    example: 0.3,
    from: 0,
    to: 100,
  }).prefault(DEFAULTS.withdrawal.sensitivity),
  halfLife: quantity('duration', {
    about: 'Half-life of what providers remember of past returns.',
    example: '1 min',
    above: 0,
  }).prefault(DEFAULTS.withdrawalByMarks.halfLife),
});

const withdrawal = section({
  sensitivity: quantity('number', {
    about: 'Depth shrinks by exp(-sensitivity x excess), excess = |return over the horizon| / its volatility - 1.',
    example: 0.3,
    from: 0,
    to: 100,
  }).prefault(DEFAULTS.withdrawal.sensitivity),
  horizon: quantity('duration', {
    about: 'Time over which providers look at returns, in whole ticks; at least one tick.',
    example: '1 min',
    from: 0,
    to: '1 h',
  }).prefault(DEFAULTS.withdrawal.horizon),
  floorShare: quantity('ratio', {
    about: 'Least share of the depth that stays.',
    example: '5 %',
    above: '0 %',
    to: '100 %',
  }).prefault(DEFAULTS.withdrawal.floorShare),
  recoveryHalfLife: quantity('duration', {
    about: 'Half-life with which withdrawn depth comes back.',
    example: '10 min',
    above: 0,
  }).prefault(DEFAULTS.withdrawal.recoveryHalfLife),
  ownMarks: switchable(
    ownMarks,
    "Providers look at the venue's own marks too, so that a cascade empties the book by itself. `off` or null: at outside prices alone; {} takes the defaults.",
  ).prefault(DEFAULTS.withdrawalByMarks.ownMarks),
});

const externalLiquidity = section({
  depthShare: quantity('ppm', {
    about: "Share of the book's depth that arbitrage with other venues quotes; the rest is the market makers'.",
    example: '50 %',
    from: '0 %',
    to: '100 %',
  }).prefault(DEFAULTS.externalLiquidity.depthShare),
  halfSpread: quantity('ppm', {
    about: 'How far from the mid it quotes, on either side.',
    example: '0.01 %',
    from: '0 %',
    to: '10 %',
  }).prefault(DEFAULTS.externalLiquidity.halfSpread),
  absorption: quantity('moneyPerHour', {
    about: "Most notional that arbitrage takes off the market makers' hands, for each instrument.",
    example: '50 M USD/h',
    from: 0,
  }).prefault(DEFAULTS.externalLiquidity.absorption),
});

export const market = section({
  tick: quantity('duration', { about: 'Time between two moves of the outside price.', example: '1 s', above: 0 }),
  prices: prices.describe('What happens to the outside price; all parts add up in log price.').prefault({}),
  noise: switchable(
    noise,
    'Random returns on top, scaled by each annualVolatility. `off` or null: none; {} takes the defaults.',
  ).prefault('off'),
  correlation: correlation
    .describe('Correlation between the instruments: `pairwise` and `pairs`, or `matrix`.')
    .prefault({ pairwise: DEFAULTS.correlation.pairwise }),
  impact: impact.describe('What a trade does to the price.').prefault({}),
  withdrawal: withdrawal.describe('How the book thins out in a storm.').prefault({}),
  externalLiquidity: externalLiquidity
    .describe('Arbitrage with other venues: unlimited in money, limited in rate.')
    .prefault({}),
}).describe('The world outside the venue, and the order book inside it.');
