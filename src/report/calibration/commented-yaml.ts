/** Plain data as YAML that stands in comments: for figures that belong with a fragment, and that a scenario has no key for. */

export type Plain = number | string | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** A name as YAML reads it back as text: quoted unless it is plainly a word. */
export function yamlText(text: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9._-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

/** `data` below `key`, one line a leaf or a map of leaves, each line behind `# `. */
export function commentedYaml(key: string, data: Plain): string[] {
  return yamlLines(key, data, 0).map((line) => `# ${line}`);
}

function yamlLines(key: string, data: Plain, depth: number): string[] {
  const lead = `${'  '.repeat(depth)}${yamlText(key)}:`;
  if (!isMap(data) || isFlat(data)) return [`${lead} ${flow(data)}`];
  return [lead, ...Object.entries(data).flatMap(([inner, value]) => yamlLines(inner, value, depth + 1))];
}

function isMap(data: Plain): data is { readonly [key: string]: Plain } {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

/** Whether a map fits on a line: it holds nothing but leaves and lists. */
function isFlat(data: { readonly [key: string]: Plain }): boolean {
  return Object.values(data).every((value) => !isMap(value));
}

function flow(data: Plain): string {
  if (typeof data === 'number') return Number.isFinite(data) ? formatFigure(data) : 'null';
  if (typeof data === 'string') return yamlText(data);
  if (data === null || typeof data === 'boolean') return String(data);
  if (Array.isArray(data)) return `[${data.map((one: Plain) => flow(one)).join(', ')}]`;
  const entries = Object.entries(data).map(([key, value]) => `${yamlText(key)}: ${flow(value)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** Six significant digits: more than any estimate has. */
export function formatFigure(value: number): string {
  return String(Number(value.toPrecision(6)));
}
