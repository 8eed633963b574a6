/** What a stream can show: its width, colours and characters. */
import type { TerminalStyle } from '../report/terminal-style.ts';
import { useColour } from './colour.ts';
import type { Io, TextStream } from './io.ts';
import type { OptionValues } from './options.ts';

/** Width where the stream has none, and bounds on what is asked of the layout. */
const WIDTH_DEFAULT = 80;
const WIDTH_MIN = 40;
const WIDTH_MAX = 100;

export function styleOf(io: Io, stream: TextStream, values: OptionValues): TerminalStyle {
  const width = stream.isTTY && stream.columns > 0 ? stream.columns : WIDTH_DEFAULT;
  return {
    width: Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, width)),
    colour: useColour(io, stream, values),
    unicode: /utf-?8/i.test(localeOf(io)),
  };
}

/** The first of these that is set counts, as POSIX has it. */
function localeOf({ env }: Io): string {
  return [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '') ?? '';
}
