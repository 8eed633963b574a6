/** When accounts of a class take their money out. */
import type { BankRunRules } from '../agents/agent-class.ts';
import { log } from '../numeric/math.ts';
import { complete, read, type Findings } from './findings.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import { textOf, type Written } from './unit-result.ts';
import { parseDuration, parsePpm, parseRatio } from './units.ts';
import type { Path } from './yaml-nodes.ts';

type BankRunDraft = Draft<ScenarioFile['agents']['classes'][number]['bankRun']>;

export function compileBankRun(draft: BankRunDraft, path: Path, findings: Findings): BankRunRules | null | undefined {
  if (draft === undefined) return findings.isWritten(path) ? undefined : null;
  if (draft === 'off' || draft === null) return null;
  const fallLog = complete({ min: fallLogOf(draft.fall?.min), max: fallLogOf(draft.fall?.max) });
  if (fallLog !== undefined && fallLog.max < fallLog.min) {
    findings.report({
      code: 'min-above-max',
      path: [...path, 'fall', 'max'],
      says: 'is below min',
      expected: `at least ${textOf(draft.fall?.min)}`,
    });
  }
  const isOfFund = findings.isWritten([...path, 'fundLoss']);
  return complete<BankRunRules>({
    fallLog,
    lookbackUs: read(parseDuration, draft.lookback),
    fundLossShare: isOfFund ? read(parseRatio, draft.fundLoss) : null,
    sharePpm: read(parsePpm, draft.share),
  });
}

/** A fall by a share of the price, as the log distance that it is. */
function fallLogOf(raw: Written | undefined): number | undefined {
  const share = read(parseRatio, raw);
  return share === undefined ? undefined : -log(1 - share);
}
