/** What the command line asks of the margin command, or why it cannot be followed. */
import { resolve } from 'node:path';
import { marginOutputFormatOf, type MarginOutputFormat } from '../../results/margin-output.ts';
import { SHOCK_PRESETS } from '../../scenario/joint-shock-file.ts';
import type { OptionValues } from '../options.ts';
import { UsageError } from '../usage-error.ts';

const SHOWN_DEFAULT = 20;

export interface MarginRequest {
  readonly book: string;
  readonly market: { readonly kind: 'market' | 'scenario'; readonly file: string };
  /** One unless models are compared; empty: the scenario's own. */
  readonly models: readonly string[];
  readonly compares: boolean;
  readonly shocks: readonly string[];
  readonly history: string | null;
  readonly account: string | null;
  readonly explains: boolean;
  readonly shown: number;
  readonly output: { readonly path: string; readonly shown: string; readonly format: MarginOutputFormat } | null;
  /** The output may replace a file. */
  readonly replaces: boolean;
  readonly pricesForAll: boolean;
}

/** @throws UsageError */
export function requestMargin(book: string, values: OptionValues, workingFolder: string): MarginRequest {
  const { market, scenario, models, history, account, explain, worst } = values;
  if ((market === undefined) === (scenario === undefined)) {
    const what = market === undefined ? 'neither --market nor --scenario' : 'both --market and --scenario';
    throw new UsageError(`margin is given ${what}`, 'contracts and prices come from one of the two');
  }
  if (scenario === undefined && models === undefined) {
    throw new UsageError('margin needs --model <name>', 'a preset such as binance-usdm-2024-10, or a file');
  }
  const names = listOf(models, '--models');
  const compares = names.length > 1;
  if (compares && (explain === true || values.output !== undefined)) {
    const other = explain === true ? '--explain' : '--output';
    throw new UsageError(`${other} is for one model, not for ${names.length}`, 'ask for each model by itself');
  }
  const output = values.output === undefined ? null : outputOf(values.output, workingFolder);
  if (values.prices === true && output?.format !== 'ndjson') {
    throw new UsageError('--prices is for the accounts of an --output', 'give --output <file>.ndjson, too');
  }
  return {
    book,
    market: market === undefined ? { kind: 'scenario', file: scenario! } : { kind: 'market', file: market },
    models: names,
    compares,
    shocks:
      values.shock === undefined
        ? compares
          ? SHOCK_PRESETS
          : SHOCK_PRESETS.slice(0, 1)
        : listOf(values.shock, '--shock'),
    history: history ?? null,
    account: account ?? null,
    explains: explain === true,
    shown: worst ?? SHOWN_DEFAULT,
    output,
    replaces: values.force === true,
    pricesForAll: values.prices === true,
  };
}

function outputOf(written: string, workingFolder: string): NonNullable<MarginRequest['output']> {
  const format = marginOutputFormatOf(written);
  if (format === undefined) {
    throw new UsageError(`--output is "${written}"`, 'expected a file that ends in .ndjson, .csv or .parquet');
  }
  return { path: resolve(workingFolder, written), shown: written, format };
}

function listOf(written: string | undefined, label: string): readonly string[] {
  const names = (written ?? '').split(',').map((name) => name.trim());
  if (written === undefined) return [];
  if (names.includes('')) throw new UsageError(`${label} is "${written}"`, 'expected names with commas between them');
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice !== undefined) throw new UsageError(`${label} names ${twice} twice`);
  return names;
}

/** What each file that a request may read is, and where; a preset's name is a file that is not there. */
export function inputFilesOf(request: MarginRequest, workingFolder: string): [what: string, path: string][] {
  const { book, market, models, shocks, history } = request;
  const named: [string, string][] = [
    ['book', book],
    [market.kind, market.file],
    ...models.map((name): [string, string] => ['model', name]),
    ...shocks.map((name): [string, string] => ['shock', name]),
    ...(history === null ? [] : [['history', history] as [string, string]]),
  ];
  return named.map(([what, file]) => [what, resolve(workingFolder, file)]);
}
