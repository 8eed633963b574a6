/** Margin over a run, for the terminal: by model how far it rose, what offsets take off it, and what they cost. */
import { formatUsd } from '../base/format.ts';
import type { MarginSummary } from '../experiment/margin-summary.ts';
import { paint, type TerminalStyle } from './terminal-style.ts';
import { padEnd, plainText, wrapText } from './text-layout.ts';

const NAME_WIDTH = 28;

export function marginLines(margin: MarginSummary | null, style: TerminalStyle): string[] {
  if (margin === null) return [];
  const models = margin.models.map(({ model, maintenance, peakRatio }, m) => {
    const name = `${plainText(model)}${m === 0 ? '' : ' (compared)'}`;
    const figures = `${formatUsd(maintenance.median[0])} at the start, ${peakRatio.toFixed(2)}x at the highest`;
    return `  ${padEnd(name, NAME_WIDTH)}${figures}`;
  });
  const share = (part: number, whole: number): string => `${(whole === 0 ? 0 : (part / whole) * 100).toFixed(1)} %`;
  const notes = [
    `Offsets take ${(margin.nettingBenefit * 100).toFixed(1)} % off what positions would need alone.`,
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
