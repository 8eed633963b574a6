/** What makes a venue margin accounts by a model of its own, and null for one that does not. */
import type { PortfolioRules } from '../exchange/portfolio-rules.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import { compileCollateralRules } from './compile-collateral-rules.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import { compileComparedModels, compileMarginModel } from './compile-margin-model.ts';
import type { ScenarioFiles } from './file-reader.ts';
import { complete, type Findings } from './findings.ts';
import type { ScenarioFile } from './schema.ts';
import type { Draft } from './structure.ts';

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
  return complete<PortfolioRules>({
    margin: compileMarginModel(draft, instruments, files, findings),
    comparedModels: compileComparedModels(draft, instruments, files, findings),
    collateral: compileCollateralRules(draft.collateral, instruments, findings),
    optionMarkets: instruments.optionMarkets,
    interestRate: instruments.interestRate,
  });
}
