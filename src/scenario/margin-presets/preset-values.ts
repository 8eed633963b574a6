/** Values of margin presets: text that the structure check has passed, as plain numbers. */
import { z } from 'zod';
import { assert } from '../../base/assert.ts';
import { QUANTA_PER_USD } from '../../base/units.ts';
import { parseNumber } from '../plain-units.ts';
import { text } from '../schema-values.ts';
import type { Parsed, Written } from '../unit-result.ts';
import { parseMoney, parseRatio } from '../units.ts';

/** Head of a preset file, without which no parameters are compiled. */
export interface PresetIdentity {
  readonly name: string;
  readonly title: string;
  readonly asOf: string;
  readonly sources: readonly string[];
}

export const label = (about: string, example: string) => text({ about, example, noun: 'a name' });

export const assetList = z.array(label('An asset, or "*" for all others.', 'BTC')).describe('Names of assets.');

export function presetIdentity({ name, title, asOf, sources }: PresetIdentity): {
  readonly id: string;
  readonly title: string;
  readonly source: string;
} {
  return { id: name, title, source: `${sources.join('; ')}; as of ${asOf}` };
}

/** A share of one as a fraction. */
export function ratioOf(written: Written): number {
  return valueOf(parseRatio(written), written);
}

/** An amount in quote currency. */
export function moneyOf(written: Written): number {
  return valueOf(parseMoney(written), written) / QUANTA_PER_USD;
}

export function numberOf(written: Written): number {
  return valueOf(parseNumber(written), written);
}

function valueOf(result: Parsed<number>, written: Written): number {
  assert(result.ok, `${written} has passed the structure check and cannot be read`);
  return result.value;
}
