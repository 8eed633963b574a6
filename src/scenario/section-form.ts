/** What to say where a word stands and a section may: `halt: true`, `takeover: [vault]`, `sizing: fraction`. */
import type { z } from 'zod';
import { nearest } from './nearest.ts';

export interface SectionForm {
  readonly expected: string;
  /** Undefined where the word does not look as if the section were meant. */
  hint(word: string): string | undefined;
}

/** Words by which people switch a thing on that has settings. */
const SWITCHED_ON = /^(?:on|true|yes|default|defaults)$/i;

/** The section that a union has beside its words; undefined where it has none. */
export function sectionOf(schema: unknown): SectionForm | undefined {
  const options = optionsOf(schema);
  const section = options?.find(({ _zod: { def } }) => def.type === 'object' || 'discriminator' in def);
  if (section === undefined) return undefined;
  const words = new Set(options?.flatMap((option) => [...(option._zod.values ?? [])].map(String)));
  const kinds = [...(section._zod.propValues?.kind ?? [])].map(String).filter((kind) => !words.has(kind));
  if (kinds.length === 0) {
    const hint = (word: string): string | undefined =>
      SWITCHED_ON.test(word) ? 'write its keys below it, or {} where all of them have defaults' : undefined;
    return { expected: 'a section with keys of its own', hint };
  }
  return {
    expected: `a section with "kind:" ${kinds.join(', ')}`,
    hint: (word) => {
      const kind = nearest(word, kinds);
      return kind === undefined ? undefined : `write "{ kind: ${kind}, ... }"`;
    },
  };
}

function optionsOf(schema: unknown): readonly z.core.$ZodType[] | undefined {
  const { def } = (schema as z.core.$ZodUnion | undefined)?._zod ?? {};
  return def?.type === 'union' && !('discriminator' in def) ? (def.options as readonly z.core.$ZodType[]) : undefined;
}
