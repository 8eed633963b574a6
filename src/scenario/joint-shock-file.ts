/** Named joint shocks, shipped as presets/shocks/<name>.yaml or given as a file of the same form. */
import { z } from 'zod';
import type { Environment } from '../base/environment.ts';
import { InvalidInputError, type Problem } from '../base/problem.ts';
import type { MarketView } from '../instruments/market-view.ts';
import { createJointShock, type AssetMove, type JointShock } from '../margin/joint-shock.ts';
import { read } from './findings.ts';
import { readNamedText } from './named-file.ts';
import { section } from './schema-shapes.ts';
import { quantity, text } from './schema-values.ts';
import { checkStructure, type Draft } from './structure.ts';
import { textOf } from './unit-result.ts';
import { parseRatio } from './units.ts';
import { parseYamlText, plainTreeOf } from './yaml-source.ts';

/** Names of all presets, the unit of distance first; a test compares them with the folder. */
export const SHOCK_PRESETS: readonly string[] = [
  'fall-10',
  'rise-10',
  'volatility-up',
  'depeg',
  'black-thursday-2020',
  'august-2024',
  'october-2025',
];

export interface NamedShock {
  readonly shock: JointShock;
  readonly title: string;
}

const move = section({
  index: quantity('ratio', {
    about: 'Relative move of the index.',
    example: '-30 %',
    above: '-100 %',
    to: '10000 %',
  }).optional(),
  volatility: quantity('ratio', {
    about: 'Relative move of volatility.',
    example: '50 %',
    from: '-100 %',
    to: '10000 %',
  }).optional(),
  volatilityShift: quantity('ratio', {
    about: 'Volatility added, annual.',
    example: '10 %',
    from: '-1000 %',
    to: '10000 %',
  }).optional(),
}).describe('Moves of one asset; what is left out stays.');

const shockFile = section({
  version: z.literal(1).describe('Version of the file format: 1.'),
  title: text({ about: 'One line for people.', example: 'Down 10 %', noun: 'text' }),
  source: text({ about: 'Where the figures come from.', example: 'An assumption', noun: 'text' }),
  assets: z
    .record(z.string(), move)
    .describe('Moves by asset; assets that the market lacks are passed over.')
    .prefault({}),
  others: move.describe('Move of every other asset that perpetuals, futures or options follow.').optional(),
});

/** @throws InvalidInputError with every problem of the file */
export function loadShock(environment: Environment, name: string, market: MarketView): NamedShock {
  const { text: written, file } = readNamedText(environment, name, 'presets/shocks', SHOCK_PRESETS, 'joint shock');
  const { source, problems: early } = parseYamlText(written, file);
  if (source === undefined) throw new InvalidInputError(early.map(asShock));
  const { value, problems: faults } = plainTreeOf(source);
  const { draft, problems } = checkStructure(shockFile, value, source);
  const all = [...early, ...faults, ...problems];
  if (all.length > 0 || draft === undefined) throw new InvalidInputError(all.map(asShock));
  const moves = new Map<string, AssetMove>();
  if (draft.others !== undefined) {
    for (const asset of followedAssets(market)) moves.set(asset, moveOf(draft.others));
  }
  for (const [asset, moved] of Object.entries(draft.assets ?? {})) {
    if (moved !== undefined) moves.set(asset, moveOf(moved));
  }
  const label = /([^/\\]*?)(?:\.[a-z]+)?$/i.exec(name)?.[1] ?? name;
  return { shock: createJointShock(label, market, moves), title: textOf(draft.title) ?? '' };
}

/** Underlyings of what is not spot: a currency that only serves as collateral stays where it is unless it is named. */
function followedAssets({ contracts, assets, underlyingOf }: MarketView): readonly string[] {
  return assets.filter((_, asset) => contracts.some(({ kind }, c) => kind !== 'spot' && underlyingOf[c] === asset));
}

function moveOf(draft: Draft<z.output<typeof move>>): AssetMove {
  const [index, volatility, volatilityShift] = [draft.index, draft.volatility, draft.volatilityShift].map(
    (raw) => read(parseRatio, raw) ?? 0,
  );
  return { index, volatility, volatilityShift };
}

function asShock(problem: Problem): Problem {
  const message = problem.message.replace('is not a key of the scenario', 'is not a key of a joint shock');
  const isWhole = problem.expected?.startsWith('a scenario') === true;
  return { ...problem, message, ...(isWhole ? { expected: 'a joint shock' } : {}) };
}
