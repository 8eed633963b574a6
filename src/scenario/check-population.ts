/**
 * Whether the classes can hold the open interest at all. Only what no draw could mend is refused here: upper bounds
 * of equity and leverage, stretched as far as netting may, against the notional that each side must hold.
 */
import type { AgentClassBase } from '../agents/agent-class.ts';
import { PPM_PER_UNIT, QUANTA_PER_USD } from '../base/units.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import type { Findings } from './findings.ts';
import { ACCOUNTS_MAX } from './limits.ts';

export function checkPopulation(
  classes: readonly (AgentClassBase | undefined)[],
  leverageStretchMax: number | undefined,
  instruments: CompiledInstruments,
  findings: Findings,
): void {
  const accounts = classes.reduce((sum, one) => sum + (one?.accounts ?? 0), 0);
  if (accounts > ACCOUNTS_MAX) {
    findings.report({
      code: 'too-many-accounts',
      path: ['agents', 'classes'],
      says: `has ${accounts} accounts in all`,
      expected: `at most ${ACCOUNTS_MAX}`,
      hint: 'fewer accounts with more money each hold the same open interest',
      atKey: true,
    });
  }
  const sound = classes.filter((one) => one !== undefined);
  // With a class missing, what is left would look too poor.
  if (sound.length < classes.length || leverageStretchMax === undefined) return;
  let refused = false;
  instruments.openInterest.forEach((openInterest, index) => {
    if (openInterest === undefined || openInterest === 0) return;
    for (const side of ['long', 'short'] as const) {
      const capacity = sumOf(sound, (one) => (canHold(one, index, side) ? capacityOf(one, leverageStretchMax) : 0));
      if (capacity >= openInterest) continue;
      refused = true;
      report(index, openInterest, capacity, side, findings);
      return;
    }
  });
  const total = sumOf(instruments.openInterest, (openInterest) => openInterest ?? 0);
  const capacity = sumOf(sound, (one) => capacityOf(one, leverageStretchMax));
  if (refused || capacity >= 2 * total) return;
  findings.report({
    code: 'open-interest-unreachable',
    path: ['agents', 'classes'],
    says: `can hold at most ${usd(capacity)} in all, and both sides of the open interest are ${usd(2 * total)}`,
    expected: 'accounts x equity x leverage of at least twice the open interest',
    atKey: true,
  });
}

function report(index: number, openInterest: number, capacity: number, side: string, findings: Findings): void {
  findings.report({
    code: 'open-interest-unreachable',
    path: ['venue', 'instruments', index, 'openInterest'],
    says: `cannot be met: its ${side} side is ${usd(openInterest)}, and the classes can hold at most ${usd(capacity)}`,
    expected: 'accounts x equity x leverage, by their upper bounds, of at least the open interest on each side',
    hint: 'raise accounts, equity or leverage in agents.classes, or lower the open interest',
  });
}

function canHold(one: AgentClassBase, instrument: number, side: 'long' | 'short'): boolean {
  // A hedge is on the other side than what it hedges, and that may be either.
  if (one.hedge?.instrument === instrument) return true;
  const takesSide = side === 'long' ? one.longSharePpm > 0 : one.longSharePpm < PPM_PER_UNIT;
  return takesSide && one.instrumentWeights[instrument] > 0;
}

function capacityOf(one: AgentClassBase, leverageStretchMax: number): number {
  return one.accounts * one.equity.max * one.leverage.max * leverageStretchMax;
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

/** Amount for a message: `1.25 M USD`. */
function usd(quanta: number): string {
  const amount = quanta / QUANTA_PER_USD;
  const scales: readonly (readonly [number, string])[] = [
    [1e9, 'bn USD'],
    [1e6, 'M USD'],
    [1e3, 'k USD'],
  ];
  const [size, unit] = scales.find(([scale]) => amount >= scale) ?? [1, 'USD'];
  return `${Math.round((amount / size) * 100) / 100} ${unit}`;
}
