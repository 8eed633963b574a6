/** Controls that stop trading, or limit where orders fill, to rules; those that contradict themselves are refused. */
import { PPM_PER_UNIT, type Ppm } from '../../base/units.ts';
import type {
  DynamicBreakerRules,
  LimitUpDownRules,
  MarketWideRules,
  OrderBandRules,
} from '../../exchange/controls/control-rules.ts';
import { variantTicksOf } from '../../exchange/controls/dynamic-breaker.ts';
import { limitWidthTicks } from '../../exchange/controls/limit-up-down.ts';
import { bandAround, reciprocalLowPpm } from '../../exchange/controls/order-bands.ts';
import { complete, read } from '../findings.ts';
import { parseCount } from '../plain-units.ts';
import { momentUs } from '../time-frame.ts';
import { parseDuration, parsePpm } from '../units.ts';
import type { Path } from '../yaml-nodes.ts';
import { BASE, instrumentsOf, reportBelowTick, tickSharePpm, type ControlContext, type On } from './control-context.ts';

const AT_ITS_START = 'it would trip at its own start';

export function compileLimitUpDown(draft: On<'limitUpDown'>, context: ControlContext): LimitUpDownRules | undefined {
  const path = [...BASE, 'limitUpDown'];
  const instruments = instrumentsOf(draft.instruments, [...path, 'instruments'], context);
  const tier = draft.tier;
  const tooNarrow = (instruments ?? []).filter((i) => {
    const { priceInitialTicks, tickSize } = context.contracts[i];
    return tier !== undefined && limitWidthTicks(priceInitialTicks, tickSize, { tier, multiple: 1 }) < 1;
  });
  const hint = 'take a smaller tickSize, or leave the instrument out';
  reportBelowTick(path, tooNarrow, AT_ITS_START, { hint }, context);
  return complete<LimitUpDownRules>({
    instruments,
    tier,
    windowUs: read(parseDuration, draft.window),
    referenceStepPpm: read(parsePpm, draft.referenceStep),
    limitStateUs: read(parseDuration, draft.limitState),
    pauseUs: read(parseDuration, draft.pause),
    extensionUs: read(parseDuration, draft.extension),
    extensionsMax: read(parseCount, draft.extensionsMax),
    doubles: draft.doubling,
    amendment18: draft.amendment18,
    liquidationsAllowed: draft.liquidationsAllowed,
  });
}

export function compileDynamicBreaker(
  draft: On<'dynamicBreaker'>,
  context: ControlContext,
): DynamicBreakerRules | undefined {
  const path = [...BASE, 'dynamicBreaker'];
  const instruments = instrumentsOf(draft.instruments, [...path, 'instruments'], context);
  const variantPpm = read(parsePpm, draft.variant);
  const variantTicks =
    instruments === undefined || variantPpm === undefined
      ? undefined
      : instruments.map((i) => variantTicksOf(context.contracts[i].priceInitialTicks, variantPpm));
  const tooNarrow = (instruments ?? []).filter((_, place) => variantTicks !== undefined && variantTicks[place] < 1);
  const expected = `at least ${tickSharePpm(tooNarrow, context)} ppm`;
  reportBelowTick([...path, 'variant'], tooNarrow, AT_ITS_START, { expected }, context);
  return complete<DynamicBreakerRules>({
    instruments,
    variantTicks,
    windowUs: read(parseDuration, draft.window),
    preOpenUs: read(parseDuration, draft.preOpen),
    latePreOpenUs: read(parseDuration, draft.latePreOpen),
    lateUs: read(parseDuration, draft.late),
    liquidationsAllowed: draft.liquidationsAllowed,
  });
}

export function compileMarketWide(draft: On<'marketWide'>, context: ControlContext): MarketWideRules | undefined {
  const path = [...BASE, 'marketWide'];
  const { findings } = context;
  const basket = instrumentsOf(draft.basket, [...path, 'basket'], context);
  const startPpm = read(parsePpm, draft.startDecline);
  const levels = [draft.level1, draft.level2, draft.level3].map((level) => read(parsePpm, level));
  levels.forEach((level, n) => {
    const before = n === 0 ? undefined : levels[n - 1];
    if (level === undefined || before === undefined || level > before) return;
    const key = `level${n + 1}`;
    findings.report({
      code: 'levels-not-rising',
      path: [...path, key],
      says: `is not above level${n}`,
      expected: `more than ${before / 10_000} %`,
    });
  });
  if (startPpm !== undefined && levels[0] !== undefined && startPpm >= levels[0]) {
    const says = 'is at level1 already: the market would halt at its own start';
    findings.report({ code: 'trips-at-start', path: [...path, 'startDecline'], says, expected: 'less than level1' });
  }
  return complete<MarketWideRules>({
    basket,
    priorTicks:
      startPpm === undefined
        ? undefined
        : basket?.map((i) => (context.contracts[i].priceInitialTicks * PPM_PER_UNIT) / (PPM_PER_UNIT - startPpm)),
    declinesPpm: levels.includes(undefined) ? undefined : (levels as [number, number, number]),
    haltUs: read(parseDuration, draft.duration),
    cutoffUs: Object.hasOwn(draft, 'cutoff')
      ? momentUs(draft.cutoff, [...path, 'cutoff'], context.frame, findings)
      : context.session.closeUs,
    liquidationsAllowed: draft.liquidationsAllowed,
  });
}

export function compileOrderBand(draft: On<'orderBand'>, context: ControlContext): OrderBandRules | undefined {
  const path = [...BASE, 'orderBand'];
  const upPpm = read(parsePpm, draft.up);
  const downPpm = read(parsePpm, draft.down);
  if (draft.form === 'linear' && downPpm !== undefined && downPpm >= PPM_PER_UNIT) {
    const says = 'reaches below a price of nothing';
    const hint = 'write less than 100 %, or "form: reciprocal"';
    context.findings.report({ code: 'out-of-range', path: [...path, 'down'], says, hint });
    return undefined;
  }
  const rules = complete<OrderBandRules>({
    around: draft.around,
    lowPpm:
      downPpm === undefined ? undefined : draft.form === 'linear' ? PPM_PER_UNIT - downPpm : reciprocalLowPpm(downPpm),
    highPpm: upPpm === undefined ? undefined : PPM_PER_UNIT + upPpm,
  });
  if (rules !== undefined) checkBandWidth(rules, draft.form, path, context);
  return rules;
}

/** A band that ends at the price it lies around keeps every order on that side from filling. */
function checkBandWidth(
  rules: OrderBandRules,
  form: On<'orderBand'>['form'],
  path: Path,
  context: ControlContext,
): void {
  const { contracts } = context;
  const traded = contracts.flatMap(({ contract }, i) => (contract.kind === 'spot' ? [] : [i]));
  const edges = contracts.map(({ priceInitialTicks }) => bandAround(priceInitialTicks, rules));
  const isHigh = (i: number): boolean => edges[i][1] > contracts[i].priceInitialTicks;
  const isLow = (i: number): boolean => edges[i][0] < contracts[i].priceInitialTicks;
  const tooNarrow = traded.filter((i) => !isHigh(i) || !isLow(i));
  const up = tickSharePpm(traded, context);
  const down = form === 'linear' ? up : reciprocalWidthPpm(PPM_PER_UNIT - up);
  const advice =
    up < PPM_PER_UNIT
      ? { expected: `up of at least ${up} ppm and down of at least ${down} ppm` }
      : { hint: 'an initial price of one tick has no room below: take a smaller tickSize' };
  const key = tooNarrow.every(isHigh) ? 'down' : 'up';
  reportBelowTick([...path, key], tooNarrow, 'no order could fill beyond that price', advice, context);
}

/** Smallest width of a reciprocal band whose lower edge is at most this factor, ppm. */
function reciprocalWidthPpm(lowPpm: Ppm): Ppm {
  return Math.ceil((PPM_PER_UNIT * PPM_PER_UNIT) / lowPpm) - PPM_PER_UNIT;
}
