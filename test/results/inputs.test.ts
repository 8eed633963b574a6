// Goal: a run folder is enough to read the scenario again as it was read, wherever it lies. Method: read some files
// through the recorder, store them, remove or change the originals, and ask for the same names again.

import { cpSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../src/base/environment.ts';
import { InvalidInputError } from '../../src/base/problem.ts';
import { recordInputs } from '../../src/results/input-recorder.ts';
import { resolveInputs, STORED_INPUT_BYTES_MAX, storeInputs } from '../../src/results/inputs.ts';
import { readScenario } from '../../src/scenario/read-scenario.ts';
import { makeScratchFolder } from './scratch.ts';

function realEnvironment(workingFolder: string, packageFolder: string): Environment {
  const orUndefined = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch {
      return undefined;
    }
  };
  return {
    workingFolder,
    packageFolder,
    fileSize: (path) => orUndefined(() => statSync(path))?.size,
    readTextFile: (path) => readFileSync(path, 'utf8'),
    realPath: (path) => orUndefined(() => realpathSync(path)),
  };
}

function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Reads a file as the scenario's reader does: real path first, then the text. */
function readNamed(environment: Environment, scenarioPath: string, name: string): string {
  const path = environment.realPath(join(dirname(scenarioPath), name));
  if (path === undefined || environment.fileSize(path) === undefined) throw new Error(`no file ${name}`);
  return environment.readTextFile(path);
}

function prepare() {
  const scratch = realpathSync(makeScratchFolder());
  const packageFolder = join(scratch, 'package');
  const scenarioPath = write(join(scratch, 'work', 'crash', 'mine.yaml'), 'scenario text');
  write(join(scratch, 'work', 'crash', 'prices', 'a b.csv'), 'prices ä');
  write(join(scratch, 'work', 'shared.csv'), 'shared');
  symlinkSync(join(scratch, 'work', 'shared.csv'), join(scratch, 'work', 'crash', 'link.csv'));
  write(join(packageFolder, 'presets', 'tiers', 'venue.yaml'), 'tiers');
  const recorder = recordInputs(realEnvironment(scratch, packageFolder));
  const names = ['prices/a b.csv', '../shared.csv', 'prices/a b.csv'];
  recorder.environment.readTextFile(scenarioPath);
  for (const name of names) readNamed(recorder.environment, scenarioPath, name);
  recorder.environment.readTextFile(join(packageFolder, 'presets', 'tiers', 'venue.yaml'));
  const run = join(scratch, 'run');
  mkdirSync(run);
  return { scratch, packageFolder, scenarioPath, recorder, run };
}

describe('inputs of a run', () => {
  it('are kept with names that do not depend on the machine', () => {
    const { run, recorder, packageFolder } = prepare();
    const inputs = storeInputs(run, recorder.files, packageFolder);
    expect(inputs.map(({ relative, packaged, stored }) => [relative, packaged, stored])).toEqual([
      ['mine.yaml', null, 'inputs/scenario.yaml'],
      ['prices/a b.csv', null, 'inputs/1-a_b.csv'],
      ['../shared.csv', null, 'inputs/2-shared.csv'],
      ['../../package/presets/tiers/venue.yaml', 'presets/tiers/venue.yaml', 'inputs/3-venue.yaml'],
    ]);
    expect(inputs[1]!.bytes).toBe(9);
    expect(readFileSync(join(run, 'inputs/1-a_b.csv'), 'utf8')).toBe('prices ä');
  });

  it('are read from the run folder when the originals are gone and the folder has moved', () => {
    const { scratch, run, recorder, packageFolder } = prepare();
    const inputs = storeInputs(run, recorder.files, packageFolder);
    const moved = join(scratch, 'elsewhere', 'run');
    cpSync(run, moved, { recursive: true });
    rmSync(run, { recursive: true });
    rmSync(join(scratch, 'work'), { recursive: true });
    write(join(packageFolder, 'presets', 'tiers', 'venue.yaml'), 'tiers of a later version');
    const resolved = resolveInputs(moved, inputs, realEnvironment(scratch, packageFolder));
    const { environment, scenarioPath } = resolved;
    expect(environment.readTextFile(scenarioPath)).toBe('scenario text');
    expect(readNamed(environment, scenarioPath, 'prices/a b.csv')).toBe('prices ä');
    expect(readNamed(environment, scenarioPath, '../shared.csv')).toBe('shared');
    expect(environment.readTextFile(join(packageFolder, 'presets', 'tiers', 'venue.yaml'))).toBe('tiers');
    expect(() => readNamed(environment, scenarioPath, 'other.csv')).toThrow('no file other.csv');
  });

  it('may be reached through a symbolic link', () => {
    const { run, scratch, packageFolder, scenarioPath } = prepare();
    const recorder = recordInputs(realEnvironment(scratch, packageFolder));
    recorder.environment.readTextFile(scenarioPath);
    readNamed(recorder.environment, scenarioPath, 'link.csv');
    const inputs = storeInputs(run, recorder.files, packageFolder);
    rmSync(join(scratch, 'work'), { recursive: true });
    const resolved = resolveInputs(run, inputs, realEnvironment(scratch, packageFolder));
    expect(readNamed(resolved.environment, resolved.scenarioPath, 'link.csv')).toBe('shared');
  });

  it('that were edited are refused, all at once', () => {
    const { run, scratch, recorder, packageFolder } = prepare();
    const inputs = storeInputs(run, recorder.files, packageFolder);
    writeFileSync(join(run, 'inputs', 'scenario.yaml'), 'edited');
    rmSync(join(run, 'inputs', '2-shared.csv'));
    const resolve = () => resolveInputs(run, inputs, realEnvironment(scratch, packageFolder));
    expect(resolve).toThrow(InvalidInputError);
    expect(resolve).toThrow(/scenario\.yaml is missing or is not what the run read.*\n.*2-shared\.csv/);
  });

  it('that are too large stay where they are, and must not change', () => {
    const { run, scratch, packageFolder, scenarioPath } = prepare();
    const large = write(join(scratch, 'work', 'crash', 'large.csv'), 'x'.repeat(STORED_INPUT_BYTES_MAX));
    const recorder = recordInputs(realEnvironment(scratch, packageFolder));
    recorder.environment.readTextFile(scenarioPath);
    readNamed(recorder.environment, scenarioPath, 'large.csv');
    const inputs = storeInputs(run, recorder.files, packageFolder);
    expect(inputs[1]).toMatchObject({ stored: null, original: large });
    const resolve = () => resolveInputs(run, inputs, realEnvironment(scratch, packageFolder));
    expect(readNamed(resolve().environment, resolve().scenarioPath, 'large.csv')).toHaveLength(STORED_INPUT_BYTES_MAX);
    writeFileSync(large, 'y');
    expect(resolve).toThrow(/too large to copy/);
  });
});

describe('a shipped scenario', () => {
  it('has the same digest when it is read back from its run folder', () => {
    const packageFolder = join(import.meta.dirname, '..', '..');
    const scratch = makeScratchFolder();
    const environment = realEnvironment(scratch, packageFolder);
    const recorder = recordInputs(environment);
    const scenario = readScenario(recorder.environment, join(packageFolder, 'scenarios/reference/one-cascade.yaml'));
    const inputs = storeInputs(scratch, recorder.files, packageFolder);
    const resolved = resolveInputs(scratch, inputs, environment);
    expect(readScenario(resolved.environment, resolved.scenarioPath).digest).toBe(scenario.digest);
  });
});
