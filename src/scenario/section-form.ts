/** What to say where a word stands and something larger may: `halt: true`, `takeover: [vault]`, `instruments: BTC`. */
import type { z } from 'zod';
import { nearest } from './nearest.ts';
import type { Path } from './yaml-nodes.ts';

export interface SectionForm {
  readonly expected: string;
  /** Undefined where the word does not look as if this were meant. */
  hint(word: string): string | undefined;
}

/** Words by which people switch a thing on that has settings. */
export const SWITCHED_ON = /^(?:on|true|yes|default|defaults)$/i;
/** A word that may be the one item of a list. */
const ITEM = /^[A-Za-z0-9][\w.-]*$/;

const PLAIN: SectionForm = {
  expected: 'a section with keys of its own',
  hint: (word) =>
    SWITCHED_ON.test(word) ? 'write its keys below it, or {} where all of them have defaults' : undefined,
};
const LIST: SectionForm = {
  expected: 'a list',
  hint: (word) => (ITEM.test(word) && word !== 'null' ? `write "[${word}]" for a list of one` : undefined),
};
const TABLE: SectionForm = { expected: 'a section with one value for each symbol', hint: () => undefined };

/** The section, list or table that a union has beside its words; undefined where it has none. */
export function sectionOf(schema: z.core.$ZodType | undefined): SectionForm | undefined {
  const options = optionsOf(schema);
  const larger = options?.find(
    ({ _zod: { def } }) => ['object', 'array', 'record'].includes(def.type) || 'discriminator' in def,
  );
  if (options === undefined || larger === undefined) return undefined;
  if (larger._zod.def.type === 'array') return LIST;
  if (larger._zod.def.type === 'record') return TABLE;
  const words = new Set(options.flatMap((option) => [...(option._zod.values ?? [])].map(String)));
  const kinds = [...(larger._zod.propValues?.kind ?? [])].map(String).filter((kind) => !words.has(kind));
  return kinds.length === 0 ? PLAIN : sectionByKind(kinds);
}

function sectionByKind(kinds: readonly string[]): SectionForm {
  return {
    expected: `a section with "kind:" ${kinds.join(', ')}`,
    hint: (word) => {
      const kind = nearest(word, kinds);
      return kind === undefined ? undefined : `write "{ kind: ${kind}, ... }"`;
    },
  };
}

function optionsOf(schema: z.core.$ZodType | undefined): readonly z.core.$ZodType[] | undefined {
  const { def } = (schema as z.core.$ZodUnion | undefined)?._zod ?? {};
  return def?.type === 'union' && !('discriminator' in def) ? (def.options as readonly z.core.$ZodType[]) : undefined;
}

type Wrapped = z.core.$ZodTypeDef & {
  readonly innerType?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
};

/** The schema of a part, without defaults around it; of a union that of the first option that has such a part. */
export function schemaAt(schema: z.core.$ZodType | undefined, path: Path): z.core.$ZodType | undefined {
  if (schema === undefined) return undefined;
  const { innerType, shape, element, valueType, options }: Wrapped = schema._zod.def;
  if (innerType !== undefined) return schemaAt(innerType, path);
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  for (const option of options ?? []) {
    const found = schemaAt(option, path);
    if (found !== undefined) return found;
  }
  return schemaAt(typeof step === 'number' ? element : (shape?.[step] ?? valueType), rest);
}
