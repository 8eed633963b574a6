/** Names of controls, why they stepped in and what they stop, in words, with the rules of the scenario. */
import { capitalised, formatChange, formatMultiple, formatShare, plural } from '../../base/format.ts';
import { PPM_PER_UNIT } from '../../base/units.ts';
import type { ControlKind } from '../../exchange/controls/control-kinds.ts';
import type { FaultKind } from '../../exchange/faults/fault-rules.ts';
import type { VenueRules } from '../../exchange/venue-rules.ts';
import type { ControlTrip } from '../../experiment/causes/cause-record.ts';
import { expm1 } from '../../numeric/math.ts';
import { ppm, time } from '../../report/fact-text.ts';
import { describeFault } from '../../report/fault-facts.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { formatPrice } from './amounts.ts';
import { money } from './cause-words.ts';

/** Whatever has trips: a reopening is the end of a stop. */
type Named = Exclude<ControlKind, 'reopening'> | FaultKind | 'halt' | 'priceBand' | 'orderBand' | 'throttle';

const NAMES: Readonly<Record<Named, string>> = {
  halt: 'HALT',
  priceBand: 'PRICE BAND',
  orderBand: 'ORDER BAND',
  throttle: 'LIQUIDATION THROTTLE',
  limitUpDown: 'LIMIT-UP/LIMIT-DOWN',
  dynamicBreaker: 'DYNAMIC BREAKER',
  marketWide: 'MARKET-WIDE LEVEL',
  liquidationPause: 'PAUSE OF LIQUIDATIONS',
  openInterestMargin: 'MARGIN BY OPEN INTEREST',
  marginSteps: 'MARGIN STEPS',
  withdrawalGate: 'WITHDRAWAL GATE',
  oracleGuard: 'ORACLE GUARD',
  fundMode: 'FUND MODE',
  oracle: 'ORACLE FAULT',
  matchingDown: 'MATCHING DOWN',
  liquidationDown: 'LIQUIDATION ENGINE DOWN',
  liquidationSlow: 'LIQUIDATION ENGINE SLOW',
  withdrawalsClosed: 'WITHDRAWALS CLOSED',
  depositsClosed: 'DEPOSITS CLOSED',
  depositsSlow: 'DEPOSITS SLOW',
  agentsCutOff: 'AGENTS CUT OFF',
};

export function nameOf({ control }: Pick<ControlTrip, 'control'>): string {
  return control
    .split('|')
    .map((name) => NAMES[name as Named])
    .join(' OR ');
}

/** Why it stepped in. */
export function describeWhy(trip: ControlTrip, { venue }: Pick<Scenario, 'venue'>): string {
  switch (trip.does) {
    case 'fails':
      return 'the scenario has it so';
    case 'stopsTrading':
      return describeStop(trip, venue);
    case 'holdsOrders':
      return describeHold(trip, venue);
    case 'acts':
      return describeActing(trip, venue);
  }
}

/** What it did until its end. */
export function describeWhat({ control, does, states, figure, fault }: ControlTrip, scenario: Scenario): string {
  const { controls, faults } = scenario.venue;
  if (fault !== null) return capitalised(describeFault(faults[fault.place]!, scenario));
  if (does === 'stopsTrading') return `Trading stopped${prolonged(states, 'prolongedPause')}`;
  if (does === 'holdsOrders') return 'Orders were held back';
  switch (control) {
    case 'liquidationPause':
      return `Liquidations stopped${prolonged(states, 'prolonged')}`;
    case 'openInterestMargin':
      return `Initial rates went up to ${ppm(figure)} of the way to 100 %`;
    case 'marginSteps': {
      const rates = controls.marginSteps?.initialOnly === true ? 'Initial rates' : 'Rates';
      return `${rates} were at most ${formatMultiple(figure / PPM_PER_UNIT)} the scenario's`;
    }
    case 'withdrawalGate':
      return 'Nothing was paid out';
    case 'oracleGuard':
      return GUARDS[controls.oracleGuard?.action ?? 'freezeMark'];
    default:
      return describeFundMode(controls);
  }
}

const GUARDS = {
  pauseLiquidations: 'Liquidations of the venue stopped',
  freezeMark: 'The mark stood still',
  markFromIndex: 'The mark was the index',
} as const;

function prolonged(states: readonly string[], name: string): string {
  const times = states.filter((state) => state === name).length;
  return times === 0 ? '' : `, prolonged ${times === 1 ? 'once' : plural(times, 'time')},`;
}

/** `moveLog` is what each control measures. */
function describeStop(
  { control, moveLog, states, instrument }: ControlTrip,
  { halt, controls, instruments }: VenueRules,
): string {
  const moved = `${moveLog < 0 ? 'fallen' : 'risen'} ${formatShare(Math.abs(expm1(moveLog)))}`;
  const { dynamicBreaker, limitUpDown, marketWide } = controls;
  switch (control) {
    case 'limitUpDown':
      return `the book had ${moved} from its reference, to a band, and stayed there for ${time(limitUpDown?.limitStateUs ?? 0)}`;
    case 'dynamicBreaker': {
      const { tickSize } = instruments[instrument]!;
      const variant = dynamicBreaker?.variantTicks[dynamicBreaker.instruments.indexOf(instrument)];
      const rule = variant === undefined ? '' : `, by ${formatPrice(variant * tickSize, tickSize)} or more`;
      return `the price had ${moved} from the far end of the last ${time(dynamicBreaker?.windowUs ?? 0)}${rule}`;
    }
    case 'marketWide': {
      const level = ['halted1', 'halted2', 'closed'].indexOf(states[0] ?? '');
      const rule = marketWide?.declinesPpm[level];
      return `the index of the whole market had ${moved} from the prior close${rule === undefined ? '' : `: level ${level + 1}, at ${ppm(rule)}`}`;
    }
    default:
      return moveLog === 0 || halt === null
        ? 'trading had stopped'
        : `the mark had ${moved} within ${time(halt.windowUs)}, ${formatShare(Math.abs(expm1(halt.moveLog * (moveLog < 0 ? -1 : 1))))} or more`;
  }
}

function describeHold({ control }: ControlTrip, { priceBand, throttle, controls }: VenueRules): string {
  switch (control) {
    case 'throttle':
      return throttle === null
        ? "liquidations had used up the window's budget"
        : `liquidations had used up the ${money(throttle.notionalMax)} that all instruments have each ${time(throttle.windowUs)}`;
    case 'priceBand': {
      const width =
        priceBand === null
          ? ''
          : ` (${formatChange(expm1(-priceBand.widthLog))} .. ${formatChange(expm1(priceBand.widthLog))})`;
      return `orders could not fill within the band around the index${width}`;
    }
    case 'orderBand': {
      const { orderBand } = controls;
      if (orderBand === null) return 'orders could not fill within their band';
      const [low, high] = [orderBand.lowPpm, orderBand.highPpm].map((one) => formatChange(one / PPM_PER_UNIT - 1));
      return `orders could not fill within the band around the ${orderBand.around} (${low} .. ${high})`;
    }
    case 'limitUpDown':
      return 'orders could not fill within the bands around its reference';
    default:
      return 'orders could not fill within the strictest of these bands';
  }
}

function describeActing({ control, figure }: ControlTrip, { controls }: VenueRules): string {
  const { liquidationPause, withdrawalGate, oracleGuard, marginSteps, fundMode } = controls;
  const fellBelow = (share: number | null | undefined): string =>
    `the fund had fallen below ${ppm(share ?? 0)} of its highest`;
  const market = 'the market-wide levels had stopped trading';
  switch (control) {
    case 'liquidationPause':
      if (figure === 1) return fellBelow(liquidationPause?.fundSharePpm);
      return figure === 3
        ? market
        : `liquidations within ${time(liquidationPause?.rateWindowUs ?? 0)} had gone beyond ${money(liquidationPause?.notionalMax ?? 0)}`;
    case 'openInterestMargin':
      return 'open interest had gone beyond its lower cap';
    case 'marginSteps':
      return marginSteps?.by === 'openInterest'
        ? 'open interest, against that at the start, had gone beyond a step'
        : 'the volatility of the mark had gone beyond a step';
    case 'withdrawalGate':
      if (figure === 1) return fellBelow(withdrawalGate?.fundSharePpm);
      return figure === 3
        ? market
        : `an index had fallen ${ppm(withdrawalGate?.fallPpm ?? 0)} or more within ${time(withdrawalGate?.fallWindowUs ?? 0)}`;
    case 'oracleGuard':
      return `the book's price had been more than ${ppm(oracleGuard?.deviationPpm ?? 0)} away from the index for ${time(oracleGuard?.confirmUs ?? 0)}`;
    default:
      return `${fellBelow(fundMode?.sharePpm)}, ${money(figure)}`;
  }
}

function describeFundMode({ fundMode }: VenueRules['controls']): string {
  const { marginMultiplePpm = PPM_PER_UNIT, pausesLiquidations = false, closeOnly = false } = fundMode ?? {};
  const does = [
    ...(marginMultiplePpm === PPM_PER_UNIT
      ? []
      : [`rates were at least ${formatMultiple(marginMultiplePpm / PPM_PER_UNIT)} the scenario's`]),
    ...(pausesLiquidations ? ['liquidations stopped'] : []),
    ...(closeOnly ? ['orders could only close positions'] : []),
  ].join(', ');
  return capitalised(does);
}
