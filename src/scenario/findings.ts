/** Collects what the checks of meaning find, with the place of each in the file. */
import type { z } from 'zod';
import type { Problem } from '../base/problem.ts';
import { checkStructure, keyName, valueAt } from './structure.ts';
import type { Parsed, Written } from './unit-result.ts';
import type { Path } from './yaml-nodes.ts';
import { foundText, placeOf, type YamlSource } from './yaml-source.ts';

export interface Finding {
  readonly code: string;
  readonly path: Path;
  /** What follows the key in the sentence: `venue.instruments.BTC.lotSize <says>`. */
  readonly says: string;
  readonly expected?: string;
  readonly hint?: string | undefined;
  /** Point at the key instead of its value. */
  readonly atKey?: boolean;
}

export class Findings {
  readonly problems: Problem[] = [];
  /** Keys with a default that mean nothing beside what the file says: the resolved scenario leaves them out. */
  readonly meaningless: Path[] = [];
  /** What is legal and hardly meant: said in the summary, never refused. */
  readonly warnings: Problem[] = [];
  readonly #source: YamlSource;
  readonly #raw: unknown;

  constructor(source: YamlSource, raw: unknown) {
    this.#source = source;
    this.#raw = raw;
  }

  report(finding: Finding): void {
    this.problems.push(this.#problemOf(finding));
  }

  /** Says that a setting is odd, unless it stands in another file: what a preset gives is not the scenario's doing. */
  warn(finding: Finding): void {
    const warning = this.#problemOf(finding);
    const file = warning.place?.file ?? '';
    if (file === this.#source.file || file.startsWith('--')) this.warnings.push(warning);
  }

  #problemOf({ code, path, says, expected, hint, atKey }: Finding): Problem {
    const key = keyName(path, this.#raw);
    const found = atKey === true ? keyText(path) : foundText(this.#source, path);
    return {
      code,
      message: `${key} ${says}`,
      key,
      ...(found === undefined ? {} : { found }),
      ...(expected === undefined ? {} : { expected }),
      ...(hint === undefined ? {} : { hint }),
      place: placeOf(this.#source, path, atKey === true ? 'key' : 'value'),
    };
  }

  /** Whether the file itself has something there, and not only its defaults. */
  isWritten(path: Path): boolean {
    return valueAt(this.#raw, path) !== undefined;
  }

  /**
   * A key that means nothing beside what the file says: reported where the file has it, so that nothing stands there as if
   * it did; where only its default has, noted, so that the resolved scenario can be read again.
   */
  refuseBeside(path: Path, finding: Finding): void {
    if (this.isWritten(path)) this.report(finding);
    else this.meaningless.push(path);
  }

  /** Takes over what another reader found, placed at a key of this file where it has no place of its own. */
  adopt(problems: readonly Problem[], path: Path): void {
    const key = keyName(path, this.#raw);
    for (const problem of problems) {
      if (problem.place !== undefined) this.problems.push(problem);
      else {
        const inner = problem.key === '' ? key : `${key}.${problem.key}`;
        this.problems.push({ ...problem, key: inner, place: placeOf(this.#source, path, 'key') });
      }
    }
  }

  /** A part of the file by a schema that another key chooses, with its defaults; undefined when it is not sound. */
  checkPart<Schema extends z.ZodType>(schema: Schema, path: Path): z.output<Schema> | undefined {
    const { draft, problems } = checkStructure(schema, this.#raw, this.#source, path);
    this.add(problems);
    return problems.length === 0 ? (draft as z.output<Schema>) : undefined;
  }

  add(problems: readonly Problem[]): void {
    this.problems.push(...problems);
  }
}

/** Value of a checked text; undefined when the text was missing or refused before. */
export function read<T>(parse: (raw: unknown) => Parsed<T>, raw: Written | undefined): T | undefined {
  if (raw === undefined) return undefined;
  const result = parse(raw);
  return result.ok ? result.value : undefined;
}

/** The whole, when none of its parts is missing. */
export function complete<T extends object>(parts: { readonly [Key in keyof T]: T[Key] | undefined }): T | undefined {
  return Object.values(parts).includes(undefined) ? undefined : (parts as T);
}

/** The list, when none of its items is missing. */
export function allOf<T>(items: readonly (T | undefined)[] | undefined): readonly T[] | undefined {
  return items === undefined || items.includes(undefined) ? undefined : (items as readonly T[]);
}

/** The key at fault, where the problem is the key and not its value. */
function keyText(path: Path): string | undefined {
  const last = path.at(-1);
  return typeof last === 'string' ? last : undefined;
}
