/** A backtest into its folder, which appears whole or not at all. */
import { join } from 'node:path';
import { digestOfText } from '../base/fingerprint.ts';
import type { Backtest } from '../experiment/backtest/run-backtest.ts';
import { describeBacktest, describeSettings } from '../report/backtest/backtest-json.ts';
import { writeBacktestReport } from '../report/backtest/write-backtest-report.ts';
import { writeJsonFile } from '../results/json-files.ts';
import { MANIFEST_FILE, nameRunFolder, writeRunFolder } from '../results/run-folder.ts';
import { VERSION } from '../base/version.ts';

/**
 * Writes `summary.json`, `exceptions.csv`, `margins.csv` and `charts/` into a folder named after the prices and the
 * settings; returns its path. `pause` is awaited between files and may throw, which leaves nothing behind.
 *
 * @throws OutputError when the file system refuses
 */
export async function storeBacktest(
  backtest: Backtest,
  outputFolder: string,
  pause: () => Promise<void>,
): Promise<string | null> {
  return writeRunFolder(outputFolder, async ({ folder }) => {
    const settings = describeSettings(backtest);
    const summary = describeBacktest(backtest);
    writeJsonFile(join(folder, 'summary.json'), summary);
    const files = await writeBacktestReport(backtest, folder, pause);
    writeJsonFile(join(folder, MANIFEST_FILE), {
      command: 'backtest',
      version: VERSION,
      ...settings,
      files: ['summary.json', ...files],
    });
    const name = backtest.history.file.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');
    return nameRunFolder('backtest', name, digestOfText(JSON.stringify(summary)));
  });
}
