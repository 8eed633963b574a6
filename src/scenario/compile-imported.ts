/**
 * Accounts of a book as classes of the population: each rule becomes a class of the accounts that it is the first to fit.
 * Their positions stand as the book has them, at initial prices; equity is what the book's balances and entry prices make
 * of that.
 */
import { plural } from '../base/format.ts';
import type { AgentClassBase, AmountDistribution, ListedAccount } from '../agents/agent-class.ts';
import { QUANTA_PER_USD } from '../base/units.ts';
import { InvalidInputError } from '../base/problem.ts';
import { computeValue, NO_INSTRUMENT, priceOf, type Instrument } from '../instruments/instrument.ts';
import type { MarketView } from '../instruments/market-view.ts';
import type { BookAccount, BookEntry } from './account-book.ts';
import { BookCsvReader } from './account-book-csv.ts';
import { readBookTree } from './account-book-tree.ts';
import { BookNames } from './book-names.ts';
import { compileDistribution } from './compile-distribution.ts';
import type { CompiledInstruments } from './compile-instruments.ts';
import type { ScenarioFiles } from './file-reader.ts';
import { complete, type Findings } from './findings.ts';
import { compileRule, grossNotional, type ImportedDraft, type ImportRule } from './import-rules.ts';
import { ACCOUNTS_MAX } from './limits.ts';
import { findScenarioFile, readScenarioFile, type FileTerms } from './scenario-file.ts';
import { textOf } from './unit-result.ts';
import { parseDuration } from './units.ts';
import type { Path } from './yaml-nodes.ts';

const PATH: Path = ['agents', 'imported'];
const FILE: Path = [...PATH, 'file'];
const BOOK_FILE: FileTerms = {
  code: 'book-file',
  key: FILE,
  noun: 'a book of accounts',
  bytesMax: 64 * 1_048_576,
  tooLargeHint: 'leave out accounts without positions',
};
/** A size may differ from whole lots by what decimals lose. */
const LOT_TOLERANCE = 1e-6;

/** One base for each rule, in order; undefined entries and an undefined result were reported. */
export function compileImported(
  draft: ImportedDraft,
  instruments: CompiledInstruments,
  files: ScenarioFiles,
  findings: Findings,
): readonly (AgentClassBase | undefined)[] | undefined {
  const { contracts } = instruments;
  const rules = (draft.rules ?? []).map((rule, at) =>
    compileRule(rule, [...PATH, 'rules', at, 'when'], instruments, findings),
  );
  const name = textOf(draft.file);
  const path = name === undefined ? undefined : findScenarioFile(name, BOOK_FILE, files, findings);
  if (name === undefined || path === undefined || contracts === undefined || draft.rules === undefined)
    return undefined;
  const text = readScenarioFile(path, name, BOOK_FILE, files, findings);
  const accounts = text === undefined ? undefined : readAccounts(text, name, contracts, findings);
  if (accounts === undefined || rules.includes(undefined)) return undefined;
  const taken = takeByRule(accounts, rules as readonly ImportRule[], contracts, findings);
  return draft.rules.map((rule, at) => {
    const reaction = rule?.behaviour?.reaction;
    return complete<AgentClassBase>({
      ...UNDRAWN,
      name: textOf(rule?.name),
      accounts: taken[at].length,
      equity: boundsOf(taken[at]),
      leverage: leverageBoundsOf(taken[at], contracts),
      instrumentWeights: contracts.map((_, i) => (holds(taken[at], i) ? 1 : 0)),
      reactionUs: compileDistribution(
        reaction,
        parseDuration,
        [...PATH, 'rules', at, 'behaviour', 'reaction'],
        findings,
      ),
      listed: taken[at],
    });
  });
}

const UNDRAWN = {
  leverageEquityCorrelation: 0,
  longSharePpm: 500_000,
  longShareBySize: null,
  instrumentsPerAccount: { min: 1, max: 1 },
  collateral: [],
  hedge: null,
  keepsSize: true,
} as const;

function readAccounts(
  text: string,
  file: string,
  contracts: readonly Instrument[],
  findings: Findings,
): readonly ListedAccount[] | undefined {
  const { names, instrumentOf } = namesOf(contracts);
  let entries: readonly BookEntry[];
  try {
    entries = /\.(?:ya?ml|json)$/i.test(file) ? readBookTree(text, file, names) : readCsv(text, file, names);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    findings.add(error.problems);
    return undefined;
  }
  if (entries.length > ACCOUNTS_MAX) {
    findings.report({
      code: 'too-many-accounts',
      path: FILE,
      says: `has ${entries.length} accounts`,
      expected: `at most ${ACCOUNTS_MAX}`,
    });
    return undefined;
  }
  let isSound = true;
  const listed: ListedAccount[] = [];
  for (const { account, problems, locate, id } of entries) {
    findings.add(problems);
    const refuse = (code: string, says: string, hint?: string): void => {
      const base = { code, message: `account ${id}: ${says}`, key: id, place: locate() };
      findings.add([hint === undefined ? base : { ...base, hint }]);
      isSound = false;
    };
    const made = account === null ? undefined : listedOf(account, contracts, instrumentOf, refuse);
    if (account === null) isSound = false;
    if (made !== undefined) listed.push(made);
  }
  return isSound ? listed : undefined;
}

function readCsv(text: string, file: string, names: BookNames): readonly BookEntry[] {
  const reader = new BookCsvReader(file, names);
  return [...reader.push(text), ...reader.end()];
}

/** What a book may name: contracts at initial prices, and the quote currency. */
function namesOf(instruments: readonly Instrument[]): { names: BookNames; instrumentOf: readonly number[] } {
  const instrumentOf = [...instruments.keys()].filter((i) => instruments[i].contract.kind !== 'spot');
  const none = new Float64Array(0);
  const view: MarketView = {
    timeUs: 0,
    contracts: instrumentOf.map((i) => instruments[i].contract),
    markPrices: Float64Array.from(instrumentOf, (i) => priceOf(instruments[i], instruments[i].priceInitialTicks)),
    assets: [],
    indexPrices: none,
    underlyingOf: new Int32Array(instrumentOf.length),
    settlementOf: new Int32Array(instrumentOf.length),
    surfaces: [],
    carry: none,
    rate: 0,
    openInterest: none,
    depthAtOnePercent: none,
  };
  return { names: new BookNames(view, 'USD'), instrumentOf };
}

type Refuse = (code: string, says: string, hint?: string) => void;

function listedOf(
  { id, mode, balances, positions }: BookAccount,
  instruments: readonly Instrument[],
  instrumentOf: readonly number[],
  refuse: Refuse,
): ListedAccount | undefined {
  if (mode === 'isolated' || positions.some(({ margin }) => margin !== null)) {
    refuse('isolated-account', 'has isolated margin', 'list each isolated position as an account of its own');
    return undefined;
  }
  let equity = 0;
  for (const { amount } of balances) equity += amount * QUANTA_PER_USD;
  const held: { instrument: number; lots: number }[] = [];
  for (const { contract, size, entryPrice } of positions) {
    const instrument = instrumentOf[contract];
    const terms = instruments[instrument];
    if (terms.contract.kind === 'option' || terms.settlesIn !== NO_INSTRUMENT) {
      const says = `holds ${terms.symbol}; only contracts that settle in USD at their price can be imported`;
      refuse('not-linear', says, 'leave the position out');
      return undefined;
    }
    const lots = Math.round(size / terms.lotSizeUnits);
    if (lots === 0 || Math.abs(lots * terms.lotSizeUnits - size) > LOT_TOLERANCE * terms.lotSizeUnits) {
      refuse(
        'not-whole-lots',
        `holds ${size} of ${terms.symbol}, which is no whole number of lots of ${terms.lotSizeUnits}`,
        `${lots === 0 ? 'leave it out' : `write ${Number((lots * terms.lotSizeUnits).toPrecision(15))}`}, or take a smaller lotSize`,
      );
      return undefined;
    }
    equity += computeValue(terms, lots, terms.priceInitialTicks) - size * entryPrice * QUANTA_PER_USD;
    held.push({ instrument, lots });
  }
  const whole = Math.floor(equity);
  if (whole < 1) {
    refuse('no-equity', `has equity of ${Math.round(equity) / QUANTA_PER_USD} USD at initial prices`, 'leave it out');
    return undefined;
  }
  return { name: id, equity: whole, positions: held.sort((x, y) => x.instrument - y.instrument) };
}

/** The accounts of each rule, in the book's order; those that none fits are reported. */
function takeByRule(
  accounts: readonly ListedAccount[],
  rules: readonly ImportRule[],
  instruments: readonly Instrument[],
  findings: Findings,
): readonly (readonly ListedAccount[])[] {
  const taken: ListedAccount[][] = rules.map(() => []);
  const left: ListedAccount[] = [];
  for (const account of accounts) {
    const at = rules.findIndex((rule) => rule.fits(account, instruments));
    (at < 0 ? left : taken[at]).push(account);
  }
  if (left.length > 0) {
    findings.report({
      code: 'no-rule-fits',
      path: [...PATH, 'rules'],
      says: `have none for ${left.length} of ${plural(accounts.length, 'account')}, the first of them ${left[0].name}`,
      hint: 'end with a rule without "when:"',
      atKey: true,
    });
  }
  return taken;
}

function holds(accounts: readonly ListedAccount[], instrument: number): boolean {
  return accounts.some(({ positions }) => positions.some((one) => one.instrument === instrument));
}

/** Not drawn from: what the checks of the whole reckon with. */
function boundsOf(accounts: readonly ListedAccount[]): AmountDistribution {
  const most = accounts.reduce((max, { equity }) => Math.max(max, equity), 1);
  return { kind: 'fixed', median: most, sigmaLog: 0, min: most, max: most, tail: null };
}

function leverageBoundsOf(accounts: readonly ListedAccount[], instruments: readonly Instrument[]): AmountDistribution {
  const most = accounts.reduce((max, one) => Math.max(max, grossNotional(one, instruments) / one.equity), 0);
  return { kind: 'fixed', median: most, sigmaLog: 0, min: most, max: most, tail: null };
}
