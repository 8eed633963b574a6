/**
 * Text in columns of a fixed width. Widths are those of a terminal: East Asian wide characters count twice, combining
 * ones not at all. Also the gate for text that strangers wrote: no control character gets through it.
 */

/** Control characters, and those that reorder what surrounds them: a scenario's title must not drive a terminal. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const COMBINING = /\p{Mn}|\p{Me}/u;

/** One line of printable text: white space becomes one space, everything that is not printable a `?`. */
export function plainText(text: string): string {
  return text.replace(/\s+/gu, ' ').trim().replace(UNPRINTABLE, '?');
}

/** As `plainText`, in ASCII: for terminals that show nothing else. */
export function asciiText(text: string): string {
  return plainText(text)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[^\x20-\x7e]/gu, '?');
}

export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** Spaces up to `width`; longer text stays as it is. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** The space between a figure and its unit or month, where no line may break. */
const NUMBER_AND_UNIT =
  /(\d) (?=(?:%|k|M|bn|tn|s|min|h|d|USD|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?![A-Za-z]))/g;

/** Lines of at most `width`, broken at spaces; a word longer than that is cut. No text gives no line. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  const words = text.replace(NUMBER_AND_UNIT, '$1\u00a0').split(' ');
  for (const word of words.filter((part) => part !== '')) {
    for (const piece of cutWord(word, width)) {
      if (line === '') line = piece;
      else if (displayWidth(line) + 1 + displayWidth(piece) <= width) line += ` ${piece}`;
      else {
        lines.push(line);
        line = piece;
      }
    }
  }
  return (line === '' ? lines : [...lines, line]).map((finished) => finished.replaceAll('\u00a0', ' '));
}

/** A word in pieces of at most `width`, cut after a separator where one lies in the second half of a piece. */
function cutWord(word: string, width: number): string[] {
  const pieces: string[] = [];
  let rest = Array.from(word);
  while (displayWidth(rest.join('')) > width) {
    let length = 1;
    while (displayWidth(rest.slice(0, length + 1).join('')) <= width) length += 1;
    for (let at = length; at > length / 2; at -= 1) {
      if (/[/\\.,;:=_\u00a0-]/.test(rest[at - 1])) {
        length = at;
        break;
      }
    }
    pieces.push(rest.slice(0, length).join(''));
    rest = rest.slice(length);
  }
  return [...pieces, rest.join('')];
}

/**
 * A command line over several lines, each but the last ended by a backslash so that they can be pasted. Quoted words
 * stay whole; one that is wider than the room is cut all the same.
 */
export function wrapCommand(command: string, width: number): string[] {
  const words = command.match(/(?:[^\s'"]+|'[^']*'|"[^"]*"|['"])+/g) ?? [];
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const joined = `${last} ${word}`;
    // Room for the backslash.
    if (last !== undefined && displayWidth(joined) <= width - 2) lines[lines.length - 1] = joined;
    else lines.push(...cutWord(lines.length === 0 ? word : `  ${word}`, width - 2));
  }
  return lines.map((line, k) => (k < lines.length - 1 ? `${line} \\` : line));
}

/** `text` cut to `width`, with an ellipsis where something is missing. */
export function cutText(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) return text;
  let cut = '';
  for (const character of text) {
    if (displayWidth(cut + character + ellipsis) > width) break;
    cut += character;
  }
  return cut + ellipsis;
}
