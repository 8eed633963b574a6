/** The market, the models and the shocks that a request names, read and checked. */
import { InvalidInputError, type Problem } from '../../base/problem.ts';
import type { MarketView } from '../../instruments/market-view.ts';
import type { CollateralTerms } from '../../margin/collateral.ts';
import type { JointShock } from '../../margin/joint-shock.ts';
import type { MarginModel } from '../../margin/margin-model.ts';
import { findCoverage } from '../../experiment/margin-batch/covered-contracts.ts';
import { scenarioMarket } from '../../experiment/margin-batch/scenario-market.ts';
import type { Unmargined } from '../../scenario/book-names.ts';
import { loadShock, type NamedShock } from '../../scenario/joint-shock-file.ts';
import { loadMarginModel } from '../../scenario/margin-presets/registry.ts';
import { QUOTE_SYMBOL, readMarketFile } from '../../scenario/market-file.ts';
import type { PriceHistory } from '../../scenario/price-history.ts';
import { isFileName, readNamedText } from '../../scenario/named-file.ts';
import type { Io } from '../io.ts';
import { loadPriceHistory } from '../price-source.ts';
import { readRequested, requestScenario } from '../scenario-request.ts';
import type { MarginRequest } from './margin-request.ts';
import { pastPrices, type PastPrices } from './past-prices.ts';

export interface MarginSetting {
  readonly title: string;
  readonly time: string | null;
  readonly quote: string;
  /** With the contracts that every model covers. */
  readonly market: MarketView;
  /** The others, with the models that have no rule for them. */
  readonly uncovered: ReadonlyMap<string, readonly Unmargined[]>;
  readonly collateral: CollateralTerms;
  readonly models: readonly MarginModel[];
  readonly shocks: readonly NamedShock[];
  readonly warnings: readonly Problem[];
  /** Prices that models were estimated from; null where none were given. */
  readonly past: PastPrices | null;
}

/** What `--models` calls the tiers of the scenario. */
const OWN_MODEL = 'scenario';

/** @throws InvalidInputError with the problems of every file that is not sound */
export async function readSetting(request: MarginRequest, io: Io): Promise<MarginSetting> {
  const whole = request.history === null ? null : await loadPriceHistory(io, request.history);
  const base =
    request.market.kind === 'market' ? readMarket(request.market.file, io) : readScenario(request.market.file, io);
  const { own, ...rest } = base;
  const past = whole === null ? null : pastPrices(whole, base.time, base.market);
  const history = past?.history ?? null;
  const problems: Problem[] = [];
  const collect = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const models = modelNames(request).map((name) =>
    name === OWN_MODEL && own !== null ? own : collect(() => loadMarginModel(io.environment, name, { history })),
  );
  const shocks = request.shocks.map((name) => collect(() => loadShock(io.environment, name, base.market)));
  if (problems.length > 0) throw new InvalidInputError(problems);
  const sound = { models: models as MarginModel[], shocks: shocks as NamedShock[] };
  const { market, uncovered } = findCoverage(base.market, sound.models);
  const warnings = [...base.warnings, ...(past?.warnings ?? [])];
  return { ...rest, ...sound, market, uncovered: namingHistory(uncovered, history), past, warnings };
}

/** A model cannot know that it is a file which lacks an asset. */
function namingHistory(
  uncovered: MarginSetting['uncovered'],
  history: PriceHistory | null,
): MarginSetting['uncovered'] {
  if (history === null) return uncovered;
  const named = (problem: Problem): Problem => {
    const { code, found } = problem;
    if (code !== 'missing-asset' || found === undefined || history.assets.includes(found)) return problem;
    return { ...problem, message: `${history.file} has no prices of ${found}` };
  };
  return new Map(
    [...uncovered].map(([symbol, models]) => [
      symbol,
      models.map(({ model, problems }) => ({ model, problems: problems.map(named) })),
    ]),
  );
}

export function jointShocks({ shocks }: MarginSetting): readonly JointShock[] {
  return shocks.map(({ shock }) => shock);
}

function modelNames({ models }: MarginRequest): readonly string[] {
  return models.length === 0 ? [OWN_MODEL] : models;
}

type Base = Omit<MarginSetting, 'models' | 'shocks' | 'uncovered' | 'past'> & { readonly own: MarginModel | null };

function readMarket(file: string, io: Io): Base {
  const { text } = readNamedText(io.environment, asFile(file), '', [], 'market file');
  const { title, time, market, collateral, warnings } = readMarketFile(text, file);
  return { title: title === '' ? file : title, time, quote: QUOTE_SYMBOL, market, collateral, warnings, own: null };
}

/** A market has no presets: a bare name is a file in the working folder. */
function asFile(file: string): string {
  return isFileName(file) ? file : `./${file}`;
}

function readScenario(file: string, io: Io): Base {
  const scenario = readRequested(requestScenario(file, {}), io.environment);
  const { market, collateral, model } = scenarioMarket(scenario);
  const { title, startTime } = scenario;
  return { title, time: startTime, quote: QUOTE_SYMBOL, market, collateral, warnings: [], own: model };
}
