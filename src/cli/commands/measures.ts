/** `aftershock measures`: what thresholds may name. */
import { MEASURES } from '../../experiment/measures.ts';
import { AGGREGATES } from '../../experiment/statistics.ts';
import { wrapText } from '../../report/text-layout.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { writeJson } from '../write-json.ts';

const WIDTH = 80;

export const measures: Command = async ({ io, values }) => {
  if (values.json === true) {
    const listed = MEASURES.map(({ name, label, unit, worse, definition }) => ({
      name,
      label,
      unit,
      worse,
      definition,
    }));
    writeJson(io, { command: 'measures', aggregates: AGGREGATES, measures: listed });
    return EXIT_CODES.ok;
  }
  const lines = MEASURES.flatMap(({ name, unit, worse, definition }) => {
    const direction = worse === 'neither' ? '' : `, ${worse} is worse`;
    return [`${name}  (${unit}${direction})`, ...wrapText(definition, WIDTH - 4).map((line) => `    ${line}`)];
  });
  const usage = [
    '',
    'In a threshold, with an aggregate over paths or as a probability:',
    '    insuranceFund.drawdownShare.p99 < 50 %',
    '    probability(adl.notional > 0) < 0.05',
    `Aggregates: ${AGGREGATES.join(', ')}.`,
  ];
  io.stdout.write(`${[...lines, ...usage].join('\n')}\n`);
  return EXIT_CODES.ok;
};
