/** A SPAN requirement written out step by step, with each spread, who grants it, and the sixteen losses. */
import { settlementValueOf } from '../../instruments/contract-value.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import { bindingScenario } from '../grid/binding-scenario.ts';
import { shareOfPositions } from '../grid/position-shares.ts';
import { showNumber, showShare } from '../grid/show-number.ts';
import type {
  ExplanationLine,
  MarginExplanation,
  Offset,
  PositionColumns,
  PreparedMargin,
  ScenarioLoss,
} from '../margin-model.ts';
import { describeLoss, SCENARIOS, scenarioNameOf } from './risk-array.ts';
import type { SpanBook, SpanTrace } from './span-book.ts';
import { rangeOf, type SpanFigures } from './span-figures.ts';
import { daysToExpiry, type SpanLayout } from './span-layout.ts';
import type { SpanParameters } from './span-parameters.ts';

interface Found {
  /** By commodity. */
  readonly calendars: Map<number, ExplanationLine[]>;
  readonly credits: Map<number, ExplanationLine[]>;
  readonly offsets: Offset[];
}

export function explainSpan(
  prepared: PreparedMargin,
  parameters: SpanParameters,
  market: MarketView,
  layout: SpanLayout,
  figures: SpanFigures,
  span: SpanBook,
  book: PositionColumns,
): MarginExplanation {
  const positions = shareOfPositions(prepared, book);
  const found: Found = { calendars: new Map(), credits: new Map(), offsets: [] };
  const maintenance = span.require(book, traceInto(found, layout, span));
  const touched = [...span.losses.touched.subarray(0, span.losses.touchedCount)];
  const scenarios: ScenarioLoss[] = [];
  const lines = touched.map((commodity) => {
    const vector = [...span.losses.sums.subarray(commodity * SCENARIOS, (commodity + 1) * SCENARIOS)];
    const binding = bindingScenario(vector);
    vector.forEach((loss, k) => {
      const name = `${layout.commodities[commodity].name}, ${scenarioNameOf(k, parameters.extremeMove)}`;
      scenarios.push({ name, loss, isBinding: k === binding });
    });
    found.offsets.push(...offsetWithin(layout, figures, market, span, book, commodity));
    return explainCommodity(parameters, layout, figures, market, span, book, found, commodity, binding);
  });
  const parts = [
    ...lines.filter((_, place) => layout.scanningOf[touched[place]] < 0),
    ...parameters.scanningSpreads.flatMap(({ name, commodities, credit }, s) => {
      const members = touched.flatMap((commodity, place) => (layout.scanningOf[commodity] === s ? [place] : []));
      if (members.length === 0) return [];
      const saved = span.scanningCredit[s];
      if (saved > 0) {
        const grantedBy = `scanning spread ${name}: losses in full, ${showShare(credit)} of gains`;
        found.offsets.push({ between: commodities.join(' and '), grantedBy, amount: saved });
      }
      return [
        explainScanningSpread(
          span,
          s,
          name,
          credit,
          members.map((place) => ({ commodity: touched[place], line: lines[place] })),
        ),
      ];
    }),
    netOptionValueLine(market, book, maintenance),
  ];
  const whole: ExplanationLine = {
    label: 'maintenance margin',
    formula: 'sum over combined commodities',
    amount: maintenance,
    parts,
  };
  const formula = `${showNumber(maintenance)} x ${showNumber(parameters.initialRatio)}`;
  return {
    initial: { label: 'initial margin', formula, amount: parameters.initialRatio * maintenance, parts: [whole] },
    maintenance: whole,
    positions,
    scenarios,
    offsets: found.offsets,
  };
}

function traceInto({ calendars, credits, offsets }: Found, layout: SpanLayout, span: SpanBook): SpanTrace {
  const push = (to: Map<number, ExplanationLine[]>, commodity: number, line: ExplanationLine): void => {
    to.set(commodity, [...(to.get(commodity) ?? []), line]);
  };
  return {
    calendar(commodity, near, far, matched, charge) {
      const { tiers } = layout.commodities[commodity];
      const label = `calendar spread ${tiers[near].name} against ${tiers[far].name}`;
      const formula = `${showNumber(matched)} spreads x ${showNumber(charge)}`;
      push(calendars, commodity, { label, formula, amount: matched * charge });
    },
    credit(spread, formed, amounts) {
      const grantedBy = `delta spread ${spread.name}, priority ${spread.priority}`;
      spread.legs.forEach(({ commodity, ratio, credit }, k) => {
        const risk = span.weightedPriceRisk[commodity];
        const formula = `-(${showNumber(formed)} spreads x ${showNumber(ratio)} deltas x ${showNumber(risk)} x ${showShare(credit)})`;
        push(credits, commodity, { label: `credit of ${grantedBy}`, formula, amount: -amounts[k] });
      });
      const between = spread.legs.map(({ commodity }) => layout.commodities[commodity].name).join(' and ');
      offsets.push({ between, grantedBy, amount: amounts.reduce((sum, amount) => sum + amount, 0) });
    },
  };
}

function explainCommodity(
  parameters: SpanParameters,
  layout: SpanLayout,
  figures: SpanFigures,
  market: MarketView,
  span: SpanBook,
  book: PositionColumns,
  found: Found,
  commodity: number,
  binding: number,
): ExplanationLine {
  const { name, deliveryCharge } = layout.commodities[commodity];
  const [scan, delivery] = [span.scan[commodity], span.delivery[commodity]];
  const positions = (binding < 0 ? [] : rowsOf(layout, book, commodity)).map((row): ExplanationLine => {
    const contract = book.contracts[row];
    const loss = figures.losses[contract * SCENARIOS + binding];
    const range = rangeOf(layout.commodities[commodity], daysToExpiry(market, contract));
    const shock = describeLoss(market, contract, layout.commodities[commodity], range, parameters, binding);
    const formula = `${showNumber(book.sizes[row])} x ${showNumber(loss)}, size x loss of one contract: ${shock}`;
    return { label: market.contracts[contract].symbol, formula, amount: book.sizes[row] * loss };
  });
  const text = binding < 0 ? 'no loss in any scenario' : `scenario ${scenarioNameOf(binding, parameters.extremeMove)}`;
  const parts: ExplanationLine[] = [
    { label: 'scan risk', formula: text, amount: scan, parts: positions },
    ...(found.calendars.get(commodity) ?? []),
  ];
  if (delivery > 0) {
    const formula = `deltas near delivery x ${showNumber(deliveryCharge?.charge ?? 0)}`;
    parts.push({ label: 'delivery charge', formula, amount: delivery });
  }
  parts.push(...(found.credits.get(commodity) ?? []));
  const minimum = span.shortMinimum[commodity];
  const risk = scan + span.calendar[commodity] + delivery - span.credit[commodity];
  const risks = parts.map(({ amount }) => showNumber(amount)).join(' + ');
  const formula = `max(${risks}, short option minimum ${showNumber(minimum)})`;
  return { label: name, formula, amount: Math.max(risk, minimum), parts };
}

function explainScanningSpread(
  span: SpanBook,
  spread: number,
  name: string,
  credit: number,
  members: readonly { readonly commodity: number; readonly line: ExplanationLine }[],
): ExplanationLine {
  const saved = span.scanningCredit[spread];
  const minimum = members.reduce((sum, { commodity }) => sum + span.shortMinimum[commodity], 0);
  const risk = members.reduce(
    (sum, { commodity }) =>
      sum + span.scan[commodity] + span.calendar[commodity] + span.delivery[commodity] - span.credit[commodity],
    -saved,
  );
  const parts = members.flatMap(({ line }) =>
    (line.parts ?? []).map((part) => ({ ...part, label: `${line.label}: ${part.label}` })),
  );
  parts.push({
    label: 'scanning credit',
    formula: `scan risks apart less together, gains count ${showShare(credit)}`,
    amount: -saved,
  });
  const formula = `max(sum of the parts ${showNumber(risk)}, short option minimum ${showNumber(minimum)})`;
  return { label: `scanning spread ${name}`, formula, amount: Math.max(risk, minimum), parts };
}

/** What the positions of one commodity save against each other in the scan. */
function offsetWithin(
  layout: SpanLayout,
  figures: SpanFigures,
  market: MarketView,
  span: SpanBook,
  book: PositionColumns,
  commodity: number,
): readonly Offset[] {
  const rows = rowsOf(layout, book, commodity);
  const alone = rows.reduce((sum, row) => {
    const at = book.contracts[row] * SCENARIOS;
    return sum + Math.max(0, ...figures.losses.subarray(at, at + SCENARIOS).map((loss) => book.sizes[row] * loss));
  }, 0);
  const amount = alone - span.scan[commodity];
  if (rows.length < 2 || !(amount > 0)) return [];
  const between = rows.map((row) => market.contracts[book.contracts[row]].symbol).join(' and ');
  return [{ between, grantedBy: `scan of ${layout.commodities[commodity].name}: positions net in full`, amount }];
}

function rowsOf(layout: SpanLayout, book: PositionColumns, commodity: number): readonly number[] {
  return Array.from({ length: book.count }, (_, row) => row).filter(
    (row) => layout.commodityOf[book.contracts[row]] === commodity,
  );
}

function netOptionValueLine(market: MarketView, book: PositionColumns, risk: number): ExplanationLine {
  let value = 0;
  for (let row = 0; row < book.count; row += 1) {
    const c = book.contracts[row];
    const contract = market.contracts[c];
    if (contract.kind !== 'option') continue;
    const settled = settlementValueOf(contract, market.markPrices[c]);
    value +=
      book.sizes[row] * (contract.settlesInCoin ? settled * market.indexPrices[market.underlyingOf[c]] : settled);
  }
  const formula =
    `total margin = risk ${showNumber(risk)} - net option value ${showNumber(value)} = ${showNumber(risk - value)}; ` +
    'not subtracted, because equity counts the value of options';
  return { label: 'net option value (shown)', formula, amount: 0 };
}
