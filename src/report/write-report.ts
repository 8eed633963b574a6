/** Writes what people look at: the page, the pictures and the test report. Other files of a run are not its business. */
import type { RunResult } from '../experiment/run-result.ts';
import { buildCharts } from './chart-specs/all-charts.ts';
import { readAsset, writeIntoFolder, type ReportOutput } from './files.ts';
import { buildPage } from './html/page.ts';
import { buildJUnit } from './junit.ts';
import { drawPngCharts } from './png-charts.ts';

export interface WrittenReport {
  /** Paths of all files, relative to the run's folder, in the order in which they were written. */
  readonly files: readonly string[];
  /** Bytes of the page. */
  readonly pageBytes: number;
}

/**
 * Writes `report.html`, `charts/*.png` and `junit.xml` below `folder`. The same result gives the same bytes.
 *
 * @param output where files go; the disk when absent
 */
export async function writeReport(
  result: RunResult,
  folder: string,
  output: ReportOutput = writeIntoFolder(folder),
): Promise<WrittenReport> {
  const files: string[] = [];
  const write = (path: string, content: string | Uint8Array) => {
    output.write(path, content);
    files.push(path);
  };
  const specs = buildCharts(result);
  const page = buildPage(result, specs, { script: readAsset('report.js'), style: readAsset('report.css') });
  write('report.html', page);
  for (const { id, png } of await drawPngCharts(specs)) write(`charts/${id}.png`, png);
  write('junit.xml', buildJUnit(result));
  return { files, pageBytes: Buffer.byteLength(page) };
}
