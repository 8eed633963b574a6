// Goal: no text, however strange, does more than earn a clear problem in little time.
// Method: named hostile inputs with the code they must give, and random damage to a sound scenario.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { InvalidInputError } from '../../src/base/problem.ts';
import { readScenario } from '../../src/scenario/read-scenario.ts';
import { baseText, edited } from './base-scenario.ts';
import { environmentWith, problemsOf, readText } from './test-environment.ts';

const bomb = (levels: number): string => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < levels; i += 1)
    lines.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  return `${lines.join('\n')}\n`;
};

/** Each map merges the four before it: 4^levels keys for whoever follows them all. */
const merges = (levels: number): string =>
  Array.from({ length: levels }, (_, i) => {
    const before = [1, 2, 3, 4].filter((back) => back <= i).map((back) => `*m${i - back}`);
    return `m${i}: &m${i} {<<: [${before.join(', ')}], k${i}: 1}\n`;
  }).join('');

const hostile: readonly (readonly [name: string, text: string, code: string])[] = [
  ['nothing', '', 'empty-file'],
  ['blanks', ' \n\n', 'empty-file'],
  ['comments', '# nothing here\n', 'empty-file'],
  ['a word', 'hello', 'not-a-mapping'],
  ['a list', '- a\n- b\n', 'not-a-mapping'],
  ['binary', 'version: 1\0\0\0', 'not-text'],
  ['bytes that are no UTF-8', 'version: \uFFFD', 'not-text'],
  ['two documents', `${baseText}---\n${baseText}`, 'multiple-documents'],
  ['a key twice', `${baseText}name: again\n`, 'duplicate-key'],
  ['a tab as indent', edited('  duration: 1 h', '\tduration: 1 h'), 'tab-indent'],
  ['an unclosed bracket', edited('priceBand: {width: 10 %}', 'priceBand: {width: 10 %'), 'bad-indent'],
  ['an unclosed quote', edited('name: base', 'name: "base'), 'yaml-syntax'],
  ['a tag', edited('name: base', 'name: !secret base'), 'unknown-tag'],
  ['an alias without an anchor', edited('seed: 7', 'seed: *seven'), 'unresolved-alias'],
  ['a merge of a word', `${baseText}<<: word\n`, 'bad-merge'],
  ['a merge of words', edited('priceBand: {width: 10 %}', 'priceBand: {<<: [a, b], width: 10 %}'), 'bad-merge'],
  ['a merge without an anchor', edited('priceBand: {', 'priceBand: {<<: *none, '), 'unresolved-alias'],
  ['an alias bomb', `${baseText}${bomb(12)}`, 'too-many-aliases'],
  ['a list that holds itself', `${baseText}x: &x [*x, *x]\n`, 'too-deep'],
  ['a map that merges itself', `${baseText}x: &x {<<: [*x, *x, *x, *x], a: 1}\n`, 'unknown-key'],
  ['merges of merges', `${baseText}${merges(200)}`, 'unknown-key'],
  ['ten thousand aliases', `${baseText}x: &x 1\ny: [${'*x,'.repeat(10_000)}]`, 'too-many-aliases'],
  ['a hundred thousand brackets', `version: ${'['.repeat(100_000)}`, 'too-deep'],
  ['a hundred thousand dashes', `version:\n  ${'- '.repeat(100_000)}x`, 'too-deep'],
  ['forty levels of keys', Array.from({ length: 40 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'too-deep'],
  ['a quarter of a million values', `${baseText}x: [${'1,'.repeat(250_000)}]`, 'too-many-nodes'],
  ['a map as a key', `${baseText}{a: b}: c\n`, 'bad-key'],
];

describe('hostile text earns a problem', () => {
  it.each(hostile)('%s', (_, text, code) => {
    const problems = problemsOf(text);
    expect(problems.map((problem) => problem.code)).toContain(code);
    for (const { place, message } of problems) {
      expect(message).not.toBe('');
      expect(place?.line ?? 1).toBeGreaterThan(0);
    }
  });

  it('a scenario of 100 MB is refused before it is read', () => {
    const environment = environmentWith({ '/work-folder/big.yaml': { text: '', bytes: 104_857_600 } });
    const unread = { ...environment, readTextFile: () => expect.unreachable('the file was read') };
    expect(() => readScenario(unread, 'big.yaml')).toThrow('big.yaml has 100 MiB');
  });

  it('a scenario that is not there, or that cannot be read, is a problem too', () => {
    expect(() => readScenario(environmentWith(), 'none.yaml')).toThrow(InvalidInputError);
    const locked = {
      ...environmentWith({ '/work-folder/a.yaml': { text: 'x' } }),
      readTextFile: () => {
        throw new Error('EACCES: permission denied');
      },
    };
    expect(() => readScenario(locked, 'a.yaml')).toThrow('a.yaml cannot be read: EACCES');
  });

  it('lists at most 500 problems and counts the rest', () => {
    const keys = Array.from({ length: 800 }, (_, i) => `key${i}: 1`).join('\n');
    const problems = problemsOf(`${baseText}${keys}`);
    expect(problems).toHaveLength(501);
    expect(problems.at(-1)!.message).toBe('300 more problems are not listed');
  });
});

describe('YAML that saves work is understood', () => {
  it('anchors, aliases and merge keys', () => {
    const text = edited(
      '    - name: makers\n      kind: marketMaker\n      accounts: 10\n      equity: 1 M USD',
      '    - &makers\n      name: makers\n      kind: marketMaker\n      accounts: 10\n      equity: 1 M USD\n    - <<: *makers\n      name: others\n      accounts: 20',
    );
    const { classes } = readText(text).agents;
    expect(classes.map(({ name, accounts }) => [name, accounts])).toEqual([
      ['retail', 1_000],
      ['makers', 10],
      ['others', 20],
    ]);
  });

  it('a problem in a merged key points to where it is written', () => {
    const text = edited('      accounts: 10\n', '      <<: {accounts: ten}\n');
    expect(problemsOf(text)).toMatchObject([
      { code: 'not-a-quantity', place: { line: 64, lineText: '      <<: {accounts: ten}' } },
    ]);
  });

  it('seeds keep their spelling', () => {
    for (const seed of ['007', '12345678901234567890', '1.50', 'yes', '"7"']) {
      expect(readText(edited('seed: 7', `seed: ${seed}`)).run.seed).toBe(seed.replaceAll('"', ''));
    }
  });

  it('windows line ends and a byte order mark', () => {
    expect(readText(`\uFEFF${baseText.replaceAll('\n', '\r\n')}`).run.seed).toBe('7');
  });
});

describe('random damage', () => {
  const damages = ['delete', 'rename', 'retype', 'nullify', 'nest'] as const;
  const junk = fc.oneof(
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom<unknown>(
      [],
      {},
      [[]],
      { kind: 'fixed' },
      '5 M USD',
      '20x',
      '-5 %',
      '1 s',
      'off',
      '2020-03-12T00:00:00Z',
    ),
  );

  it('never throws anything but InvalidInputError, and always with places', () => {
    const paths: (string | number)[][] = [];
    collect(parseDocument(baseText).toJS(), [], paths);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...paths), fc.constantFrom(...damages), junk), {
          minLength: 1,
          maxLength: 4,
        }),
        (edits) => {
          const doc = parseDocument(baseText);
          for (const [path, damage, value] of edits) {
            if (!doc.hasIn(path)) continue;
            if (damage === 'delete') doc.deleteIn(path);
            else if (damage === 'rename' && typeof path.at(-1) === 'string')
              doc.setIn([...path.slice(0, -1), `${path.at(-1)}x`], doc.getIn(path));
            else
              doc.setIn(
                path,
                damage === 'nullify'
                  ? null
                  : damage === 'nest'
                    ? doc.createNode({ inner: value })
                    : doc.createNode(value),
              );
          }
          for (const problem of problemsOf(String(doc))) {
            expect(problem.place?.line).toBeGreaterThan(0);
            expect(problem.message).not.toContain('undefined');
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never throws anything but InvalidInputError when characters are lost', () => {
    fc.assert(
      fc.property(
        fc.nat(baseText.length - 1),
        fc.integer({ min: 1, max: 40 }),
        fc.string({ maxLength: 3 }),
        (at, count, put) => {
          problemsOf(baseText.slice(0, at) + put + baseText.slice(at + count));
        },
      ),
      { numRuns: 60 },
    );
  });
});

function collect(value: unknown, path: (string | number)[], into: (string | number)[][]): void {
  if (path.length > 0) into.push(path);
  if (Array.isArray(value)) value.forEach((item, index) => collect(item, [...path, index], into));
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) collect(inner, [...path, key], into);
  }
}
