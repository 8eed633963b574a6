/** Margin brackets as written, in a preset or in the scenario itself, to a tier table. */
import type { z } from 'zod';
import { formatUsd } from '../base/format.ts';
import { PPM_PER_UNIT, QUANTA_PER_USD } from '../base/units.ts';
import type { TierBracket, TierTable } from '../margin/tier-table.ts';
import { powerOfTen, type Decimal } from './decimal.ts';
import { allOf, complete, read, type Findings } from './findings.ts';
import type { tiers } from './schema-tiers.ts';
import type { Draft } from './structure.ts';
import { parseMoney, parseMultipleDecimal, parsePpm } from './units.ts';
import type { Path } from './yaml-nodes.ts';

export type TiersDraft = Draft<z.output<typeof tiers>>;
type BracketsDraft = Exclude<TiersDraft, string | number>;

/** Checks and converts brackets; the last one holds without end, because position limits are not modelled. */
export function compileBrackets(
  draft: BracketsDraft,
  path: Path,
  source: string,
  findings: Findings,
): TierTable | undefined {
  const brackets = draft.map((bracket, index): TierBracket | undefined => {
    if (bracket === undefined) return undefined;
    const isLast = index === draft.length - 1;
    if (!isLast && bracket.notionalMax === undefined && Object.hasOwn(bracket, 'notionalMax') === false) {
      findings.report({
        code: 'missing-key',
        path: [...path, index],
        says: 'needs a notionalMax: only the last bracket may leave it out',
        hint: 'add "notionalMax: 50 k USD"',
      });
    }
    const leverage = read(parseMultipleDecimal, bracket.maxLeverage);
    return complete<TierBracket>({
      notionalMax: isLast ? Number.POSITIVE_INFINITY : read(parseMoney, bracket.notionalMax),
      maintenanceRatePpm: read(parsePpm, bracket.maintenanceRate),
      initialRatePpm: leverage === undefined ? undefined : initialRatePpmOf(leverage),
    });
  });
  brackets.forEach((bracket, index) => checkBracket(bracket, brackets[index - 1], [...path, index], findings));
  const all = allOf(brackets);
  return all === undefined ? undefined : { source, brackets: all };
}

/** 1 / maxLeverage in ppm, rounded up: against the account. */
export function initialRatePpmOf(maxLeverage: Decimal): number {
  const numerator = BigInt(PPM_PER_UNIT) * powerOfTen(maxLeverage.scale);
  return Number((numerator + maxLeverage.coefficient - 1n) / maxLeverage.coefficient);
}

function checkBracket(
  bracket: TierBracket | undefined,
  before: TierBracket | undefined,
  path: Path,
  findings: Findings,
): void {
  if (bracket === undefined) return;
  const { maintenanceRatePpm, initialRatePpm } = bracket;
  if (maintenanceRatePpm > initialRatePpm) {
    findings.report({
      code: 'tiers-inconsistent',
      path: [...path, 'maintenanceRate'],
      says: 'is above the initial margin rate, 1 / maxLeverage: every new position would be in breach',
      expected: `at most ${initialRatePpm / 10_000} %`,
    });
  }
  if (before === undefined) return;
  if (bracket.notionalMax <= before.notionalMax) {
    findings.report({
      code: 'tiers-inconsistent',
      path: [...path, 'notionalMax'],
      says: 'does not rise from bracket to bracket',
      expected: `more than ${formatUsd(before.notionalMax / QUANTA_PER_USD)}`,
    });
  }
  if (maintenanceRatePpm < before.maintenanceRatePpm) {
    findings.report({
      code: 'tiers-inconsistent',
      path: [...path, 'maintenanceRate'],
      says: 'falls from bracket to bracket',
      expected: `at least ${before.maintenanceRatePpm / 10_000} %`,
    });
  }
  if (initialRatePpm < before.initialRatePpm) {
    findings.report({
      code: 'tiers-inconsistent',
      path: [...path, 'maxLeverage'],
      says: 'rises from bracket to bracket',
      expected: `at most ${Math.floor((PPM_PER_UNIT / before.initialRatePpm) * 100) / 100}x`,
    });
  }
}
