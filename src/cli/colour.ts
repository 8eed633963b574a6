/** Whether a stream gets colours: NO_COLOR, then the flags, then FORCE_COLOR, then what the stream is. */
import type { Io, TextStream } from './io.ts';
import type { OptionValues } from './options.ts';

export function useColour({ env }: Io, stream: TextStream, values: OptionValues): boolean {
  if (isSet(env.NO_COLOR) || values['no-color'] === true) return false;
  if (values.color === true) return true;
  if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== '0';
  return stream.isTTY && env.TERM !== 'dumb';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
