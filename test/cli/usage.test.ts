// Goal: a command line that cannot be followed is refused with one sentence, a hint and exit code 2, before anything
// is read or written. Method: a table of mistakes.

import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { aftershock } from './fake-io.ts';

const valuesOf = (words: readonly string[], env: Record<string, string> = {}) => {
  const invocation = parseArguments(words, env);
  return invocation.kind === 'command' ? invocation.values : null;
};

describe('usage errors', () => {
  it.each([
    ['rnu a.yaml', 'unknown command "rnu"', 'did you mean "run"?'],
    ['xyzzy', 'unknown command "xyzzy"', 'known commands: run, '],
    ['--json run a.yaml', 'options stand after the command', 'run "aftershock run --help"'],
    ['--foo', '--foo needs a command before it', 'run "aftershock --help"'],
    ['run', 'run needs <scenario>', 'run "aftershock run --help"'],
    ['run a b', '"b" is one word too many for run', 'run "aftershock run --help"'],
    ['schema x', '"x" is one word too many for schema', 'run "aftershock schema --help"'],
    ['validate', 'validate needs <scenario...>', 'run "aftershock validate --help"'],
    ['run a --pathes 3', 'run has no option --pathes', 'did you mean --paths?'],
    ['margin a --foo', 'margin has no option --foo', 'run "aftershock margin --help" for its options'],
    ['run a --sead 3', 'run has no option --sead', 'did you mean --seed?'],
    ['run a -x', 'run has no option -x', 'run "aftershock run --help"'],
    ['run a --account 3', 'run has no option --account; it belongs to explain', 'run "aftershock run --help"'],
    ['verify x --set a=b', 'verify has no option --set; it belongs to run', 'run "aftershock verify --help"'],
    ['run a --paths abc', '--paths is "abc"', 'expected a whole number from 1 to 1000000'],
    ['run a --paths 1.5', '--paths is "1.5"', 'expected a whole number from 1'],
    ['run a --paths 0', '--paths is "0"', 'expected a whole number from 1'],
    ['run a --paths -3', '--paths is "-3"', 'expected a whole number from 1'],
    ['run a --paths 1e9', '--paths is "1e9"', 'expected a whole number from 1'],
    ['run a --paths 0x10', '--paths is "0x10"', 'expected a whole number from 1'],
    ['run a --paths=', '--paths is ""', 'expected a whole number from 1'],
    ['run a --paths 1000001', '--paths is "1000001"', 'expected a whole number from 1 to 1000000'],
    ['run a --workers 0', '--workers is "0"', 'expected a whole number from 1 to 1024'],
    ['run a -j 0', '--workers is "0"', 'expected a whole number from 1 to 1024'],
    ['run a --workers 99999', '--workers is "99999"', 'expected a whole number from 1 to 1024'],
    ['run a --seed', '--seed needs a value', 'run "aftershock run --help"'],
    ['run a --seed 1 --seed 2', '--seed is given 2 times', 'give it once'],
    ['run a --out x --output y', '--out is given 2 times', 'give it once'],
    ['run a --set foo', '--set is given "foo"', 'expected key=value'],
    ['run a --set =5', '--set is given "=5"', 'expected key=value'],
    ['explain x --tree --fund', 'explain is asked for --tree and --fund', 'ask for one of them at a time'],
    ['explain x --account -1', '--account is "-1"', 'expected a whole number from 0'],
    ['explain x --account 4 --path one', '--path is "one"', 'expected a whole number from 0'],
  ])('%s', async (line, message, hint) => {
    const { code, stdout, stderr } = await aftershock(line.split(' '));
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^aftershock: .*\n( {2}.*\n)+$/);
    expect(stderr).toContain(`aftershock: ${message}`);
    expect(stderr).toContain(`\n  ${hint}`);
  });

  it('names the variable of the environment that is at fault', async () => {
    const { code, stderr } = await aftershock(['run', 'a.yaml'], { env: { AFTERSHOCK_WORKERS: 'many' } });
    expect(code).toBe(2);
    expect(stderr).toContain('AFTERSHOCK_WORKERS is "many"');
  });
});

describe('values', () => {
  it('keep a seed as it was written', () => {
    for (const seed of ['007', '12345678901234567890', '1e3', 'a b', '-5', '0x10', 'ä']) {
      expect(valuesOf(['run', 'a', `--seed=${seed}`])).toEqual({ seed });
    }
    expect(valuesOf(['run', 'a', '--seed', '007'])).toEqual({ seed: '007' });
  });

  it('take --set as often as it is given, one word each, wherever it stands', () => {
    const words = ['run', '--set', 'a=1', 'file.yaml', '--set', 'b=c=d', '--set=x.y=[1, 2]'];
    expect(valuesOf(words)).toEqual({ set: ['a=1', 'b=c=d', 'x.y=[1, 2]'] });
    expect(parseArguments(words, {})).toMatchObject({ operands: ['file.yaml'] });
  });

  it('come from the environment where the line is silent', () => {
    const env = { AFTERSHOCK_SEED: '9', AFTERSHOCK_NO_REPORT: '1', AFTERSHOCK_JSON: '0', AFTERSHOCK_OUT: '' };
    expect(valuesOf(['run', 'a'], env)).toEqual({ seed: '9', 'no-report': true, json: false });
    expect(valuesOf(['run', 'a', '--seed', '1'], env)).toMatchObject({ seed: '1' });
  });

  it('know the other names of an option', () => {
    expect(valuesOf(['run', 'a', '-j', '3', '-o', 'x', '-q'])).toEqual({ workers: 3, out: 'x', quiet: true });
    expect(valuesOf(['run', 'a', '--output', 'x'])).toEqual({ out: 'x' });
  });
});
