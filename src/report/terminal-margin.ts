/** Margin over a run, for the terminal: by model how far it rose, what offsets take off it, and what they cost. */
import { formatMultiple, formatShare, formatUsd } from '../base/format.ts';
import type { MarginSummary } from '../experiment/margin-summary.ts';
import { paint, type TerminalStyle } from './terminal-style.ts';
import { cutText, padEnd, plainText, wrapText } from './text-layout.ts';

const NAME_WIDTH = 34;
/** Shares that roundings of requirements can make. */
const NO_BENEFIT = 5e-5;
const COMPARED = ' (compared)';

export function marginLines(margin: MarginSummary | null, style: TerminalStyle): string[] {
  if (margin === null) return [];
  const models = margin.models.map(({ model, maintenance, peakRatio }, m) => {
    const name = `${cutText(plainText(model), NAME_WIDTH - COMPARED.length - 1, '~')}${m === 0 ? '' : COMPARED}`;
    const figures = `${formatUsd(maintenance.median[0])} at the start, at most ${formatMultiple(peakRatio)} that`;
    return `  ${padEnd(name, NAME_WIDTH)}${figures}`;
  });
  const share = (part: number, whole: number): string => `${(whole === 0 ? 0 : (part / whole) * 100).toFixed(1)} %`;
  const notes = [
    Math.abs(margin.nettingBenefit) < NO_BENEFIT
      ? 'No offsets: accounts must hold what their positions would need alone.'
      : `Offsets take ${formatShare(margin.nettingBenefit)} off what positions would need alone.`,
    margin.deficit === 0
      ? 'Nobody was taken over with a loss beyond their equity.'
      : `Losses beyond equity: ${formatUsd(margin.deficit)} on average, of which ${formatUsd(margin.deficitUnderOffsets)} (${share(margin.deficitUnderOffsets, margin.deficit)}) within what offsets had taken off.`,
  ];
  return [
    paint(style, 'title', 'MAINTENANCE MARGIN  of all accounts, median path'),
    ...models,
    ...notes.flatMap((note) => wrapText(note, style.width - 2).map((line) => `  ${line}`)),
  ];
}
