/** `aftershock backtest`: margin models against a price history. */
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { runBacktest, type Backtest } from '../../experiment/backtest/run-backtest.ts';
import { buildTerminalBacktest } from '../../report/backtest/terminal-backtest.ts';
import { describeBacktest } from '../../report/backtest/backtest-json.ts';
import { probeOutputFolder } from '../../results/output-folder.ts';
import { readBacktestRequest } from '../backtest-request.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { loadPriceHistory } from '../price-source.ts';
import { storeBacktest } from '../store-backtest.ts';
import { styleOf } from '../terminal.ts';
import { writeJson } from '../write-json.ts';

/** Ctrl-C was pressed: whatever is under way is dropped. */
class Interrupted extends Error {}

export const backtest: Command = async ({ io, operands, values }) => {
  const file = operands[0];
  const request = readBacktestRequest(values);
  const shownOut = values.out;
  const outputFolder = shownOut === undefined ? null : resolve(io.environment.workingFolder, shownOut);
  if (outputFolder !== null) probeOutputFolder(outputFolder);
  const history = await loadPriceHistory(io, file, request.assets === null ? {} : { assets: request.assets });
  const options = { ...request, books: request.buildBooks(history, io) };
  let isInterrupted = false;
  const release = io.onInterrupt(() => {
    isInterrupted = true;
  });
  // Signals are heard only between two turns of the event loop.
  const pause = async (): Promise<void> => {
    await setImmediate();
    if (isInterrupted) throw new Interrupted();
  };
  try {
    const showsProgress = values.quiet !== true && values.json !== true && io.stderr.isTTY;
    let shownModel = '';
    const result = await runBacktest(history, options, async (model) => {
      if (showsProgress && model !== shownModel) io.stderr.write(`${model}...\n`);
      shownModel = model;
      await pause();
    });
    const folder = outputFolder === null ? null : await storeBacktest(result, outputFolder, pause);
    const shownFolder = folder === null ? null : join(shownOut!, folder.slice(outputFolder!.length + 1));
    const exitCode = exitCodeOf(result, request.isJudged);
    tell(io, result, { json: values.json === true, isJudged: request.isJudged, shownFolder, exitCode }, values);
    return exitCode;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    io.stderr.write('interrupted; nothing was stored\n');
    return EXIT_CODES.interrupted;
  } finally {
    release();
  }
};

function exitCodeOf({ verdicts }: Backtest, isJudged: boolean): ExitCode {
  return isJudged && verdicts.some(({ passed }) => !passed) ? EXIT_CODES.thresholdBreached : EXIT_CODES.ok;
}

interface Told {
  readonly json: boolean;
  readonly isJudged: boolean;
  readonly shownFolder: string | null;
  readonly exitCode: ExitCode;
}

function tell(
  io: Io,
  result: Backtest,
  { json, isJudged, shownFolder, exitCode }: Told,
  values: Parameters<typeof styleOf>[2],
): void {
  if (json) {
    writeJson(io, { command: 'backtest', ...describeBacktest(result), isJudged, folder: shownFolder, exitCode });
    return;
  }
  io.stdout.write(buildTerminalBacktest(result, { ...styleOf(io, io.stdout, values), isJudged, folder: shownFolder }));
}
