/** Odd settings of the venue's controls: what nothing reads, what can never trip, and controls that get in each other's way. */
import { formatShare } from '../../base/format.ts';
import { PPM_PER_UNIT, type SimTimeUs } from '../../base/units.ts';
import { limitWidthTicks } from '../../exchange/controls/limit-up-down.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import { exp } from '../../numeric/math.ts';
import { DEFAULTS } from '../defaults.ts';
import { read } from '../findings.ts';
import { durationText } from '../time-frame.ts';
import { parseDuration } from '../units.ts';
import type { Path } from '../yaml-nodes.ts';
import { usd, type WarningContext } from './warning-context.ts';

const CONTROLS: Path = ['venue', 'controls'];
const own = DEFAULTS.controls;

export function warnOfControls(context: WarningContext): void {
  warnOfUnread(context);
  warnOfFund(context);
  warnOfWindows(context);
  warnOfBands(context);
  warnOfHalts(context);
  warnOfReference(context);
  warnOfGuard(context);
}

/** Keys that only another one gives a meaning to, where they say something else than their defaults. */
function warnOfUnread({ scenario: { venue }, durationUs, warn, isWritten }: WarningContext): void {
  const { session, limitUpDown, dynamicBreaker, marketWide, liquidationPause, withdrawalGate } = venue.controls;
  const hasHours = session.openUs > 0 || session.closeUs < durationUs;
  const readsHours = dynamicBreaker !== null || marketWide !== null || limitUpDown?.doubles === true;
  const rows: readonly (readonly [keys: readonly string[], isOdd: boolean, without: string])[] = [
    [['session'], hasHours && !readsHours, 'limitUpDown.doubling, dynamicBreaker or marketWide'],
    [['limitUpDown', 'amendment18'], limitUpDown?.amendment18 === true && !limitUpDown.doubles, 'doubling'],
    [
      ['limitUpDown', 'extension'],
      limitUpDown?.extensionsMax === 0 && isOther(limitUpDown.extensionUs, own.pause),
      'an extensionsMax above 0',
    ],
    [
      ['liquidationPause', 'window'],
      liquidationPause?.notionalMax === null && isOther(liquidationPause.rateWindowUs, own.rateWindow),
      'notionalMax',
    ],
    [
      ['liquidationPause', 'fundWindow'],
      liquidationPause?.fundSharePpm === null && isOther(liquidationPause.fundWindowUs, own.fundWindow),
      'fundShare',
    ],
    [['liquidationPause', 'extensionsMax'], liquidationPause?.extensionsMax === 0, 'waitForFund'],
    [
      ['withdrawalGate', 'window'],
      withdrawalGate?.fallPpm === null && isOther(withdrawalGate.fallWindowUs, own.fallWindow),
      'fall',
    ],
    [
      ['withdrawalGate', 'fundWindow'],
      withdrawalGate?.fundSharePpm === null && isOther(withdrawalGate.fundWindowUs, own.fundWindow),
      'fundShare',
    ],
  ];
  for (const [keys, isOdd, without] of rows) {
    const path = [...CONTROLS, ...keys];
    if (isOdd && isWritten(path)) {
      warn({ code: 'unused-setting', path, says: `is not read without ${without}`, atKey: true });
    }
  }
}

function isOther(us: SimTimeUs, usual: string): boolean {
  return us !== read(parseDuration, usual);
}

function warnOfFund({ scenario: { venue }, warn }: WarningContext): void {
  const { controls, insuranceFund } = venue;
  if (insuranceFund.initial > 0) return;
  for (const key of ['liquidationPause', 'withdrawalGate', 'fundMode'] as const) {
    const rules = controls[key];
    const share = rules === null ? null : 'fundSharePpm' in rules ? rules.fundSharePpm : rules.sharePpm;
    if (share === null) continue;
    warn({
      code: 'watches-empty-fund',
      path: [...CONTROLS, key, 'fundShare'],
      says: 'watches the insurance fund, which starts empty: it cannot fall before it has filled',
      hint: 'set insuranceFund.initial',
    });
  }
}

/** Between two ticks of the outside price a window holds a single price, and measures no move of it. */
function warnOfWindows({ scenario: { venue, market }, warn }: WarningContext): void {
  const { controls, halt } = venue;
  const { limitUpDown, dynamicBreaker, withdrawalGate } = controls;
  const rows: readonly (readonly [Path, SimTimeUs | undefined])[] = [
    [['venue', 'circuitBreakers', 'halt', 'window'], halt?.windowUs],
    [[...CONTROLS, 'limitUpDown', 'window'], limitUpDown?.windowUs],
    [[...CONTROLS, 'dynamicBreaker', 'window'], dynamicBreaker?.windowUs],
    [
      [...CONTROLS, 'withdrawalGate', 'window'],
      withdrawalGate?.fallPpm === null ? undefined : withdrawalGate?.fallWindowUs,
    ],
  ];
  for (const [path, us] of rows) {
    if (us === undefined || us > market.tickUs) continue;
    warn({
      code: 'window-within-tick',
      path,
      says: 'holds no more than one outside price, so that no move from one to the next is seen',
      expected: `more than market.tick, ${durationText(market.tickUs)}`,
    });
  }
}

function warnOfBands({ scenario: { venue }, warn }: WarningContext): void {
  const { priceBand, index, controls } = venue;
  const { orderBand } = controls;
  const isOwn = index !== null && index.venues.length === 0;
  const says =
    'lies around an index that is the own book alone, and moves along with the orders that it should hold back';
  if (isOwn && priceBand !== null) {
    warn({ code: 'band-around-itself', path: ['venue', 'circuitBreakers', 'priceBand'], says, atKey: true });
  }
  if (isOwn && orderBand?.around === 'index') {
    warn({ code: 'band-around-itself', path: [...CONTROLS, 'orderBand'], says, atKey: true });
  }
  if (priceBand === null || orderBand?.around !== 'index') return;
  const [low, high] = [exp(-priceBand.widthLog) * PPM_PER_UNIT, exp(priceBand.widthLog) * PPM_PER_UNIT];
  const isWider = orderBand.lowPpm <= low && orderBand.highPpm >= high;
  const isNarrower = orderBand.lowPpm >= low && orderBand.highPpm <= high;
  if (!isWider && !isNarrower) return;
  warn({
    code: 'never-binds',
    path: isWider ? [...CONTROLS, 'orderBand'] : ['venue', 'circuitBreakers', 'priceBand'],
    says: `never binds: ${isWider ? 'circuitBreakers.priceBand' : 'controls.orderBand'} lies within it, around the same price`,
    hint: 'keep one of the two',
    atKey: true,
  });
}

function warnOfHalts({ scenario: { venue }, warn }: WarningContext): void {
  const { controls, halt, throttle } = venue;
  const { limitUpDown, dynamicBreaker, marketWide, reopening, liquidationPause } = controls;
  if (marketWide !== null && marketWide.cutoffUs === 0) {
    warn({
      code: 'never-trips',
      path: [...CONTROLS, 'marketWide', 'cutoff'],
      says: 'is the start: levels 1 and 2 never stop trading',
    });
  }
  marketWide?.declinesPpm.forEach((decline, n) => {
    if (decline < PPM_PER_UNIT) return;
    warn({
      code: 'never-trips',
      path: [...CONTROLS, 'marketWide', `level${n + 1}`],
      says: `is ${formatShare(decline / PPM_PER_UNIT)}, and no price falls to nothing`,
    });
  });
  const isMixed = [limitUpDown, dynamicBreaker, marketWide, halt].some((one) => one?.liquidationsAllowed);
  if (reopening !== null && isMixed) {
    warn({
      code: 'liquidations-before-auction',
      path: [...CONTROLS, 'reopening'],
      says: 'ends halts in which liquidations go on: they trade before everybody else does',
      atKey: true,
    });
  }
  const pauseMax = liquidationPause?.notionalMax ?? null;
  if (throttle === null || liquidationPause === null || pauseMax === null) return;
  const lets = throttle.notionalMax * Math.ceil(liquidationPause.rateWindowUs / throttle.windowUs);
  if (lets > pauseMax) return;
  warn({
    code: 'never-trips',
    path: [...CONTROLS, 'liquidationPause', 'notionalMax'],
    says: `is hardly reached: circuitBreakers.throttle lets ${usd(lets)} through in ${durationText(liquidationPause.rateWindowUs)}`,
    hint: 'lower it, or loosen the throttle',
  });
}

/** A reference that moves in steps as wide as the bands is left behind: the price stands at a band before it moves. */
function warnOfReference({ scenario: { venue }, warn }: WarningContext): void {
  const rules = venue.controls.limitUpDown;
  if (rules === null) return;
  const widthPpm = ({ priceInitialTicks, tickSize }: Instrument): number =>
    (limitWidthTicks(priceInitialTicks, tickSize, { tier: rules.tier, multiple: 1 }) / priceInitialTicks) *
    PPM_PER_UNIT;
  const narrow = rules.instruments
    .map((i) => venue.instruments[i])
    .filter((one) => rules.referenceStepPpm >= widthPpm(one));
  if (narrow.length === 0) return;
  const least = Math.min(...narrow.map(widthPpm)) / PPM_PER_UNIT;
  warn({
    code: 'reference-stands-still',
    path: [...CONTROLS, 'limitUpDown', 'referenceStep'],
    says: `is as wide as the bands of ${narrow.map(({ symbol }) => symbol).join(', ')}: the price stands at a band before the reference moves`,
    expected: `less than ${formatShare(least)}`,
  });
}

function warnOfGuard({ scenario: { venue }, warn }: WarningContext): void {
  const { markRule, markPrice, controls } = venue;
  const isIndex = markRule === null && (markPrice.ownVenueWeight === 0 || markPrice.basisLimit === 0);
  if (controls.oracleGuard?.action !== 'markFromIndex' || !isIndex) return;
  warn({
    code: 'guard-without-effect',
    path: [...CONTROLS, 'oracleGuard', 'action'],
    says: 'makes the mark the index, which it is already',
    hint: 'use pauseLiquidations or freezeMark',
  });
}
