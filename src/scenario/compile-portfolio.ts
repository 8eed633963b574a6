/** What makes a venue margin accounts by a model of its own, and null for one that does not. */
import { openingMarginOf } from '../agents/opening-margin.ts';
import { InvalidInputError } from '../base/problem.ts';
import type { PortfolioRules } from '../exchange/portfolio-rules.ts';
import { NO_INSTRUMENT, type Instrument } from '../instruments/instrument.ts';
import { compileCollateralRules } from './compile-collateral-rules.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { compileComparedModels, compileHistory, compileMarginModel } from './compile-margin-models.ts';
import type { ScenarioFiles } from './file-reader.ts';
import { complete, type Findings } from './findings.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';
import type { Path } from './yaml-nodes.ts';

type VenueDraft = Draft<ScenarioFile['venue']>;

const KEYS = ['margin', 'comparedMargins', 'collateral', 'optionMarkets', 'interestRate'] as const;

export function compilePortfolio(
  draft: VenueDraft,
  instruments: CompiledInstruments,
  files: ScenarioFiles,
  findings: Findings,
): PortfolioRules | null | undefined {
  const isPlain = instruments.links.every(
    ({ kind, follows, settlesIn }) => kind === 'perpetual' && follows === NO_INSTRUMENT && settlesIn === NO_INSTRUMENT,
  );
  if (isPlain && KEYS.every((key) => !Object.hasOwn(draft, key))) return null;
  const history = compileHistory(draft, files, findings);
  const margin = compileMarginModel(draft, instruments, history, files, findings);
  const rules = complete<PortfolioRules>({
    margin,
    comparedModels: compileComparedModels(draft, margin, history, files, findings),
    collateral: compileCollateralRules(draft.collateral, instruments, findings),
    optionMarkets: instruments.optionMarkets,
    interestRate: instruments.interestRate,
  });
  const { contracts } = instruments;
  if (rules === undefined || contracts === undefined) return undefined;
  checkModel(contracts, rules, ['venue', Object.hasOwn(draft, 'margin') ? 'margin' : 'instruments'], findings);
  rules.comparedModels.forEach((margin, at) => {
    checkModel(contracts, { ...rules, margin }, ['venue', 'comparedMargins', at], findings);
  });
  return rules;
}

/** Whether a model has what it needs for every contract of the venue. */
function checkModel(instruments: readonly Instrument[], rules: PortfolioRules, path: Path, findings: Findings): void {
  try {
    openingMarginOf(instruments, rules);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    findings.adopt(error.problems, path);
  }
}
