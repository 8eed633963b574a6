/** CSV text to price bars by symbol: columns, quoting and numbers, but not yet what the bars mean together. */
import type { Problem, SourcePlace } from '../base/problem.ts';
import { parseUtcTime } from './utc-time.ts';

/** Of each kind of fault in a row; a file of the wrong kind would otherwise report every line. */
const ROW_PROBLEMS_MAX = 20;
const COLUMNS = ['ts_utc', 'symbol', 'open', 'high', 'low', 'close', 'volume'] as const;
const COLUMNS_USED = ['ts_utc', 'symbol', 'open', 'close'] as const;

export interface Bar {
  /** Start, microseconds since 1970. */
  readonly timeUs: number;
  readonly open: number;
  readonly close: number;
  /** 1-based line in the file, and its text. */
  readonly line: number;
  readonly lineText: string;
}

/** Bars by symbol in order of appearance; undefined when the header leaves nothing to read. */
export function parseBars(
  text: string,
  file: string,
): { bars: ReadonlyMap<string, readonly Bar[]> | undefined; problems: Problem[] } {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const problems: Problem[] = [];
  const header = splitCsvLine(lines[0]).map((name) => name.trim().toLowerCase());
  const missing = COLUMNS_USED.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    problems.push({
      code: 'replay-column-missing',
      key: '',
      message: `${file} has no column ${missing.join(', ')}`,
      found: lines[0].slice(0, 200),
      expected: COLUMNS.join(','),
      place: { file, line: 1, column: 1, length: lines[0].length, lineText: lines[0] },
    });
    return { bars: undefined, problems };
  }
  const reader = new RowReader(file, header, problems);
  const bars = new Map<string, Bar[]>();
  for (let i = 1; i < lines.length; i += 1) if (lines[i].trim() !== '') reader.addRow(lines[i], i + 1, bars);
  reader.reportRest();
  return { bars, problems };
}

class RowReader {
  readonly #file: string;
  readonly #columnCount: number;
  readonly #column: Readonly<Record<(typeof COLUMNS_USED)[number], number>>;
  readonly #problems: Problem[];
  /** How often each code was met, reported or not. */
  readonly #counts = new Map<string, number>();

  constructor(file: string, header: readonly string[], problems: Problem[]) {
    this.#file = file;
    this.#columnCount = header.length;
    const [time, symbol, open, close] = COLUMNS_USED.map((name) => header.indexOf(name)) as [
      number,
      number,
      number,
      number,
    ];
    this.#column = { ts_utc: time, symbol, open, close };
    this.#problems = problems;
  }

  addRow(lineText: string, line: number, bars: Map<string, Bar[]>): void {
    const fields = splitCsvLine(lineText);
    if (fields.length !== this.#columnCount) {
      this.#report(
        'replay-row-length',
        'a row has as many fields as the header',
        lineText,
        line,
        `${fields.length} fields`,
        `${this.#columnCount}`,
      );
      return;
    }
    const timeText = fields[this.#column.ts_utc].trim();
    const timeUs = parseUtcTime(timeText);
    if (timeUs === undefined) {
      this.#report(
        'replay-time',
        'ts_utc is not a time in UTC',
        lineText,
        line,
        timeText,
        '2020-03-12T00:00:00Z, or whole seconds or milliseconds since 1970',
      );
      return;
    }
    const open = this.#price(fields, 'open', lineText, line);
    const close = this.#price(fields, 'close', lineText, line);
    if (open === undefined || close === undefined) return;
    const symbol = fields[this.#column.symbol].trim();
    const list = bars.get(symbol);
    const bar: Bar = { timeUs, open, close, line, lineText };
    if (list === undefined) bars.set(symbol, [bar]);
    else list.push(bar);
  }

  /** Says how many problems of each kind were left out. */
  reportRest(): void {
    for (const [code, count] of this.#counts) {
      if (count <= ROW_PROBLEMS_MAX) continue;
      const message = `${count - ROW_PROBLEMS_MAX} more rows of ${this.#file} have the same fault`;
      this.#problems.push({ code, key: '', message });
    }
  }

  #price(fields: readonly string[], name: 'open' | 'close', lineText: string, line: number): number | undefined {
    const text = fields[this.#column[name]].trim();
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
    if (value > 0 && value < Infinity) return value;
    this.#report('replay-price', `${name} is not a positive price`, lineText, line, text, 'a positive decimal number');
    return undefined;
  }

  #report(code: string, message: string, lineText: string, line: number, found: string, expected: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count > ROW_PROBLEMS_MAX) return;
    const place: SourcePlace = { file: this.#file, line, column: 1, length: lineText.length, lineText };
    this.#problems.push({ code, key: '', message, found, expected, place });
  }
}

/** Fields of one line; a field may stand in double quotes, with "" for a quote inside. A field ends with its line. */
export function splitCsvLine(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let i = 0; i < line.length; i += 1) {
    const character = line[i];
    if (isQuoted && character === '"' && line[i + 1] === '"') {
      field += '"';
      i += 1;
    } else if (character === '"') {
      isQuoted = !isQuoted;
    } else if (character === ',' && !isQuoted) {
      fields.push(field);
      field = '';
    } else {
      field += character;
    }
  }
  fields.push(field);
  return fields;
}
