/**
 * HTML in which forgetting to escape is impossible: a template's values are text and are escaped, unless they are
 * markup that another template made. Scenario files come from strangers, and their words stand all over a report.
 */

/** Text that is safe to put into a page as it is. Made by `html` and `trustedMarkup` alone. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = string | number | Markup | null | readonly Content[];

/** Escapes each value; `null` is nothing, a list is its elements in a row. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = strings[0] ?? '';
  values.forEach((value, k) => {
    text += contentText(value) + (strings[k + 1] ?? '');
  });
  return new Markup(text);
}

/** For what the build made itself. Never for anything that was read from a scenario. */
export function trustedMarkup(text: string): Markup {
  return new Markup(text);
}

function contentText(value: Content): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return (value as readonly Content[]).map(contentText).join('');
  return escapeHtml(String(value as string | number));
}

// oxlint-disable-next-line no-control-regex -- characters that no HTML document may contain
const NOT_IN_HTML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/gu;
/** Marks that reorder the text around them: a title must not be able to rearrange a page. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/gu;

export function escapeHtml(text: string): string {
  return text
    .replace(NOT_IN_HTML, '\ufffd')
    .replace(BIDI, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** JSON for a script element: no `<`, so no tag can begin in it; numbers that JSON does not know become null. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
