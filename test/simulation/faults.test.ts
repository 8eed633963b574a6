// Goal: every operational fault does in a whole run what docs/exchange-rules.md says: before it, while it lasts, at its end.
// Method: a bare venue whose price jumps once, with a fault around the jump; times of facts to the microsecond, audit on.
import { describe, expect, it } from 'vitest';
import { COMMANDS, DEFERRED_BY_OUTAGE, type FactKind } from '../../src/exchange/fact.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { factsOf } from './facts.ts';
import { bare, crowd, runAudited, type Settings } from './small-scenario.ts';

const SECOND_US = 1_000_000;
const MINUTE_US = 60 * SECOND_US;

/** A fall at one minute that leaves ten brittle accounts with USD 200 against a maintenance margin of 230. */
const FALL = { 'market.prices.jumps': '[{ at: 1 min, move: -8 % }]' };
const withFault = (...faults: string[]) => ({ ...FALL, faults: `[${faults.join(', ')}]` });
const timesOf = (outcome: PathOutcome, ...kinds: FactKind[]): number[] => [
  ...new Set(factsOf(outcome, ...kinds).map(({ timeUs }) => timeUs)),
];

describe('the oracle', () => {
  it('begins and ends when the scenario says, and tells which fault it was', () => {
    const outcome = runAudited(bare(withFault('{ kind: oracleStale, at: 5 min, duration: 1 min }')));
    const rows = factsOf(outcome, 'faultStart', 'faultEnd').map(({ kind, timeUs, a, b }) => [kind, timeUs, a, b]);
    expect(rows).toEqual([
      ['faultStart', 5 * MINUTE_US, 0, 0],
      ['faultEnd', 6 * MINUTE_US, 0, 0],
    ]);
    expect(outcome.tally.faults).toBe(1);
  });

  it('that is stale hides the fall until it sees again', () => {
    const outcome = runAudited(bare(withFault('{ kind: oracleStale, at: 50 s, duration: 95 s }')));
    // The end of the fault calls for a mark update at once.
    expect(timesOf(outcome, 'breach')).toEqual([145 * SECOND_US]);
  });

  it('that is late shows the fall by its delay later', () => {
    const outcome = runAudited(bare(withFault('{ kind: oracleLate, at: 30 s, duration: 5 min, delay: 25 s }')));
    // The fall of 60 s is seen at the first tick from 85 s on.
    expect(timesOf(outcome, 'breach')).toEqual([90 * SECOND_US]);
  });

  it('that is wrong breaches accounts without any fall', () => {
    const wrong = '{ kind: oracleWrong, at: 2 min, duration: 1 min, factor: 0.92x }';
    const outcome = runAudited(bare({ ...withFault(wrong), 'market.prices.jumps': '[]' }));
    expect(timesOf(outcome, 'breach')).toEqual([2 * MINUTE_US]);
    const [price, offset] = ['price: 92 USD', 'offset: -8 USD'].map((says) =>
      runAudited(bare({ ...withFault(wrong.replace('factor: 0.92x', says)), 'market.prices.jumps': '[]' })),
    );
    expect(price!.digest).toBe(offset!.digest);
    expect(price!.digest).toBe(outcome.digest);
  });

  it('that follows the own book lets sales move the mark that caused them', () => {
    const venue = {
      ...FALL,
      'venue.instruments.A.depthAtOnePercent': '30 k USD',
      'venue.markPrice.ownVenueWeight': '0 %',
    };
    const alone = runAudited(bare(venue));
    const looped = runAudited(
      bare({ ...venue, faults: '[{ kind: oracleOwnVenue, at: 30 s, duration: 5 min, weight: 100 % }]' }),
    );
    expect(looped.tally.indexLowLog[0]!).toBeLessThan(alone.tally.indexLowLog[0]! - 0.01);
    expect(looped.tally.markLowLog[0]!).toBeLessThan(alone.tally.markLowLog[0]! - 0.01);
  });
});

describe('matching that is down', () => {
  const down = (orders: string) => `{ kind: matchingDown, at: 55 s, duration: 2 min, orders: ${orders} }`;
  const endUs = 175 * SECOND_US;

  it('lets nothing trade; liquidations wait for its end, and say why', () => {
    const outcome = runAudited(bare(withFault(down('wait'))));
    expect(timesOf(outcome, 'breach')).toEqual([MINUTE_US]);
    const deferred = factsOf(outcome, 'liquidationDeferred');
    expect(deferred).toHaveLength(10);
    expect(new Set(deferred.map(({ a }) => a))).toEqual(new Set([DEFERRED_BY_OUTAGE]));
    expect(timesOf(outcome, 'liquidationFill')[0]).toBe(endUs);
    expect(factsOf(outcome, 'faultEnd')[0]!.b).toBeGreaterThan(0);
  });

  it('keeps agents’ orders waiting, or refuses them', () => {
    const stops = {
      'agents.classes.sturdy.stopLossProbability': '100 %',
      'agents.classes.sturdy.stopLossEquityShare': '90 %',
    };
    const waited = runAudited(bare({ ...withFault(down('wait')), ...stops }));
    expect(factsOf(waited, 'commandDelayed')).toHaveLength(10);
    expect(timesOf(waited, 'order')).toEqual([endUs]);
    expect(waited.tally.ordersDelayed).toBeGreaterThan(0);
    const refused = runAudited(bare({ ...withFault(down('refuse')), ...stops }));
    const lost = factsOf(refused, 'commandLost');
    expect(lost.map(({ a, b }) => [a, COMMANDS[b]])).toEqual(Array(10).fill([0, 'order']));
    expect(factsOf(refused, 'order')).toEqual([]);
    expect(refused.tally.ordersLost).toBe(lost.reduce((sum, { value }) => sum + value, 0));
  });

  it('concerns the instruments that it names', () => {
    const settings = { faults: '[{ kind: matchingDown, at: 1 min, duration: 15 min, instruments: [BTC] }]' };
    const outcome = runAudited(crowd(settings));
    const during = factsOf(
      outcome,
      'order',
      'liquidationFill',
      'offload',
      'takeover',
      'inventoryUnwind',
      'deleveraging',
    );
    const inFault = during.filter(({ timeUs, lots }) => timeUs > MINUTE_US && timeUs < 16 * MINUTE_US && lots !== 0);
    expect(new Set(inFault.map(({ instrument }) => instrument))).toEqual(new Set([1]));
  });
});

describe('the liquidation engine', () => {
  it('that stands still serves nobody, and goes on in order at its end', () => {
    const outcome = runAudited(bare(withFault('{ kind: liquidationDown, at: 50 s, duration: 70 s }')));
    expect(timesOf(outcome, 'breach')).toEqual([MINUTE_US]);
    const fills = factsOf(outcome, 'liquidationFill').map(({ timeUs }) => timeUs);
    expect(fills).toEqual(Array.from({ length: 10 }, (_, k) => 2 * MINUTE_US + k * 1_000));
  });

  it('that is slow takes so many times as long, and products where two overlap', () => {
    const slow = (factor: string) => `{ kind: liquidationSlow, at: 50 s, duration: 2 min, factor: ${factor} }`;
    // Latency 100 ms, 1 ms an order.
    const once = runAudited(bare(withFault(slow('20x'))));
    const twice = runAudited(bare(withFault(slow('20x'), slow('2x'))));
    const fillsOf = (outcome: PathOutcome) =>
      factsOf(outcome, 'liquidationFill').map(({ timeUs }) => timeUs - MINUTE_US);
    expect(fillsOf(once)).toEqual(Array.from({ length: 10 }, (_, k) => 2_000_000 + k * 20_000));
    expect(fillsOf(twice)).toEqual(Array.from({ length: 10 }, (_, k) => 4_000_000 + k * 40_000));
  });
});

/** Brittle accounts pay on a margin call, ten seconds after it. */
const PAYERS = {
  'agents.classes.brittle':
    '{ name: brittle, kind: marginCallPayer, accounts: 10, equity: 1 k USD, leverage: 10x, longShare: 100 %, payProbability: 100 %, topUpRatio: 3x, reaction: 10 s }',
  'market.prices.jumps': '[{ at: 1 min, move: -7 % }]',
};

describe('deposits', () => {
  it.each([
    ['closed', '{ kind: depositsClosed, at: 65 s, duration: 3 min }', 245],
    ['slow', '{ kind: depositsSlow, at: 65 s, duration: 1 min, delay: 90 s }', 160],
    ['slow when they arrive before', '{ kind: depositsSlow, at: 75 s, duration: 1 min, delay: 90 s }', 70],
  ])('that are %s arrive when they can', (_, fault, seconds) => {
    const outcome = runAudited(bare({ ...PAYERS, faults: `[${fault}]` }));
    expect(timesOf(outcome, 'deposit')).toEqual([seconds * SECOND_US]);
    const isLate = seconds > 70;
    expect(factsOf(outcome, 'commandDelayed')).toHaveLength(isLate ? 10 : 0);
    expect(outcome.tally.transfersDelayed).toBe(isLate ? outcome.tally.deposits : 0);
  });

  it('that are slow twice over are late by both', () => {
    const slow = '{ kind: depositsSlow, at: 65 s, duration: 1 min, delay: 40 s }';
    const outcome = runAudited(bare({ ...PAYERS, faults: `[${slow}, ${slow}]` }));
    expect(timesOf(outcome, 'deposit')).toEqual([150 * SECOND_US]);
  });
});

const RUN = {
  'venue.withdrawals': '{ latency: 30 s, throughput: 1 /s }',
  'agents.classes.sturdy.bankRun': '{ fall: { min: 1 %, max: 6 % }, share: 100 % }',
  'agents.classes.sturdy.reaction': '2 s',
  ...FALL,
};

describe('withdrawals', () => {
  it('are asked for after a fall, wait for their turn, and leave initial margin', () => {
    const outcome = runAudited(bare(RUN));
    expect(timesOf(outcome, 'withdrawalRequest')).toEqual([62 * SECOND_US]);
    const paid = factsOf(outcome, 'withdrawal');
    expect(paid.map(({ timeUs, b }) => [timeUs, b])).toEqual(
      Array.from({ length: 10 }, (_, k) => [(92 + k) * SECOND_US, (30 + k) * SECOND_US]),
    );
    // 5,000 less 8 % of 10,000 is 4,200; 5 % of 9,200 is 460.
    expect(paid.map(({ value, a }) => [value, a])).toEqual(Array(10).fill([37_400_000, 42_000_000]));
    expect(outcome.tally).toMatchObject({
      withdrawalsAsked: 420_000_000,
      withdrawalsPaid: 374_000_000,
      withdrawalWaitMaxUs: 39 * SECOND_US,
    });
  });

  it('that are closed wait for the opening, in their order', () => {
    const outcome = runAudited(bare({ ...RUN, faults: '[{ kind: withdrawalsClosed, at: 95 s, duration: 2 min }]' }));
    expect(factsOf(outcome, 'withdrawal').map(({ timeUs }) => timeUs / SECOND_US)).toEqual([
      92, 93, 94, 215, 216, 217, 218, 219, 220, 221,
    ]);
  });

  it('are asked for when the fund drains, by those who look at it', () => {
    const settings = {
      ...RUN,
      'agents.classes.sturdy.bankRun': '{ fall: { min: 90 %, max: 95 % }, fundLoss: 1 % }',
      'market.prices.jumps': '[{ at: 1 min, move: -12 % }]',
      'venue.insuranceFund.initial': '10 k USD',
    };
    expect(runAudited(bare(settings)).tally.withdrawalsPaid).toBeGreaterThan(0);
    const calm = { ...settings, 'agents.classes.sturdy.bankRun': '{ fall: { min: 90 %, max: 95 % } }' };
    expect(runAudited(bare(calm)).tally.withdrawalsAsked).toBe(0);
  });
});

describe('agents that are cut off', () => {
  const cut = (rest: string) => `[{ kind: agentsCutOff, at: 55 s, duration: 2 min, ${rest} }]`;

  it('have their commands wait, or lose them, by class', () => {
    const waited = runAudited(bare({ ...RUN, faults: cut('classes: [sturdy]') }));
    expect(timesOf(waited, 'withdrawalRequest')).toEqual([175 * SECOND_US]);
    expect(factsOf(waited, 'commandDelayed').map(({ b }) => COMMANDS[b])).toEqual(Array(10).fill('withdrawal'));
    const lost = runAudited(bare({ ...RUN, faults: cut('classes: [sturdy], commands: lose') }));
    expect(factsOf(lost, 'withdrawalRequest')).toEqual([]);
    expect(lost.tally.transfersLost).toBe(420_000_000);
    const others = runAudited(bare({ ...RUN, faults: cut('classes: [brittle], commands: lose') }));
    expect(others.tally.transfersLost).toBe(0);
  });

  it('are drawn from a stream of the fault’s own, a share of each class', () => {
    const settings = { ...RUN, faults: cut('share: 40 %, commands: lose') };
    const outcome = runAudited(bare(settings));
    const lost = factsOf(outcome, 'commandLost').map(({ account }) => account);
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.length).toBeLessThan(10);
    const lostWith = (more: Settings): number[] =>
      factsOf(runAudited(bare({ ...settings, ...more })), 'commandLost').map(({ account }) => account);
    expect(lostWith({})).toEqual(lost);
    // A fault before it in the list is another fault: the draw goes by its place, and by the seed.
    const second = settings.faults.replace('[', '[{ kind: liquidationSlow, at: 9 min, duration: 1 s, factor: 2x }, ');
    expect(lostWith({ faults: second })).not.toEqual(lost);
    expect(lostWith({ 'run.seed': 'other' })).not.toEqual(lost);
    // Whose commands are lost is nobody's draw but the fault's.
    expect(lostWith({ 'agents.classes.short.reaction': '{ kind: uniform, min: 1 s, max: 9 s }' })).toEqual(lost);
  });

  it('quote as before until they are heard again', () => {
    const settings = {
      faults: '[{ kind: agentsCutOff, at: 3 min, duration: 6 min, classes: [makers], commands: lose }]',
    };
    const outcome = runAudited(crowd(settings));
    const quotes = factsOf(outcome, 'quote').filter(({ timeUs }) => timeUs > 3 * MINUTE_US);
    expect(quotes.length).toBeGreaterThan(0);
    expect(quotes[0]!.timeUs).toBe(9 * MINUTE_US);
    const offloads = factsOf(outcome, 'offload').filter(
      ({ timeUs }) => timeUs > 3 * MINUTE_US && timeUs < 9 * MINUTE_US,
    );
    expect(offloads).toEqual([]);
  });
});
