/**
 * What travels between agents and the venue, judged by the facts of a whole path: withdrawals served in turn, and commands that
 * faults keep from arriving. Written from docs/exchange-rules.md, sections 20 and 21.
 */
import type { Population } from '../../src/exchange/accounts.ts';
import { CONTROL_KINDS, CONTROL_STATES } from '../../src/exchange/controls/control-kinds.ts';
import { COMMANDS, FACT_KINDS, type FactKind } from '../../src/exchange/fact.ts';
import type { FaultRules } from '../../src/exchange/faults/fault-rules.ts';
import { createStream } from '../../src/numeric/stream.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { RANK } from '../../src/simulation/event-queue.ts';
import type { JournalColumns } from '../../src/simulation/path-outcome.ts';

interface Row {
  readonly kind: FactKind;
  readonly at: number;
  readonly rank: number;
  readonly account: number;
  readonly instrument: number;
  readonly value: number;
  readonly a: number;
  readonly b: number;
}

interface Path {
  readonly scenario: Scenario;
  readonly population: Population;
  readonly rows: readonly Row[];
  /** By place of a fault: the accounts that it cuts off. */
  readonly cutOff: ReadonlyMap<number, ReadonlySet<number>>;
}

/** Fails unless the path's withdrawals and commands went as the rules say. */
export function checkTransfers(scenario: Scenario, population: Population, journal: JournalColumns): void {
  const rows = Array.from({ length: journal.count }, (_, n) => rowAt(journal, n));
  const path = { scenario, population, rows, cutOff: drawCutOff(scenario, population) };
  checkWithdrawals(path);
  for (const row of rows) {
    if (isArrival(row)) checkArrival(path, row);
    else if (row.kind === 'commandLost') checkLost(path, row);
    else if (row.kind === 'commandDelayed') checkDelayed(path, row);
  }
}

function rowAt(journal: JournalColumns, n: number): Row {
  const { timeUs, rank, kind, account, instrument, value, a, b } = journal;
  return {
    kind: FACT_KINDS[kind[n]!]!,
    at: timeUs[n]!,
    rank: rank[n]!,
    account: account[n]!,
    instrument: instrument[n]!,
    value: value[n]!,
    a: a[n]!,
    b: b[n]!,
  };
}

function fail(what: string, row: unknown): never {
  throw new Error(`${what}: ${JSON.stringify(row)}`);
}

const endOf = ({ atUs, durationUs }: FaultRules): number => atUs + durationUs;

function checkWithdrawals({ scenario, rows }: Path): void {
  const rules = scenario.venue.withdrawals;
  const requests = rows.filter(({ kind }) => kind === 'withdrawalRequest');
  const served = rows.filter(({ kind }) => kind === 'withdrawal');
  if (rules === null) {
    if (requests.length + served.length > 0) fail('nothing is paid out here', requests[0] ?? served[0]);
    return;
  }
  const closures = listClosures(scenario, rows);
  let freeAt = 0;
  let n = 0;
  for (const request of requests) {
    const turn = openAt(closures, Math.max(request.at + rules.latencyUs, freeAt));
    if (turn > scenario.run.durationUs) break;
    const found = served[n];
    n += 1;
    const isRight = found?.at === turn && found.account === request.account && found.a === request.value;
    if (!isRight || found.b !== turn - request.at) fail(`a request was to be served at ${turn}`, { request, found });
    freeAt = turn + Math.max(1, Math.round(1e6 / rules.throughputPerSecond));
  }
  if (n < served.length) fail('nobody asked for it', served[n]);
}

type Closure = readonly [from: number, to: number];

/** When withdrawals are off: by faults, and by the gate. */
function listClosures({ venue }: Scenario, rows: readonly Row[]): Closure[] {
  const closed = (CONTROL_STATES.withdrawalGate as readonly string[]).indexOf('closed');
  const gates = rows
    .filter(
      ({ kind, a, b }) => kind === 'controlState' && a === CONTROL_KINDS.indexOf('withdrawalGate') && b === closed,
    )
    .map(({ at }): Closure => [at, at + venue.controls.withdrawalGate!.closedUs]);
  const faults = venue.faults
    .filter(({ kind }) => kind === 'withdrawalsClosed')
    .map((fault): Closure => [fault.atUs, endOf(fault)]);
  return [...gates, ...faults];
}

/** The first time from `at` on at which nothing is closed: at each end the queue looks again. */
function openAt(closures: readonly Closure[], at: number): number {
  const ends = closures.filter(([from, to]) => from <= at && at < to).map(([, to]) => to);
  return ends.length === 0 ? at : openAt(closures, Math.max(...ends));
}

/** One draw for each account of the classes, in order. */
function drawCutOff({ venue, run }: Scenario, { agentClass, accountCount }: Population): Map<number, Set<number>> {
  const found = new Map<number, Set<number>>();
  for (const [place, fault] of venue.faults.entries()) {
    if (fault.kind !== 'agentsCutOff') continue;
    const stream = createStream(run.seed, 'fault', place, 'cutOff');
    const accounts = Array.from({ length: accountCount }, (_, account) => account);
    const asked = accounts.filter((account) => fault.classes.includes(agentClass[account]!));
    found.set(place, new Set(asked.filter(() => stream.uniform() * 1e6 < fault.sharePpm)));
  }
  return found;
}

/** Orders that wait for an auction have arrived before. */
function isArrival({ kind, rank }: Row): boolean {
  return (kind === 'order' && rank === RANK.agentOrder) || kind === 'deposit' || kind === 'withdrawalRequest';
}

/** Faults that keep a command of the row's account from arriving, of one kind; at their first instant nobody can tell. */
function hindering({ scenario, cutOff }: Path, row: Row, kind: FaultRules['kind']): [number, FaultRules][] {
  return [...scenario.venue.faults.entries()].filter(([place, fault]) => {
    if (fault.kind !== kind || !(fault.atUs < row.at && row.at < endOf(fault))) return false;
    if (fault.kind === 'matchingDown') return fault.instruments.includes(row.instrument);
    return fault.kind !== 'agentsCutOff' || cutOff.get(place)!.has(row.account);
  });
}

function checkArrival(path: Path, row: Row): void {
  if (hindering(path, row, 'agentsCutOff').length > 0) fail('it was cut off', row);
  if (row.kind === 'order' && hindering(path, row, 'matchingDown').length > 0) fail('no order trades', row);
  if (row.kind === 'deposit' && hindering(path, row, 'depositsClosed').length > 0) fail('deposits are closed', row);
}

function checkLost({ scenario, cutOff }: Path, row: Row): void {
  const fault = scenario.venue.faults[row.a]!;
  const isInForce = fault.atUs <= row.at && row.at < endOf(fault);
  const loses =
    fault.kind === 'agentsCutOff'
      ? fault.commands === 'lose' && cutOff.get(row.a)!.has(row.account)
      : fault.kind === 'matchingDown' && fault.orders === 'refuse' && fault.instruments.includes(row.instrument);
  if (!isInForce || !loses) fail('nothing loses this command', row);
}

function checkDelayed(path: Path, row: Row): void {
  const faults = path.scenario.venue.faults;
  const named = faults[row.a];
  if (named === undefined) fail('only faults delay commands here', row);
  // What holds at the very beginning of a fault depends on what came first.
  if (faults.some(({ atUs }) => atUs === row.at)) return;
  const command = COMMANDS[row.b]!;
  const cutOffs = hindering(path, row, 'agentsCutOff');
  const outages = command === 'order' ? hindering(path, row, 'matchingDown') : [];
  const closures = command === 'deposit' ? hindering(path, row, 'depositsClosed') : [];
  const [first] = [cutOffs, outages, closures].filter((some) => some.length > 0);
  let until: number;
  if (first === undefined) {
    const slow = command === 'deposit' ? hindering(path, row, 'depositsSlow') : [];
    const delays = slow.map(([, fault]) => (fault.kind === 'depositsSlow' ? fault.delayUs : 0));
    until = row.at + delays.reduce((sum, delay) => sum + delay, 0);
    if (slow.length === 0) fail('nothing delays this command', row);
  } else {
    until = Math.max(...first.map(([, fault]) => endOf(fault)));
    const loses = first.some(([, fault]) => 'commands' in fault && fault.commands === 'lose');
    const refuses = first.some(([, fault]) => 'orders' in fault && fault.orders === 'refuse');
    if (loses || refuses) fail('it was to be lost', row);
    if (!first.some(([place, fault]) => (place === row.a && endOf(fault) === until) || fault.kind === 'depositsClosed'))
      fail('another fault delays it', row);
  }
  if (until > path.scenario.run.durationUs) return;
  const isBack = path.rows.some((other) => other.at === until && isSameCommand(other, row));
  const isKept = command === 'order' && isHaltedAt(path, row.instrument, until);
  if (!isBack && !isKept) fail(`it was to come back at ${until}`, row);
}

function isSameCommand(other: Row, { account, instrument, value, b }: Row): boolean {
  if (other.account !== account || other.instrument !== instrument) return false;
  const command = COMMANDS[b]!;
  if (other.kind === 'commandDelayed' || other.kind === 'commandLost') return other.b === b;
  if (command === 'order') return other.kind === 'order';
  return other.kind === (command === 'deposit' ? 'deposit' : 'withdrawalRequest') && other.value === value;
}

function isHaltedAt({ rows }: Path, instrument: number, at: number): boolean {
  const changes = rows.filter((row) => ['haltStart', 'haltEnd'].includes(row.kind) && row.instrument === instrument);
  return changes.findLast((row) => row.at <= at)?.kind === 'haltStart';
}
