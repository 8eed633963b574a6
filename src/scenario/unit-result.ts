/** What every parser of a written quantity answers: the value, or why the text is none and how to write it. */

/** A scalar of a scenario file. Numbers whose digits a double would lose stay text, see `plain-tree.ts`. */
export type Written = string | number;

export interface UnitFault {
  /** Stable, kebab-case: becomes the code of the problem. */
  readonly code: 'missing-unit' | 'unknown-unit' | 'not-a-quantity' | 'too-precise' | 'out-of-range' | 'not-whole';
  readonly expected: string;
  readonly hint?: string;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: UnitFault };

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function fault(code: UnitFault['code'], expected: string, hint?: string): { ok: false; fault: UnitFault } {
  return { ok: false, fault: hint === undefined ? { code, expected } : { code, expected, hint } };
}

/** Text of a scalar without outer blanks, the typographic minus sign made plain. */
export function textOf(raw: unknown): string | undefined {
  if (typeof raw === 'number') return String(raw);
  return typeof raw === 'string' ? raw.trim().replace(/^\u2212/u, '-') : undefined;
}
