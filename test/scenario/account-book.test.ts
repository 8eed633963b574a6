// Goal: a book says the same in every format, each account stands or falls by itself, and every fault is named with its
// account, line and field. Method: one book written in rows and in sections, then a fault at a time; accounts generated
// at random go through the rows in pieces of any length and come out as they went in.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/base/problem.ts';
import type { BookAccount, BookEntry } from '../../src/scenario/account-book.ts';
import { BookCsvReader } from '../../src/scenario/account-book-csv.ts';
import { readBookTree } from '../../src/scenario/account-book-tree.ts';
import { AccountIds } from '../../src/scenario/account-ids.ts';
import { readBookNumber } from '../../src/scenario/book-number.ts';
import { BookNames } from '../../src/scenario/book-names.ts';
import { smallMarket } from '../margin/small-market.ts';
import { refusalsOf } from './test-environment.ts';

const names = new BookNames(smallMarket(), 'USD');

function readCsv(text: string, pieceLength = Infinity, from = names): BookEntry[] {
  const reader = new BookCsvReader('book.csv', from);
  const entries: BookEntry[] = [];
  for (let at = 0; at < text.length; at += pieceLength) entries.push(...reader.push(text.slice(at, at + pieceLength)));
  return [...entries, ...reader.end()];
}

const readTree = (text: string): BookEntry[] => readBookTree(text, 'book.yaml', names);
const accountsOf = (entries: readonly BookEntry[]): (BookAccount | null)[] => entries.map(({ account }) => account);
const refusalOf = (read: () => unknown): readonly Problem[] => {
  const problems = refusalsOf(read);
  expect(problems).not.toEqual([]);
  return problems;
};

const HEADER = 'account,mode,symbol,size,entryPrice,margin,currency,amount';
const ROWS = `${HEADER}
alice,,,,,,USD,"250,000.50"
alice,,,,,,BTC,-1.5
alice,,BTC-PERP,2.25,48000,,,
alice,,BTC-P,-3,0,,,
bob,isolated,ETH-PERP,-4,3100,150,,
`;
const SECTIONS = `version: 1
accounts:
  - account: alice
    collateral:
      - { currency: USD, amount: "250,000.50" }
      - { currency: BTC, amount: -1.5 }
    positions:
      - { symbol: BTC-PERP, size: 2.25, entryPrice: 48000 }
      - { symbol: BTC-P, size: -3, entryPrice: 0 }
  - account: bob
    mode: isolated
    positions:
      - { symbol: ETH-PERP, size: -4, entryPrice: 3100, margin: 150 }
`;
// Contract 1 is BTC-PERP, 4 BTC-P, 6 ETH-PERP; asset 0 is BTC, -1 the quote currency.
const ACCOUNTS: BookAccount[] = [
  {
    id: 'alice',
    mode: 'cross',
    balances: [
      { currency: -1, amount: 250_000.5 },
      { currency: 0, amount: -1.5 },
    ],
    positions: [
      { contract: 1, size: 2.25, entryPrice: 48_000, margin: null },
      { contract: 4, size: -3, entryPrice: 0, margin: null },
    ],
  },
  {
    id: 'bob',
    mode: 'isolated',
    balances: [],
    positions: [{ contract: 6, size: -4, entryPrice: 3_100, margin: 150 }],
  },
];

describe('a book', () => {
  it('says the same in rows, in sections and as JSON', () => {
    const json = JSON.stringify({
      version: 1,
      accounts: [
        {
          account: 'alice',
          collateral: [
            { currency: 'USD', amount: 250_000.5 },
            { currency: 'BTC', amount: -1.5 },
          ],
          positions: [
            { symbol: 'BTC-PERP', size: 2.25, entryPrice: 48_000 },
            { symbol: 'BTC-P', size: -3, entryPrice: 0 },
          ],
        },
        {
          account: 'bob',
          mode: 'isolated',
          positions: [{ symbol: 'ETH-PERP', size: -4, entryPrice: 3_100, margin: 150 }],
        },
      ],
    });
    for (const entries of [readCsv(ROWS), readTree(SECTIONS), readTree(json)]) {
      expect(accountsOf(entries)).toEqual(ACCOUNTS);
    }
  });

  it('may have its columns in any order, blanks, quotes, Windows line ends and a byte order mark', () => {
    const text = '\uFEFFsize, symbol ,account,entryPrice\r\n 1 ,"BTC-PERP","a ""b""",5e4\r\n\r\n';
    expect(accountsOf(readCsv(text))).toEqual([
      {
        id: 'a "b"',
        mode: 'cross',
        balances: [],
        positions: [{ contract: 1, size: 1, entryPrice: 5e4, margin: null }],
      },
    ]);
  });

  it('may list what was closed: a size of 0 is no position', () => {
    const [entry] = readCsv(`${HEADER}\na,isolated,BTC-PERP,0,5e4,,,\na,,ETH-PERP,-0.00,3000,,,\na,,,,,,USD,1\n`);
    expect(entry!.account).toMatchObject({ id: 'a', positions: [], balances: [{ currency: -1, amount: 1 }] });
  });

  it('comes out the same whatever pieces its text arrives in', () => {
    const located = (entries: readonly BookEntry[]) => entries.map((entry) => ({ ...entry, locate: entry.locate() }));
    const whole = located(readCsv(ROWS));
    for (const pieceLength of [1, 2, 7, 50]) expect(located(readCsv(ROWS, pieceLength))).toEqual(whole);
  });

  it('of any accounts comes back as it was written', () => {
    // Text has no negative zero.
    const amount = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => value + 0);
    const account = fc.record({
      mode: fc.constantFrom('cross', 'isolated'),
      balances: fc.uniqueArray(fc.record({ currency: fc.constantFrom(-1, 0, 1, 2), amount }), {
        selector: ({ currency }) => currency,
        minLength: 1,
      }),
      positions: fc.uniqueArray(
        fc.record({
          contract: fc.constantFrom(1, 2, 3, 6),
          size: amount.filter((size) => size !== 0),
          entryPrice: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
          margin: fc.double({ min: 0, max: 1e6, noNaN: true }),
        }),
        { selector: ({ contract }) => contract },
      ),
    });
    const market = smallMarket();
    const currencyName = (currency: number): string => (currency < 0 ? 'USD' : market.assets[currency]!);
    fc.assert(
      fc.property(fc.array(account, { maxLength: 5 }), fc.integer({ min: 1, max: 99 }), (written, pieceLength) => {
        const rows = written.flatMap(({ mode, balances, positions }, k) => [
          ...balances.map(({ currency, amount: held }) => `a${k},${mode},,,,,${currencyName(currency)},${held}`),
          ...positions.map(
            ({ contract, size, entryPrice, margin }) =>
              `a${k},${mode},${market.contracts[contract]!.symbol},${size},${entryPrice},${margin},,`,
          ),
        ]);
        const entries = readCsv(`${[HEADER, ...rows].join('\n')}\n`, pieceLength);
        expect(entries.flatMap(({ problems }) => problems)).toEqual([]);
        expect(accountsOf(entries)).toEqual(written.map((one, k) => ({ id: `a${k}`, ...one })));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a faulty account', () => {
  it.each([
    ['an instrument that is not there', 'a,,BTC-PRP,1,5e4,,,', 'unknown-instrument', 4, 'did you mean "BTC-PERP"?'],
    ['a currency that is not there', 'a,,,,,,USTD,5', 'unknown-currency', 8, 'did you mean "USD"?'],
    [
      'a size that is no number',
      'a,,BTC-PERP,1 BTC,5e4,,,',
      'not-a-number',
      13,
      expect.stringContaining('without a unit'),
    ],
    ['a size that is not finite', 'a,,BTC-PERP,NaN,5e4,,,', 'not-finite', 13, undefined],
    ['a number beyond all doubles', 'a,,BTC-PERP,1e400,5e4,,,', 'not-finite', 13, undefined],
    ['no size', 'a,,BTC-PERP,,5e4,,,', 'missing-key', 13, undefined],
    ['an entry price of 0', 'a,,BTC-PERP,1,0,,,', 'out-of-range', 15, undefined],
    ['a negative premium', 'a,,BTC-P,1,-1,,,', 'out-of-range', 12, undefined],
    ['a negative margin', 'a,,BTC-PERP,1,5e4,-1,,', 'out-of-range', 19, undefined],
    ['an infinite balance', 'a,,,,,,USD,inf', 'not-finite', 12, undefined],
    ['an unknown mode', 'a,crossed,BTC-PERP,1,5e4,,,', 'unknown-value', 3, undefined],
    ['a position and a balance in one', 'a,,BTC-PERP,1,5e4,,USD,5', 'ambiguous-row', 1, undefined],
    ['nothing', 'a,cross,,,,,,', 'empty-row', 1, undefined],
    [
      'an amount beside a position',
      'a,,BTC-PERP,1,5e4,,,7',
      'stray-value',
      21,
      expect.stringContaining('a row of its own'),
    ],
    ['too few cells', 'a,,BTC-PERP,1,5e4', 'wrong-columns', 1, expect.stringContaining('in quotes')],
    ['no margin though isolated', 'a,isolated,BTC-PERP,1,5e4,,,', 'missing-key', 27, undefined],
  ])('has %s: the place is that of the field', (_, row, code, column, hint) => {
    const [entry, next] = readCsv(`${HEADER}\n${row}\nb,,,,,,USD,1\n`);
    expect(entry!.account).toBeNull();
    expect(entry!.problems).toMatchObject([{ code, place: { file: 'book.csv', line: 2, column, lineText: row } }]);
    expect(entry!.problems[0]!.message).toMatch(/^account a: /);
    expect(entry!.problems[0]!.hint).toEqual(hint);
    expect(next!.account).toMatchObject({ id: 'b' });
  });

  it('tells all its problems at once, and no more than twenty', () => {
    const [entry] = readCsv(`${HEADER}\na,,BTC-PRP,x,-1,,,\na,,BTC-PERP,1,5e4,,,\na,,BTC-PERP,1,5e4,,,\n`);
    expect(entry!.problems.map(({ code, place }) => `${place!.line}:${place!.column} ${code}`)).toEqual([
      '2:4 unknown-instrument',
      '2:12 not-a-number',
      '2:14 out-of-range',
      '4:4 duplicate-position',
    ]);
    const many = readCsv(`${HEADER}\n${'a,,,,,,EUR,x\n'.repeat(50)}`);
    expect(many).toHaveLength(1);
    expect(many[0]!.problems).toHaveLength(20);
    // Each row has a currency that the market lacks and an amount that is no number.
    expect(many[0]!.problemCount).toBe(100);
  });

  it('that comes back after another one is a duplicate; the first one stands', () => {
    const entries = readCsv(`${HEADER}\na,,,,,,USD,1\nb,,,,,,USD,1\na,,,,,,BTC,1\n`);
    expect(entries.map(({ id, account }) => [id, account !== null])).toEqual([
      ['a', true],
      ['b', true],
      ['a', false],
    ]);
    expect(entries[2]!.problems).toMatchObject([{ code: 'duplicate-account', place: { line: 4, column: 1 } }]);
    const [, second] = readTree('version: 1\naccounts:\n  - account: a\n  - account: a\n');
    expect(second!.problems).toMatchObject([{ code: 'duplicate-account', place: { line: 4 } }]);
  });

  it.each([
    ['size', 'a,,BTC-PERP,1e308,5e4,,,', 13],
    ['size', 'a,,BTC-PERP,-1.1e15,5e4,,,', 13],
    ['entryPrice', 'a,,BTC-PERP,1,1e200,,,', 15],
    ['margin', 'a,,BTC-PERP,1,5e4,1e16,,', 19],
    ['amount', 'a,,,,,,USD,1e16', 12],
  ])('holds a %s that nothing can be computed with: %s', (field, row, column) => {
    const [entry] = readCsv(`${HEADER}\n${row}\n`);
    expect(entry!.account).toBeNull();
    expect(entry!.problems).toMatchObject([
      {
        code: 'out-of-range',
        key: `a.${field}`,
        place: { line: 2, column },
        expected: 'a number between -1e15 and 1e15',
      },
    ]);
    expect(entry!.problems[0]!.message).toContain(`${field} is too large to compute with`);
    expect(readCsv(`${HEADER}\na,,,,,,USD,1e15\n`)[0]!.account).not.toBeNull();
  });

  it('holds an option that has expired, or a contract without a price', () => {
    const market = smallMarket();
    market.timeUs = 2 ** 50;
    market.markPrices[1] = Number.NaN;
    const [expired, unpriced] = readCsv(
      `${HEADER}\na,,BTC-P,1,5,,,\nb,,BTC-PERP,1,5e4,,,\n`,
      Infinity,
      new BookNames(market, 'USD'),
    );
    expect(expired!.problems).toMatchObject([{ code: 'expired', place: { line: 2, column: 4 } }]);
    expect(unpriced!.problems).toMatchObject([{ code: 'missing-price', place: { line: 3, column: 4 } }]);
  });

  it('without a name is listed by its line, each row by itself', () => {
    const entries = readCsv(`${HEADER}\n,,,,,,USD,1\n,,,,,,USD,1\nc,,,,,,USD,1\n`);
    expect(entries.map(({ account, place }) => [account === null, place?.line])).toEqual([
      [true, 2],
      [true, 3],
      [false, undefined],
    ]);
    expect(entries[0]!.problems[0]!.code).toBe('missing-account');
  });

  it('in sections is placed at the value, the key or the list at fault', () => {
    const entries = readTree(`version: 1
accounts:
  - account: a
    colateral: []
    positions:
      - { symbol: BTC-PERP, size: .inf, entryPrice: 48000 }
      - { symbol: BTC-PERP2, size: 1, price: 48000 }
  - account: b
    positions: none
  - mode: cross
`);
    expect(
      entries.flatMap(({ problems }) => problems).map(({ code, place }) => `${place!.line}:${place!.column} ${code}`),
    ).toEqual([
      '4:5 unknown-key',
      '6:35 not-finite',
      '7:39 unknown-key',
      '7:19 unknown-instrument',
      '7:9 missing-key',
      '9:16 wrong-type',
      '10:5 missing-account',
    ]);
    expect(entries.every(({ account }) => account === null)).toBe(true);
  });
});

describe('a file that is no book', () => {
  it.each([
    ['', 'empty-file'],
    ['account,sizes\n', 'unknown-key'],
    ['account,size,size\n', 'duplicate-key'],
    ['symbol,size\n', 'missing-key'],
    [`account\n${'x'.repeat(70_000)}`, 'line-too-long'],
  ])('is refused: %j', (text, code) => {
    expect(refusalOf(() => readCsv(text)).map((problem) => problem.code)).toContain(code);
  });

  it.each([
    ['version: 2\naccounts: []\n', ['unknown-version']],
    ['accounts: 5\nbooks: 1\n', ['unknown-key', 'unknown-version', 'missing-key']],
    ['- a\n', ['not-a-mapping']],
    ['version: 1\naccounts: [\n', ['bad-indent']],
  ])('in sections is refused: %j', (text, codes) => {
    const problems = refusalOf(() => readTree(text));
    expect(problems.map(({ code }) => code)).toEqual(codes);
    expect(JSON.stringify(problems)).not.toContain('scenario');
  });
});

describe('names of accounts', () => {
  it('are told apart among two hundred thousand that look alike, and found again', () => {
    const ids = new AccountIds();
    const all = Array.from({ length: 200_000 }, (_, k) => `account-${k}`);
    expect(all.filter((name) => !ids.add(name))).toEqual([]);
    expect(all.filter((name) => ids.add(name))).toEqual([]);
    expect(ids.add('')).toBe(true);
  });
});

describe('numbers of a book', () => {
  it.each([
    ['1', 1],
    ['-0.5', -0.5],
    ['1,234.5', 1234.5],
    ['1e3', 1000],
    ['+2', 2],
    ['0.12345678901234567', 0.12345678901234567],
    ['123456789012345678', 123456789012345680],
    ['\u22122', -2],
    [7.5, 7.5],
  ])('%j is read', (raw, value) => {
    expect(readBookNumber(raw)).toBe(value);
  });

  it.each(['1 BTC', '0x10', '1,23', '--1', '1e', 'one', true])('%j is none', (raw) => {
    expect(readBookNumber(raw)).toBeUndefined();
  });
});
