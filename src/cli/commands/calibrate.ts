/** `aftershock calibrate`: what a price history says about the figures that scenarios and margin models need. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { digestOfBytes } from '../../base/fingerprint.ts';
import { VERSION } from '../../base/version.ts';
import { calibrate as calibrateHistory } from '../../experiment/calibration/calibrate.ts';
import { formatScenarioFragment, type Provenance } from '../../report/calibration/scenario-fragment.ts';
import { asOutputError } from '../../results/output-error.ts';
import type { PriceHistory } from '../../scenario/price-history.ts';
import { checkOutput } from '../check-output.ts';
import { describeCalibration } from '../calibrate/calibration-json.ts';
import { requestCalibration, type CalibrationRequest } from '../calibrate/calibration-request.ts';
import { formatCalibration } from '../calibrate/calibration-text.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { loadPriceHistory } from '../price-source.ts';
import { styleOf } from '../terminal.ts';
import { writeJson } from '../write-json.ts';

export const calibrate: Command = async ({ io, operands, values }) => {
  const file = operands[0]!;
  const request = requestCalibration(values);
  const shownOutput = values.output;
  const output = shownOutput === undefined ? null : resolve(io.environment.workingFolder, shownOutput);
  if (output !== null) {
    const read = resolve(io.environment.workingFolder, file);
    checkOutput({ path: output, shown: shownOutput! }, [['price history', read]], values.force === true);
  }
  const history = await readHistory(io, file, request);
  const calibration = calibrateHistory(history, request.period, request.options);
  const sha256 = digestOfBytes(readFileSync(resolve(io.environment.workingFolder, file)));
  const provenance: Provenance = {
    file: basename(file),
    sha256,
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

/** With the market's asset first. @throws InvalidInputError with every problem */
async function readHistory(io: Io, file: string, { assets, market }: CalibrationRequest): Promise<PriceHistory> {
  const history = await loadPriceHistory(io, file, assets === null ? {} : { assets });
  if (market === null || history.assets[0] === market) return history;
  return loadPriceHistory(io, file, { assets: [market, ...history.assets.filter((asset) => asset !== market)] });
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
