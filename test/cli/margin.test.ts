// Goal: `aftershock margin` from the words of the command line to what it prints, writes and ends with. Method: whole runs in this
// process on books in temporary folders; figures worked by hand beside each, and streams compared with the library, account by account.

import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BookNames,
  createNodeEnvironment,
  loadMarginModel,
  loadShock,
  marginOf,
  readBookTree,
  readMarketFile,
} from '../../src/index.ts';
import { quoteText, withDuckDb } from '../../src/results/duckdb.ts';
import type { BookAccount } from '../../src/scenario/account-book.ts';
import { MARGIN_PRESETS } from '../../src/scenario/margin-presets/preset-names.ts';
import { aftershock, makeFolder, oneCascade, repository, type FakeOptions, type Finished } from './fake-io.ts';

const marketFile = join(repository, 'test/cli/fixtures/margin-market.yaml');
const binance = join(repository, 'test/cli/fixtures/margin-binance.yaml');

interface LegJson {
  readonly symbol: string;
  readonly liquidationPrice: number | null;
}
interface AccountJson {
  readonly account: string;
  readonly equity: number;
  readonly initial: number;
  readonly maintenance: number;
  readonly ratio: number | null;
  readonly distance: number | null;
  readonly verdict: string;
  readonly legs: readonly LegJson[];
  readonly underlyings: readonly { readonly underlying: string; readonly below: number | null }[];
}
interface InputJson {
  readonly file: string;
  readonly sha256: string;
}
interface HistoryJson extends InputJson {
  readonly rows: number;
  readonly from: string;
  readonly to: string;
  readonly rowsLeftOut: number;
}
interface MarginJson {
  readonly evaluated: number;
  readonly notEvaluated: number;
  readonly accountsInBook: number;
  readonly exitCode: number;
  readonly problemCount: number;
  readonly problems: readonly { account: string; code: string; place: { file: string; line: number } }[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly inputs: { readonly book: InputJson; readonly market: InputJson; readonly history: HistoryJson | null };
  readonly accounts: readonly AccountJson[];
  readonly totals: { readonly byVerdict: Readonly<Record<string, number>>; readonly equity: number };
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = makeFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function margin(folder: string, words: readonly string[], options: FakeOptions = {}): Promise<Finished> {
  return aftershock(['margin', ...words], { folder, ...options });
}

const usual = ['--market', marketFile, '--model', binance];
const parse = (finished: Finished): MarginJson => JSON.parse(finished.stdout) as MarginJson;

const BOOK = `account,mode,symbol,size,entryPrice,margin,currency,amount
eth,isolated,ETHUSDT,3683.979,1456.84,1535443.01,,
btc,isolated,BTCUSDT,109.488,32481.98,1535443.01,,
pool,,,,,,USD,20000
pool,,,,,,BTC,0.5
pool,,BTCUSDT,3,33000,,,
pool,,ETHUSDT,-20,1300,,,
`;

describe('figures', () => {
  it("are those of the venue's own example, with the prices at which it liquidates", async () => {
    const finished = await margin(folderWith({ 'book.csv': BOOK }), ['book.csv', ...usual, '--json']);
    expect([finished.code, finished.stderr]).toEqual([0, '']);
    const [eth, btc, pool] = parse(finished).accounts;
    // Binance FAQ: long 3,683.979 ETH at 1,456.84, 10 %, cum 135,365; long 109.488 BTC at 32,481.98, 2.5 %, cum 16,300.
    expect(eth!.legs[0]!.liquidationPrice).toBeCloseTo(1114.78, 2);
    expect(btc!.legs[0]!.liquidationPrice).toBeCloseTo(18778.73, 2);
    // 3,683.979 x 1,335.18 x 10 % - 135,365
    expect(eth!.maintenance).toBeCloseTo(3683.979 * 133.518 - 135_365, 6);
    // 20,000 + 0.5 x 32,000 x 95 % + 3 x (31,967.27 - 33,000) - 20 x (1,335.18 - 1,300)
    expect(pool!.equity).toBeCloseTo(20_000 + 15_200 - 3_098.19 - 703.6, 6);
    // 95,901.81 x 0.5 % - 50 and 26,703.6 x 0.65 % - 15
    expect(pool!.maintenance).toBeCloseTo(429.50905 + 158.5734, 6);
    expect(pool!.initial).toBeCloseTo(95_901.81 / 100 + 26_703.6 / 75, 6);
    expect(pool!.ratio).toBeCloseTo(pool!.equity / pool!.maintenance, 12);
    // Alone, ETH rises until 31,398.21 - 20 (p - 1,335.18) = 429.51 + maintenance at p.
    const price = pool!.legs[1]!.liquidationPrice!;
    const [value, equity] = [20 * price, pool!.equity - 20 * (price - 1335.18)];
    expect(equity).toBeCloseTo(429.50905 + value * 0.0065 - 15, 5);
  });

  it('tell how many times the shock an account lasts', async () => {
    const folder = folderWith({
      'book.csv': 'account,symbol,size,entryPrice,currency,amount\na,,,,USD,7000\na,BTCUSDT,1,31967.27,,\n',
      'down.yaml': 'version: 1\ntitle: Down\nsource: test\nothers: { index: -10 % }\n',
    });
    const finished = await margin(folder, ['book.csv', ...usual, '--shock', './down.yaml', '--json']);
    const [account] = parse(finished).accounts;
    // 7,000 - 3,196.727 x = 31,967.27 (1 - 0.1 x) 0.4 %
    const expected = (7_000 - 31_967.27 * 0.004) / (3_196.727 * (1 - 0.004));
    expect(account!.distance).toBeCloseTo(expected, 9);
    const text = await margin(folder, ['book.csv', ...usual, '--shock', './down.yaml']);
    expect(text.stdout).toContain(`${expected.toFixed(2)}x`);
    expect(text.stdout).toContain('in multiples of down: Down');
  });

  it('of options come with the price of the underlying at which the account is liquidated', async () => {
    const folder = folderWith({
      'book.csv': 'account,symbol,size,entryPrice,currency,amount\na,,,,USD,30000\na,BTC-P,-5,1250,,\n',
    });
    // Without a mark the option is worth what its volatility says, at any index.
    const marketAt = (index: string): string =>
      readFileSync(marketFile, 'utf8')
        .replace('price: 32000 USD', `price: ${index} USD`)
        .replace(', mark: 1300 USD', '');
    const verdictAt = async (index: string): Promise<AccountJson> => {
      writeFileSync(join(folder, 'market.yaml'), marketAt(index));
      const words = ['book.csv', '--market', 'market.yaml', '--model', 'bybit-uta-pm-2025', '--json'];
      return parse(await margin(folder, words)).accounts[0]!;
    };
    const { underlyings, verdict } = await verdictAt('32000');
    const { underlying, below } = underlyings[0]!;
    expect([underlying, verdict, below! > 20_000 && below! < 31_000]).toEqual(['BTC', 'sound', true]);
    // There it is on the edge.
    expect((await verdictAt((below! + 0.01).toFixed(4))).verdict).toBe('marginCall');
    expect((await verdictAt((below! - 0.01).toFixed(4))).verdict).toBe('liquidatable');
  });

  it('under a scenario are those of its tiers', async () => {
    const folder = folderWith({
      'book.yaml': `version: 1
accounts:
  - account: a
    collateral: [{ currency: USD, amount: 100 }]
    positions: [{ symbol: BTC, size: 10, entryPrice: 100 }]
`,
    });
    const finished = await margin(folder, ['book.yaml', '--scenario', oneCascade, '--json']);
    const [account] = parse(finished).accounts;
    // 10 BTC at 100 USD: 1,000 USD at 5 % and 2.5 %.
    expect(account).toMatchObject({ equity: 100, initial: 50, maintenance: 25, verdict: 'sound' });
    // 100 + 10 (p - 100) = 0.25 p, the requirement rounded up to 0.0001 USD
    expect(account!.legs[0]!.liquidationPrice).toBeCloseTo(900 / 9.75, 4);
  });

  it('need prices of the past where the model is estimated from them', async () => {
    const rows = Array.from({ length: 600 }, (_, k) => {
      const day = new Date(Date.UTC(2024, 0, 1 + k)).toISOString().slice(0, 10);
      return `${day},${32_000 * (1 + 0.02 * Math.sin(k * 1.7))},${1_400 * (1 + 0.03 * Math.cos(k * 2.3))}`;
    });
    const csvOf = (days: number): string => `date_utc,BTC,ETH\n${rows.slice(0, days).join('\n')}\n`;
    const folder = folderWith({ 'book.csv': BOOK, 'prices.csv': csvOf(600), 'short.csv': csvOf(400) });
    const words = ['book.csv', '--market', marketFile, '--model', 'historical-var-99'];
    const without = await margin(folder, words);
    expect([without.code, without.stderr]).toEqual([104, expect.stringContaining('error[history-missing]')]);
    expect(without.stderr).toContain('add --history prices.csv');
    const short = await margin(folder, [...words, '--history', 'short.csv']);
    expect([short.code, short.stderr]).toEqual([104, expect.stringContaining('error[history-too-short]')]);
    expect(short.stderr.replace(/\s+/g, ' ')).toContain('500 days are needed, and there is 399');
    const finished = await margin(folder, [...words, '--history', 'prices.csv', '--explain', '--account', 'pool']);
    expect([finished.code, finished.stderr]).toEqual([0, '']);
    expect(finished.stdout).toContain('all correlations at one');
  });
});

describe('a book', () => {
  it('gives the same figures in CSV, YAML, JSON and Parquet', async () => {
    const positions = (rows: readonly (readonly [string, number, number, number?])[]) =>
      rows.map(([symbol, size, entryPrice, own]) => ({ symbol, size, entryPrice, ...(own && { margin: own }) }));
    const tree = {
      version: 1,
      accounts: [
        { account: 'eth', mode: 'isolated', positions: positions([['ETHUSDT', 3683.979, 1456.84, 1535443.01]]) },
        { account: 'btc', mode: 'isolated', positions: positions([['BTCUSDT', 109.488, 32481.98, 1535443.01]]) },
        {
          account: 'pool',
          collateral: [
            { currency: 'USD', amount: 20000 },
            { currency: 'BTC', amount: 0.5 },
          ],
          positions: positions([
            ['BTCUSDT', 3, 33000],
            ['ETHUSDT', -20, 1300],
          ]),
        },
      ],
    };
    const yaml = `version: 1\naccounts: ${JSON.stringify(tree.accounts)}\n`;
    const folder = folderWith({ 'book.csv': BOOK, 'book.json': JSON.stringify(tree, null, 2), 'book.yaml': yaml });
    await withDuckDb(async ({ connection }) => {
      const from = `read_csv(${quoteText(join(folder, 'book.csv'))}, header = true)`;
      await connection.run(
        `COPY (SELECT * FROM ${from}) TO ${quoteText(join(folder, 'book.parquet'))} (FORMAT parquet)`,
      );
    });
    const figures = [];
    for (const name of ['book.csv', 'book.json', 'book.yaml', 'book.parquet']) {
      const finished = await margin(folder, [name, ...usual, '--json']);
      expect([finished.code, finished.stderr]).toEqual([0, '']);
      figures.push({ ...parse(finished), book: '', inputs: null });
    }
    for (const other of figures.slice(1)) expect(other).toEqual(figures[0]);
  });

  it('with faulty accounts is evaluated all the same, and says which half was not', async () => {
    const book = `${BOOK}bad,,BTCUSD,1,5,,,\nworse,,,,,,USD,x\npool,,,,,,USD,1\n`;
    const folder = folderWith({ 'book.csv': book });
    const finished = await margin(folder, ['book.csv', ...usual]);
    expect(finished.code).toBe(104);
    expect(finished.stdout).toContain('TOTAL  3 of 6 accounts evaluated');
    expect(finished.stderr).toContain('error[unknown-instrument]: account bad: symbol is not an instrument of the');
    expect(finished.stderr).toContain('book.csv:8:6');
    expect(finished.stderr).toContain('did you mean "BTCUSDT"?');
    expect(finished.stderr).toContain('error[not-a-number]: account worse: amount is not a number: x');
    const words = finished.stderr.replace(/\s+/g, ' ');
    expect(words).toContain('account stands further up already: those rows alone are evaluated, not these');
    expect(words).toContain('An account that comes back is evaluated by the rows where it first stands.');
    expect(finished.stderr).toContain('3 errors. 3 of 6 accounts evaluated, 3 not.');
    const json = await margin(folder, ['book.csv', ...usual, '--json']);
    expect([json.code, json.stderr]).toEqual([104, '']);
    expect(parse(json)).toMatchObject({
      evaluated: 3,
      notEvaluated: 3,
      accountsInBook: 6,
      exitCode: 104,
      problems: [
        { account: 'bad', code: 'unknown-instrument', place: { file: 'book.csv', line: 8, column: 6 } },
        { account: 'worse', code: 'not-a-number', place: { line: 9 } },
        { account: 'pool', code: 'duplicate-account', place: { line: 10 } },
      ],
    });
  });

  it('may hold what the model has no rule for: only those accounts are left out', async () => {
    const folder = folderWith({ 'book.csv': `${BOOK}opt,,BTC-P,1,1300,,,\n` });
    const finished = await margin(folder, ['book.csv', ...usual]);
    expect(finished.code).toBe(104);
    expect(finished.stdout).toContain('3 of 4 accounts evaluated');
    expect(finished.stderr.replace(/\s+/g, ' ')).toContain(
      'error[unfit-margin-rule]: account opt: symbol cannot be margined by binance-before-2021: BTC-P',
    );
  });

  it.each([
    ['book.txt', '', 'unknown-format'],
    ['book.csv', '', 'empty-file'],
    ['book.parquet', 'no table', 'table-damaged'],
    ['book.yaml', 'version: 1\n', 'missing-key'],
    ['missing.csv', null, 'file-missing'],
  ])('that is none is refused: %s %j', async (name, text, code) => {
    const folder = folderWith(text === null ? {} : { [name]: text });
    const finished = await margin(folder, [name, ...usual]);
    expect([finished.code, finished.stdout]).toEqual([104, '']);
    expect(finished.stderr).toContain(`error[${code}]`);
  });
});

describe('a book that goes wrong', () => {
  it('may hold nothing that the model has a rule for', async () => {
    const folder = folderWith({ 'book.csv': `${BOOK}cash,,,,,,USD,5\n` });
    const words = ['book.csv', '--market', marketFile, '--model', 'span-cbot-grains-example', '--json'];
    const { evaluated, notEvaluated, problems } = parse(await margin(folder, words));
    expect([evaluated, notEvaluated]).toEqual([1, 3]);
    // Those that are held, where they are held; nobody holds BTC-P.
    expect(problems.map(({ account, place }) => [account, place.file, place.line])).toEqual([
      ['eth', 'book.csv', 2],
      ['btc', 'book.csv', 3],
      ['pool', 'book.csv', 6],
      ['pool', 'book.csv', 7],
    ]);
  });

  it.each(MARGIN_PRESETS)('of cash alone is evaluated by %s whatever the market lists', async (model) => {
    const market = `version: 1
title: Nothing that any venue lists
assets: [{ symbol: XYZ, price: 10 USD, volatility: 50 % }]
contracts:
  - { symbol: XYZ-PERP, kind: perpetual, underlying: XYZ }
  - { symbol: XYZ-C, kind: option, underlying: XYZ, right: call, strike: 10 USD, expiry: 30 d }
`;
    const folder = folderWith({
      'book.csv': 'account,currency,amount\na,USD,1\n',
      'market.yaml': market,
      'prices.csv': historyOf(1_300, '2020-01-01'),
    });
    const words = ['book.csv', '--market', 'market.yaml', '--model', model, '--history', 'prices.csv', '--json'];
    const finished = await margin(folder, words);
    expect([finished.code, parse(finished).evaluated]).toEqual([0, 1]);
  });

  it('says how many errors there are beyond those that it shows', async () => {
    const rows = Array.from({ length: 200 }, (_, k) => `a${k},BTC-PRP,x,-1,,\n`);
    const folder = folderWith({ 'book.csv': `account,symbol,size,entryPrice,currency,amount\n${rows.join('')}` });
    const { stderr } = await margin(folder, ['book.csv', ...usual]);
    expect(stderr).toContain('0 of 200 accounts evaluated, 200 not.');
    expect(stderr).toContain('There are 600 errors in all; shown are the first 30.');
    const { problemCount, problems } = parse(await margin(folder, ['book.csv', ...usual, '--json']));
    expect([problemCount, problems.length]).toEqual([600, 300]);
  });

  it.each([
    ['book.csv', 'account,symbol,size,entryPrice\n'],
    ['book.yaml', 'version: 1\naccounts: []\n'],
  ])('is told to hold no account: %s', async (name, text) => {
    const finished = await margin(folderWith({ [name]: text }), [name, ...usual]);
    expect([finished.code, finished.stderr]).toEqual([0, expect.stringContaining(`${name} holds no account`)]);
  });

  it('with a size that overflows leaves that account out, whatever the model', async () => {
    const book = 'account,symbol,size,entryPrice,currency,amount\na,BTCUSDT,1e308,32000,,\nb,,,,USD,1\n';
    for (const models of [
      ['--model', binance],
      ['--models', `${binance},parametric-t`],
    ]) {
      const finished = await margin(folderWith({ 'book.csv': book }), ['book.csv', '--market', marketFile, ...models]);
      expect(finished.code).toBe(104);
      expect(finished.stdout).toContain('1 of 2 accounts');
      expect(finished.stderr).toContain('error[out-of-range]: account a: size is too large to compute with: 1e308');
      expect(finished.stderr).toContain('book.csv:2:11');
    }
  });
});

/** Days of two assets around the market's prices. */
function historyOf(days: number, from: string, btc = 32_000): string {
  const start = Date.parse(`${from}T00:00:00Z`);
  const rows = Array.from({ length: days }, (_, k) => {
    const day = new Date(start + k * 86_400_000).toISOString().slice(0, 10);
    return `${day},${btc * (1 + 0.02 * Math.sin(k * 1.7))},${1_400 * (1 + 0.03 * Math.cos(k * 2.3))}`;
  });
  return `date_utc,BTC,ETH\n${rows.join('\n')}\n`;
}

describe('a history', () => {
  const dated = readFileSync(marketFile, 'utf8').replace('title: Two', 'time: 2025-10-10T20:00:00Z\ntitle: Two');
  const words = ['book.csv', '--market', 'market.yaml', '--model', 'parametric-t', '--history', 'prices.csv'];
  const run = (prices: string, more: readonly string[] = []): Promise<Finished> =>
    margin(folderWith({ 'book.csv': BOOK, 'market.yaml': dated, 'prices.csv': prices }), [...words, ...more]);

  it('is used up to the last day that was over at the time of the market', async () => {
    // 2024-05-29 and 499 days more: 2025-10-10 is not over at 20:00, nor is what follows.
    const future = await run(historyOf(520, '2024-05-29'), ['--json']);
    const { accounts, inputs, warnings } = parse(future);
    expect(inputs.history).toMatchObject({ rows: 499, from: '2024-05-29', to: '2025-10-09', rowsLeftOut: 21 });
    expect(warnings.map(({ code }) => code)).toEqual(['history-look-ahead']);
    expect(warnings[0]!.message).toContain('21 rows of prices.csv, 2025-10-10 to 2025-10-30, are left out');
    const past = parse(await run(historyOf(499, '2024-05-29'), ['--json']));
    expect(past.warnings).toEqual([]);
    expect(accounts).toEqual(past.accounts);
    expect((await run(historyOf(520, '2024-05-29'))).stderr).toMatch(/^warning: 21 rows of prices\.csv/);
  });

  it('that lies after the market altogether is refused', async () => {
    const finished = await run(historyOf(499, '2025-10-09'));
    expect([finished.code, finished.stderr]).toEqual([104, expect.stringContaining('error[history-after-market]')]);
  });

  it('that ends long before the market, or at other prices, is warned of', async () => {
    // 2024-05-29 and 490 days more end on 2025-10-01, 8.8 days before the market.
    const early = parse(await run(historyOf(491, '2024-05-29'), ['--json']));
    expect(early.warnings.map(({ message }) => message)).toEqual([
      'prices.csv ends on 2025-10-01, 9 days before the market, 2025-10-10T20:00:00Z',
    ]);
    expect(parse(await run(historyOf(493, '2024-05-29'), ['--json'])).warnings).toEqual([]);
    const far = parse(await run(historyOf(499, '2024-05-29', 70_000), ['--json']));
    expect(far.warnings.map(({ code }) => code)).toEqual(['history-price-far']);
    expect(far.warnings[0]!.message).toMatch(/^BTC closes at .* on 2025-10-09 in prices\.csv and stands at 32,000\.00/);
  });

  it('that lacks an asset is what the accounts holding it are told', async () => {
    const prices = historyOf(499, '2024-05-29').replaceAll(/,[^,\n]*$/gm, '');
    const finished = await run(prices);
    expect(finished.code).toBe(104);
    expect(finished.stderr.replace(/\s+/g, ' ')).toContain(
      'error[missing-asset]: account eth: symbol cannot be margined by parametric-t: ETHUSDT',
    );
    expect(finished.stderr).toContain('prices.csv has no prices of ETH');
  });

  it('book and market are named with the SHA-256 of their bytes', async () => {
    const prices = historyOf(499, '2024-05-29');
    const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
    const expected = [
      ['book.csv', digest(BOOK)],
      ['market.yaml', digest(dated)],
      ['prices.csv', digest(prices)],
    ];
    const { inputs } = parse(await run(prices, ['--json']));
    expect([inputs.book, inputs.market, inputs.history!].map(({ file, sha256 }) => [file, sha256])).toEqual(expected);
    const { stdout } = await run(prices);
    for (const [, sha256] of expected) expect(stdout).toContain(`  SHA-256 ${sha256}\n`);
    expect(stdout).toContain('history   prices.csv: 499 rows, 2024-05-29 to 2025-10-09\n');
  });
});

describe('--output', () => {
  it('never replaces what is read, by whatever name', async () => {
    const folder = folderWith({ 'book.csv': BOOK, 'prices.csv': historyOf(499, '2024-05-29') });
    linkSync(join(folder, 'book.csv'), join(folder, 'link.csv'));
    for (const [output, what] of [
      ['./book.csv', 'book'],
      ['link.csv', 'book'],
      ['prices.csv', 'history'],
    ]) {
      const words = ['book.csv', ...usual, '--history', 'prices.csv', '--output', output!, '--force'];
      const finished = await margin(folder, words);
      expect([finished.code, finished.stderr]).toEqual([
        2,
        `aftershock: --output ${output} is the ${what} that is read\n  choose another name\n`,
      ]);
    }
    expect(readFileSync(join(folder, 'book.csv'), 'utf8')).toBe(BOOK);
  });

  it('replaces another file only with --force, and makes no folders', async () => {
    const folder = folderWith({ 'book.csv': BOOK, 'rows.csv': 'mine' });
    const refused = await margin(folder, ['book.csv', ...usual, '--output', 'rows.csv']);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      'aftershock: rows.csv is there already\n  --force replaces it\n',
    ]);
    expect(readFileSync(join(folder, 'rows.csv'), 'utf8')).toBe('mine');
    const nowhere = await margin(folder, ['book.csv', ...usual, '--output', 'no/where/rows.csv']);
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('there is no folder no/where')]);
    expect(readdirSync(folder).sort()).toEqual(['book.csv', 'rows.csv']);
  });
});

describe('the words of the command', () => {
  it.each([
    [['book.csv'], 'margin is given neither --market nor --scenario'],
    [['book.csv', '--market', 'm.yaml', '--scenario', 's.yaml'], 'margin is given both --market and --scenario'],
    [['book.csv', '--market', 'm.yaml'], 'margin needs --model <name>'],
    [[], 'margin needs <book>'],
    [['book.csv', ...usual, '--output', 'rows.txt'], '--output is "rows.txt"'],
    [['book.csv', ...usual, '--worst', '0'], '--worst is "0"'],
    [['book.csv', ...usual, '--account', 'nobody'], 'book.csv holds no account "nobody"'],
    [['book.csv', '--market', marketFile, '--models', 'a,,b'], '--models is "a,,b"'],
    [['book.csv', '--market', marketFile, '--models', 'a,a'], '--models names a twice'],
    [['book.csv', '--market', marketFile, '--models', 'a,b', '--explain'], '--explain is for one model, not for 2'],
    [['book.csv', '--market', marketFile, '--models', 'a,b', '--output', 'a.csv'], '--output is for one model'],
    [['book.csv', ...usual, '--seed', '1'], 'margin has no option --seed'],
  ])('%j end with 2', async (words, message) => {
    const finished = await margin(folderWith({ 'book.csv': BOOK }), words);
    expect([finished.code, finished.stdout]).toEqual([2, '']);
    expect(finished.stderr).toContain(message);
  });

  it.each([
    [['--market', 'none.yaml', '--model', binance], 'error[file-missing]: none.yaml does not exist'],
    [['--market', marketFile, '--model', 'binance-usdm-2024'], 'did you mean "binance-usdm-2024-10"?'],
    [['--market', marketFile, '--model', 'none.yaml'], 'error[file-missing]: none.yaml does not exist'],
    [[...usual, '--shock', 'fall'], 'error[unknown-preset]: there is no joint shock called "fall"'],
    [[...usual, '--history', 'none.csv'], 'error[file-missing]'],
    [['--scenario', 'none.yaml'], 'error[file-missing]: none.yaml does not exist'],
  ])('%j name what is not there: 104', async (words, message) => {
    const finished = await margin(folderWith({ 'book.csv': BOOK }), ['book.csv', ...words]);
    expect([finished.code, finished.stdout]).toEqual([104, '']);
    expect(finished.stderr).toContain(message);
  });

  it.each([
    ['version: 1\ntitle: a\n', ['missing-key']],
    ['version: 1\ntitle: a\nsource: b\nassets: { BTC: { index: -120 % } }\n', ['out-of-range']],
    ['version: 1\ntitle: a\nsource: b\nasset: 1\n', ['unknown-key']],
  ])('name a shock that is none: %j', async (text, codes) => {
    const folder = folderWith({ 'book.csv': BOOK, 'shock.yaml': text });
    const finished = await margin(folder, ['book.csv', ...usual, '--shock', 'shock.yaml']);
    expect(finished.code).toBe(104);
    for (const code of codes) expect(finished.stderr).toContain(`error[${code}]`);
    expect(finished.stderr).not.toContain('scenario');
  });

  it.each([
    ['a negative volatility', 'volatility: 60 %', 'volatility: -60 %', 'out-of-range', '4:50'],
    ['no price', ', price: 1400 USD', '', 'missing-key', '5:5'],
    ['a price that is none', 'price: 1400 USD', 'price: NaN USD', 'not-a-quantity', '5:27'],
    ['an option that has expired', 'expiry: 30 d', 'expiry: 2025-01-01T00:00:00Z', 'expired', '10:92'],
    ['a contract on an asset that is not there', 'underlying: ETH', 'underlying: ETC', 'unknown', '8:'],
  ])('name a market with %s', async (_, from, to, code, place) => {
    const timed = to.includes('Z') ? 'time: 2025-10-10T00:00:00Z\ntitle: Two' : 'title: Two';
    const market = readFileSync(marketFile, 'utf8').replace(from, to).replace('title: Two', timed);
    const folder = folderWith({ 'book.csv': BOOK, 'market.yaml': market });
    const finished = await margin(folder, ['book.csv', '--market', 'market.yaml', '--model', binance]);
    expect([finished.code, finished.stdout]).toEqual([104, '']);
    expect(finished.stderr).toContain(`error[${code}`);
    expect(finished.stderr).toContain(`market.yaml:${place}`);
  });

  it.each([
    ['family: tiered', 'family: tired', 'did you mean "tiered"?'],
    ['sources:', 'source:', '"source" is not a key of a margin model'],
    ['upTo: 250 k', 'upTo: 40 k', 'error['],
    ['- { maxLeverage: 20x', '- { from: 2 M, maxLeverage: 20x', 'error['],
  ])('name a model with a fault: %s', async (from, to, message) => {
    const model = readFileSync(binance, 'utf8').replace(from, to);
    const folder = folderWith({ 'book.csv': BOOK, 'model.yaml': model });
    const finished = await margin(folder, ['book.csv', '--market', marketFile, '--model', 'model.yaml']);
    expect([finished.code, finished.stdout]).toEqual([104, '']);
    expect(finished.stderr).toContain(message);
    expect(finished.stderr).toContain('model.yaml');
  });

  it('are explained by --help', async () => {
    const { stdout, code } = await aftershock(['margin', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('aftershock margin book.yaml --market market.yaml');
    expect(stdout.split('\n').every((line) => line.length <= 80)).toBe(true);
  });
});

describe('what is printed', () => {
  const example = [
    join(repository, 'examples/margin/book.yaml'),
    '--market',
    join(repository, 'examples/margin/market.yaml'),
  ];

  it.each([
    [['--model', 'deribit-spm-2024']],
    [['--model', 'okx-pm-2025-01', '--explain']],
    [['--model', 'parametric-t', '--explain']],
    [['--models', 'deribit-spm-2024,okx-pm-2025-01,parametric-t']],
  ])('fits 80 columns, without colours where there is no terminal: %j', async (words) => {
    const finished = await aftershock(['margin', ...example, ...words]);
    expect([finished.code, finished.stderr]).toEqual([0, '']);
    expect(finished.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    // oxlint-disable-next-line no-control-regex -- escape sequences are what this is about
    expect(finished.stdout).not.toMatch(/\u001b/);
  });

  it('has colours on a terminal, none with NO_COLOR, and says there how fast it was', async () => {
    const words = ['margin', ...example, '--model', 'deribit-spm-2024'];
    const coloured = await aftershock(words, { terminal: 80 });
    expect(coloured.stdout).toContain('\u001b[31mLIQUIDATABLE');
    expect(coloured.stderr).toMatch(/4 accounts in .* s, .* accounts\/s, peak memory/);
    const plain = await aftershock(words, { terminal: 80, env: { NO_COLOR: '1' } });
    expect(plain.stdout).not.toContain('\u001b');
    expect((await aftershock([...words, '--quiet'], { terminal: 80 })).stderr).toBe('');
  });

  it('explains one account so that it can be redone', async () => {
    const folder = folderWith({ 'book.csv': BOOK });
    const { stdout } = await margin(folder, ['book.csv', ...usual, '--explain', '--account', 'pool']);
    for (const line of [
      /^Equity +31,398\.21$/m,
      /^ {4}BTCUSDT unrealised profit: 3 x \(31,967\.27 - 33,000\) +-3,098\.19$/m,
      /^ {4}haircut: 16,000 x 95 % - 16,000 +-800\.00$/m,
      /^maintenance requirement: sum of all positions.*$/m,
      /0\.5 % - 50/,
      /^Surplus over maintenance +30,810\.13$/m,
      /^ {2}isolated: every position by itself/m,
      /^ {2}Correlations at one: without meaning here/m,
      /^LIQUIDATION PRICES: all other prices held fixed$/m,
    ]) {
      expect(stdout).toMatch(line);
    }
    expect(stdout).not.toContain('ACCOUNT eth');
  });

  it('explains expiries in days from the market', async () => {
    const { stdout } = await aftershock(['margin', ...example, '--model', 'derive-pm-2024', '--explain']);
    // 2025-10-10T20:00 to 2025-12-26T08:00, and to 2025-10-31T08:00
    expect(stdout).toContain('BTC, 76.5 days to expiry');
    expect(stdout).toContain('BTC, 20.5 days to expiry');
  });

  it('warns of volatilities that allow arbitrage, and goes on', async () => {
    const crossed = readFileSync(marketFile, 'utf8').replace(
      'volatility: 60 %',
      'volatility: { smiles: [{ expiry: 10 d, nodes: [{ moneyness: 100 %, volatility: 90 % }] }, { expiry: 40 d, nodes: [{ moneyness: 100 %, volatility: 20 % }] }] }',
    );
    const folder = folderWith({ 'book.csv': BOOK, 'crossed.yaml': crossed });
    const finished = await margin(folder, ['book.csv', '--market', 'crossed.yaml', '--model', binance]);
    expect([finished.code, finished.stderr]).toEqual([
      0,
      expect.stringMatching(/^warning: .*\(crossed\.yaml:\d+\)\n/s),
    ]);
  });

  it('compares models: requirement, netting, and what the shocks leave uncovered', async () => {
    const folder = folderWith({
      'book.csv':
        'account,symbol,size,entryPrice,currency,amount\na,,,,USD,9000\na,BTCUSDT,1,31967.27,,\na,ETHUSDT,-20,1335.18,,\n',
      'down.yaml': 'version: 1\ntitle: Down\nsource: test\nassets: { BTC: { index: -10 % } }\n',
    });
    const words = ['book.csv', '--market', marketFile, '--models', `${binance},parametric-t`, '--shock', 'down.yaml'];
    const finished = await margin(folder, [...words, '--json']);
    const json = JSON.parse(finished.stdout) as {
      gross: number;
      models: { id: string; required: { maintenance: number }; efficiency: number; nettingBenefit: number }[];
      shocks: { loss: number; uncovered: { model: string; initial: number; maintenance: number }[] }[];
    };
    const [tiered, risk] = json.models;
    expect(json.gross).toBeCloseTo(31_967.27 + 26_703.6, 6);
    expect(tiered!.nettingBenefit).toBeCloseTo(0, 12);
    expect(risk!.nettingBenefit).toBeGreaterThan(0.2);
    const [shock] = json.shocks;
    expect(shock!.loss).toBeCloseTo(3_196.727, 6);
    expect(shock!.uncovered[0]!.maintenance).toBeCloseTo(3_196.727 - tiered!.required.maintenance, 6);
    const text = await margin(folder, words);
    expect(text.stdout).toContain('TOTAL  1 of 1 account, gross notional $58.7 k');
    expect(text.stdout).toMatch(/down +3,197 +binance-before-2021/);
  });

  it("compares losses pool by pool: one position's profit covers no other's loss", async () => {
    const folder = folderWith({
      'book.csv':
        'account,mode,symbol,size,entryPrice,margin\na,isolated,BTCUSDT,1,31967.27,500\na,isolated,ETHUSDT,-30,1335.18,500\n',
      'down.yaml': 'version: 1\ntitle: Down\nsource: test\nothers: { index: -10 % }\n',
    });
    const words = ['book.csv', '--market', marketFile, '--models', `${binance},parametric-t`, '--shock', 'down.yaml'];
    const json = JSON.parse((await margin(folder, [...words, '--json'])).stdout) as {
      shocks: { loss: number; accounts: number; uncovered: { initial: number; maintenance: number }[] }[];
    };
    const [{ loss, accounts, uncovered }] = json.shocks as [(typeof json.shocks)[0]];
    // The short of 30 ETH gains 4,005.54, more than the 3,196.727 that the BTC loses.
    expect([loss, accounts]).toEqual([expect.closeTo(3_196.727, 6), 1]);
    // 31,967.27 x 0.4 %: its maintenance margin.
    expect(uncovered[0]!.maintenance).toBeCloseTo(3_196.727 - 127.86908, 6);
    for (const { initial, maintenance } of uncovered) expect(Math.max(initial, maintenance)).toBeLessThanOrEqual(loss);
    const { stdout } = await margin(folder, words);
    expect(stdout).toMatch(/down +3,197 +binance-before-2021 +3,069/);
    expect(stdout).not.toContain('no loss');
  });
});

it('the library answers as the command does', async () => {
  const [bookFile, market] = ['book.yaml', 'market.yaml'].map((name) => join(repository, 'examples/margin', name));
  const { market: view, collateral } = readMarketFile(readFileSync(market!, 'utf8'), 'market.yaml');
  const environment = createNodeEnvironment();
  const model = loadMarginModel(environment, 'okx-pm-2025-01', { history: null });
  const { shock } = loadShock(environment, 'fall-10', view);
  const entries = readBookTree(readFileSync(bookFile!, 'utf8'), 'book.yaml', new BookNames(view, 'USD'));
  const accounts = entries.flatMap(({ account }) => account ?? []);
  const reports = marginOf(accounts, view, collateral, model, { shock });
  const words = ['margin', bookFile!, '--market', market!, '--model', 'okx-pm-2025-01', '--json'];
  const json = parse(await aftershock(words));
  expect(json.accounts).toHaveLength(4);
  json.accounts.forEach(({ account, equity, initial, maintenance, distance, verdict, legs }, k) => {
    const { figures, legs: own, distance: found } = reports[k]!;
    expect(figures).toMatchObject({ id: account, equity, initial, maintenance, verdict });
    expect(found).toBe(distance ?? Infinity);
    expect(own).toEqual(legs);
  });
});

describe('a stream of 20,000 accounts', () => {
  const count = 20_000;
  const numbers = (k: number): [number, number, number] => [
    500 + ((k * 7_919) % 9_000),
    (((k * 104_729) % 2_000) - 1_000) / 1_000 || 0.001,
    ((k * 1_299_709) % 400) / 10 - 20 || 1,
  ];
  const text = ['account,symbol,size,entryPrice,currency,amount'];
  for (let k = 0; k < count; k += 1) {
    const [cash, btc, eth] = numbers(k);
    text.push(`acc-${k},,,,USD,${cash}`, `acc-${k},BTCUSDT,${btc},32000,,`, `acc-${k},ETHUSDT,${eth},1350,,`);
  }
  const book = `${text.join('\n')}\n`;

  it('is written to every format with the figures that the library finds one by one', async () => {
    const folder = folderWith({ 'book.csv': book });
    mkdirSync(join(folder, 'out'));
    for (const format of ['ndjson', 'csv', 'parquet']) {
      const finished = await margin(folder, ['book.csv', ...usual, '--output', `out/rows.${format}`, '--worst', '3']);
      expect([finished.code, finished.stderr]).toEqual([0, '']);
      expect(finished.stdout).toContain('Shown: the 3 with the lowest ratio of 20,000 accounts.');
      expect(finished.stdout).toContain('RATIO  accounts by equity / maintenance requirement');
    }
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['rows.csv', 'rows.ndjson', 'rows.parquet']);
    const lines = readFileSync(join(folder, 'out/rows.ndjson'), 'utf8').trimEnd().split('\n');
    const rows = lines.map((line) => JSON.parse(line) as AccountJson);
    expect(rows.map(({ account }) => account)).toEqual(Array.from({ length: count }, (_, k) => `acc-${k}`));
    const { market, collateral } = readMarketFile(readFileSync(marketFile, 'utf8'), marketFile);
    const model = loadMarginModel(createNodeEnvironment(), binance, { history: null });
    const kept = [0, 1];
    const two = { ...market, contracts: kept.map((c) => market.contracts[c]!) };
    for (let k = 0; k < count; k += 401) {
      const [cash, btc, eth] = numbers(k);
      const account: BookAccount = {
        id: `acc-${k}`,
        mode: 'cross',
        balances: [{ currency: -1, amount: cash }],
        positions: [
          { contract: 0, size: btc, entryPrice: 32_000, margin: null },
          { contract: 1, size: eth, entryPrice: 1_350, margin: null },
        ],
      };
      const [alone] = marginOf([account], two, collateral, model, { withoutExplanation: true });
      const { equity, initial, maintenance, verdict } = alone!.figures;
      expect(rows[k]).toMatchObject({ equity, initial, maintenance, verdict });
    }
    const cells = readFileSync(join(folder, 'out/rows.csv'), 'utf8').trimEnd().split('\n');
    expect(cells).toHaveLength(count + 1);
    expect(cells[0]).toBe('account,mode,equity,equityBeforeHaircuts,initial,maintenance,gross,ratio,distance,verdict');
    const tenth = rows[10]!;
    expect(cells[11]).toBe(
      `acc-10,cross,${tenth.equity},${tenth.equity},${tenth.initial},${tenth.maintenance},${(rows[10] as unknown as { gross: number }).gross},${tenth.ratio},${tenth.distance ?? ''},${tenth.verdict}`,
    );
    const stored = await withDuckDb(async ({ connection }) => {
      const from = `read_parquet(${quoteText(join(folder, 'out/rows.parquet'))})`;
      return (await connection.runAndReadAll(`SELECT * FROM ${from}`)).getRowObjectsJS();
    });
    expect(stored).toHaveLength(count);
    for (let k = 0; k < count; k += 97) {
      const { account, equity, maintenance, distance, verdict } = rows[k]!;
      expect(stored[k]).toMatchObject({ account, equity, maintenance, distance, verdict });
    }
  }, 60_000);

  it('shows the accounts with the lowest ratio, in its order, and counts the rest', async () => {
    const folder = folderWith({ 'book.csv': book });
    const json = parse(await margin(folder, ['book.csv', ...usual, '--worst', '5', '--json']));
    const ratios = json.accounts.map(({ ratio }) => ratio!);
    expect(ratios).toHaveLength(5);
    expect(ratios).toEqual(ratios.toSorted((a, b) => a - b));
    expect(Object.values(json.totals.byVerdict).reduce((sum, one) => sum + one, 0)).toBe(count);
  }, 60_000);

  it('that is interrupted ends with 105 and leaves nothing behind', async () => {
    const folder = folderWith({ 'book.csv': book });
    mkdirSync(join(folder, 'out'));
    const words = ['book.csv', ...usual, '--output', 'out/rows.csv'];
    const finished = await margin(folder, words, { interruptsAtOnce: 1 });
    expect([finished.code, finished.stdout]).toEqual([105, '']);
    expect(finished.stderr).toMatch(/^interrupted after [\d,]+ accounts; nothing was written\n$/);
    expect(readdirSync(join(folder, 'out'))).toEqual([]);
  });

  it('replaces an older file only when it is complete', async () => {
    const folder = folderWith({ 'book.csv': book, 'rows.csv': 'old' });
    const words = ['book.csv', ...usual, '--output', 'rows.csv', '--force'];
    await margin(folder, words, { interruptsAtOnce: 1 });
    expect(readFileSync(join(folder, 'rows.csv'), 'utf8')).toBe('old');
    expect((await margin(folder, words)).code).toBe(0);
    expect(readFileSync(join(folder, 'rows.csv'), 'utf8')).toMatch(/^account,mode,equity/);
    const refused = await margin(folder, ['book.csv', ...usual, '--output', 'book.csv/rows.csv']);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/a file stands where a folder should be\n.* with --output\n/),
    ]);
    expect(existsSync(join(folder, 'book.csv'))).toBe(true);
  });
});
