/** `aftershock calibrate`: what a price history says about the figures that scenarios and margin models need. */
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { digestOfText } from '../../base/fingerprint.ts';
import { InvalidInputError } from '../../base/problem.ts';
import { VERSION } from '../../base/version.ts';
import { calibrate as calibrateHistory } from '../../experiment/calibration/calibrate.ts';
import { formatScenarioFragment, type Provenance } from '../../report/calibration/scenario-fragment.ts';
import { asOutputError } from '../../results/output-error.ts';
import { readPriceHistory, type PriceHistory } from '../../scenario/price-history.ts';
import { describeCalibration } from '../calibrate/calibration-json.ts';
import { requestCalibration, type CalibrationRequest } from '../calibrate/calibration-request.ts';
import { formatCalibration } from '../calibrate/calibration-text.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { styleOf } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { writeJson } from '../write-json.ts';

/** As much text as a string of the engine holds. */
const HISTORY_BYTES_MAX = 500_000_000;

export const calibrate: Command = async ({ io, operands, values }) => {
  const file = operands[0]!;
  const request = requestCalibration(values);
  const shownOutput = values.output;
  const output = shownOutput === undefined ? null : resolve(io.environment.workingFolder, shownOutput);
  if (output !== null && values.force !== true && existsSync(output)) {
    throw new UsageError(`${shownOutput} is there already`, '--force replaces it');
  }
  const text = readHistoryText(io, file);
  const history = readHistory(text, file, request);
  const calibration = calibrateHistory(history, request.period, request.options);
  const provenance: Provenance = {
    file: basename(file),
    sha256: digestOfText(text),
    options: request.words,
    version: VERSION,
  };
  if (output !== null) writeWhole(output, formatScenarioFragment(calibration, provenance));
  if (values.json === true) {
    const described = describeCalibration(calibration, provenance) as object;
    writeJson(io, { command: 'calibrate', ...described, output, exitCode: EXIT_CODES.ok });
    return EXIT_CODES.ok;
  }
  io.stdout.write(formatCalibration(calibration, styleOf(io, io.stdout, values)));
  const written =
    output === null
      ? 'Nothing was written: --output <file> makes a scenario fragment of it.'
      : `Scenario fragment written to ${shownOutput}.`;
  io.stdout.write(`\n${written}\n`);
  return EXIT_CODES.ok;
};

/** @throws InvalidInputError when there is no such file, or it is no text */
function readHistoryText(io: Io, file: string): string {
  const path = resolve(io.environment.workingFolder, file);
  const bytes = io.environment.fileSize(path);
  const refuse = (code: string, message: string, expected: string): never => {
    throw new InvalidInputError([{ code, key: '', message, expected, place: { file, line: 1, column: 1, length: 1 } }]);
  };
  if (bytes === undefined)
    return refuse('file-missing', `${file} does not exist or is no file`, 'a CSV file of prices');
  if (bytes > HISTORY_BYTES_MAX) {
    return refuse(
      'file-too-large',
      `${file} has ${Math.ceil(bytes / 1e6)} MB`,
      `at most ${HISTORY_BYTES_MAX / 1e6} MB`,
    );
  }
  const text = io.environment.readTextFile(path);
  // The digest is that of the file's bytes only if they came through decoding unchanged.
  if (text.includes('\uFFFD')) return refuse('file-not-text', `${file} is no UTF-8 text`, 'a CSV file of prices');
  return text;
}

/** With the market's asset first. @throws InvalidInputError with every problem */
function readHistory(text: string, file: string, { assets, market }: CalibrationRequest): PriceHistory {
  const history = readPriceHistory(text, file, assets === null ? {} : { assets });
  if (market === null || history.assets[0] === market) return history;
  return readPriceHistory(text, file, { assets: [market, ...history.assets.filter((asset) => asset !== market)] });
}

/** Under a temporary name first: whoever finds the file finds all of it. */
function writeWhole(path: string, text: string): void {
  const temporary = `${path}.aftershock-partial`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw asOutputError(error, path);
  }
}
