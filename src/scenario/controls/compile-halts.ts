/** Controls that stop trading, or limit where orders fill, to rules; those that contradict themselves are refused. */
import { PPM_PER_UNIT } from '../../base/units.ts';
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
import { BASE, instrumentsOf, type ControlContext, type On } from './control-context.ts';

/** A band in which no price but the one it lies around has room stops everything at once. */
function reportBelowTick(context: ControlContext, path: Path, symbol: string, hint: string): void {
  const says = `is less than a tick of ${symbol} at its initial price: it would trip at its own start`;
  context.findings.report({ code: 'band-below-tick', path, says, hint });
}

export function compileLimitUpDown(draft: On<'limitUpDown'>, context: ControlContext): LimitUpDownRules | undefined {
  const path = [...BASE, 'limitUpDown'];
  const instruments = instrumentsOf(draft.instruments, [...path, 'instruments'], context);
  const tier = draft.tier;
  for (const i of instruments ?? []) {
    const { priceInitialTicks, tickSize, symbol } = context.contracts[i];
    if (tier === undefined || limitWidthTicks(priceInitialTicks, tickSize, { tier, multiple: 1 }) >= 1) continue;
    reportBelowTick(context, path, symbol, 'take a smaller tickSize, or leave the instrument out');
  }
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
  variantTicks?.forEach((ticks, place) => {
    if (ticks >= 1) return;
    reportBelowTick(context, [...path, 'variant'], context.contracts[instruments![place]].symbol, 'make it larger');
  });
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
    findings.report({ code: 'levels-not-rising', path: [...path, key], says: `is not above level${n}` });
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
  for (const { priceInitialTicks, symbol, contract } of rules === undefined ? [] : context.contracts) {
    if (contract.kind === 'spot') continue;
    const [low, high] = bandAround(priceInitialTicks, rules!);
    if (low < priceInitialTicks && high > priceInitialTicks) continue;
    reportBelowTick(context, [...path, high > priceInitialTicks ? 'down' : 'up'], symbol, 'make the band wider');
  }
  return rules;
}
