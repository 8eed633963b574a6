/** The files of a backtest that people open: every exception, every margin, and charts of the books that tell most. */
import type { Backtest } from '../../experiment/backtest/run-backtest.ts';
import { writeIntoFolder } from '../files.ts';
import { drawPngCharts } from '../png-charts.ts';
import { buildBacktestCharts } from './backtest-charts.ts';
import { exceptionsCsv, marginsCsv } from './backtest-csv.ts';

/**
 * Writes below `folder`; returns the paths of all files, relative to it.
 *
 * @param pause awaited between files; may throw
 */
export async function writeBacktestReport(
  backtest: Backtest,
  folder: string,
  pause: () => Promise<void>,
): Promise<string[]> {
  const output = writeIntoFolder(folder);
  const files: string[] = [];
  const write = async (path: string, content: string | Uint8Array): Promise<void> => {
    output.write(path, content);
    files.push(path);
    await pause();
  };
  await write('exceptions.csv', exceptionsCsv(backtest));
  await write('margins.csv', marginsCsv(backtest));
  for (const spec of buildBacktestCharts(backtest)) {
    for (const { id, png } of await drawPngCharts([spec])) await write(`charts/${id}.png`, png);
  }
  return files;
}
