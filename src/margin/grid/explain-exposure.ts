/** An exposure charge written out: each bucket's exposures by position, its measures and rates, and the tiers. */
import type { ExplanationLine, PositionColumns } from '../margin-model.ts';
import type { ChargeExplanation } from './charge.ts';
import { classRate, growthRateAt, measureOf, scaleByTiers, type ExposureCharge } from './exposure-charge.ts';
import { numberText, percentText } from '../number-text.ts';

interface OuterBucket {
  readonly place: number;
  readonly rows: number[];
}

export function explainExposure(charge: ExposureCharge, book: PositionColumns): readonly ChargeExplanation[] {
  const { groups } = charge.context;
  const byGroup = new Map<number, Map<number, OuterBucket>>();
  for (let row = 0; row < book.count; row += 1) {
    const place = charge.outer.of[book.contracts[row]];
    if (place < 0) continue;
    const group = groups.groupOf[charge.outer.unitOf[place]];
    const outers = byGroup.get(group) ?? new Map<number, OuterBucket>();
    byGroup.set(group, outers);
    const outer = outers.get(place) ?? { place, rows: [] };
    outers.set(place, outer);
    outer.rows.push(row);
  }
  return [...byGroup].map(([group, outers]) => {
    const parts = [...outers.values()].map((outer) => explainBucket(charge, book, outer));
    const raw = parts.reduce((sum, { amount }) => sum + amount, 0);
    const amount = scaleByTiers(charge.terms.tiers, raw);
    const formula = charge.terms.tiers.length === 0 ? '' : tiersText(charge, raw);
    return {
      group,
      line: { label: `${charge.name}, ${groups.names[group]}`, formula, amount, parts },
      scenarios: [],
      offsets: [],
    };
  });
}

function explainBucket(charge: ExposureCharge, book: PositionColumns, { place, rows }: OuterBucket): ExplanationLine {
  const inner = new Map<number, number>();
  const parts = rows.map((row): ExplanationLine => {
    const contract = book.contracts[row];
    const figure = charge.figureAt(contract);
    const amount = book.sizes[row] * figure;
    const bucket = charge.inner.of[contract];
    inner.set(bucket, (inner.get(bucket) ?? 0) + amount);
    const label = `${charge.terms.figure} of ${charge.context.market.contracts[contract].symbol}`;
    return { label, formula: `${numberText(book.sizes[row])} x ${numberText(figure)}`, amount };
  });
  const values = [...inner.values()];
  const net = values.reduce((sum, value) => sum + value, 0);
  const gross = values.reduce((sum, value) => sum + Math.abs(value), 0);
  const unit = charge.outer.unitOf[place];
  const className = charge.context.classes[charge.context.classOf[unit]].name;
  const terms = charge.terms.rates.map(
    ({ measure, rate }) =>
      `${measure} ${numberText(measureOf(measure, net, gross))} x ${percentText(classRate(rate, className))}`,
  );
  const growth = growthRateAt(charge.terms, Math.abs(net));
  if (charge.terms.growth !== null) terms.push(`net ${numberText(Math.abs(net))} x ${percentText(growth)}, growing`);
  return {
    label: charge.outer.nameAt(place, charge.context.market.timeUs),
    formula: `${terms.join(' + ')}; net ${numberText(net)}, gross ${numberText(gross)}`,
    amount: charge.measure(unit, net, gross),
    // Exposures, not amounts of margin: what the formula above starts from.
    parts,
  };
}

function tiersText(charge: ExposureCharge, raw: number): string {
  let lower = 0;
  const terms: string[] = [];
  for (const { upTo, factor } of charge.terms.tiers) {
    if (raw <= lower) break;
    terms.push(`${numberText(Math.min(raw, upTo) - lower)} x ${numberText(factor)}`);
    lower = upTo;
  }
  return `${terms.length === 0 ? '0' : terms.join(' + ')}: ${numberText(raw)} by tiers`;
}
