/** Shapes that several sections of the scenario share: sections with known keys, switches, and distributions. */
import { z } from 'zod';
import { quantity, type QuantityName, type ValueSpec } from './schema-values.ts';
import type { Written } from './unit-result.ts';

/** Marks the message of an unknown key; the keys that are allowed there follow, for the hint. */
export const ALLOWED_KEYS = 'allowed keys: ';

/** An object with these keys and no others. */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `${ALLOWED_KEYS}${Object.keys(shape).join(',')}` : undefined,
  });
}

/** A section that `off` or null switches off. */
export function switchable<Inner extends z.ZodType>(inner: Inner, about: string) {
  return z.union([z.literal('off'), z.null(), inner]).describe(about);
}

export function flag(about: string) {
  return z.boolean().describe(about);
}

export function choice<const Values extends readonly [string, ...string[]]>(values: Values, about: string) {
  return z.enum(values).describe(about);
}

export interface DistributionSpec {
  readonly about: string;
  readonly examples: { readonly low: Written; readonly middle: Written; readonly high: Written };
  readonly from: Written;
  readonly to?: Written;
}

/** A quantity that differs between accounts: one value for all, or a distribution to draw from. */
export function distribution(name: QuantityName, spec: DistributionSpec) {
  const { low, middle, high } = spec.examples;
  const bounds = { from: spec.from, ...(spec.to === undefined ? {} : { to: spec.to }) };
  const leaf = (about: string, example: Written, extra: Partial<ValueSpec> = {}) =>
    quantity(name, { about, example, ...bounds, ...extra });
  const tail = section({
    probability: quantity('ratio', {
      about: 'Share of draws that come from the tail instead of the body.',
      example: '1 %',
      from: '0 %',
      to: '100 %',
    }),
    start: leaf('Smallest draw of the tail.', high),
    alpha: quantity('number', { about: 'Tail index: smaller is heavier.', example: 1.5, above: 0 }),
  });
  return z
    .union([
      leaf('One value for every account.', middle),
      z.discriminatedUnion('kind', [
        section({
          kind: z.literal('fixed').describe('One value for every account.'),
          value: leaf('The value.', middle),
        }),
        section({
          kind: z.literal('uniform').describe('Drawn evenly between two values.'),
          min: leaf('Lower end.', low),
          max: leaf('Upper end.', high),
        }),
        section({
          kind: z
            .literal('logNormal')
            .describe('Heavy-tailed: the logarithm is normal; draws are clamped to [min, max].'),
          median: leaf('Half of the draws lie below it.', middle),
          sigma: quantity('number', {
            about: 'Standard deviation of the natural logarithm.',
            example: 1.2,
            from: 0,
            to: 10,
          }),
          min: leaf('Draws below it are raised to it.', low),
          max: leaf('Draws above it are lowered to it.', high),
          tail: tail.optional().describe('Pareto tail for the largest accounts. Left out: none.'),
        }),
      ]),
    ])
    .describe(spec.about);
}
