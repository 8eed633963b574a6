/** `aftershock explain`: one path simulated again with an eye on its causes, or on one account. */
import { resolve } from 'node:path';
import { parseClockStart } from '../../base/civil-time.ts';
import { formatUsd } from '../../base/format.ts';
import { QUANTA_PER_USD } from '../../base/units.ts';
import { lotsIn } from '../../exchange/account-records.ts';
import { INSURANCE_FUND, VENUE_ACCOUNTS, type Population } from '../../exchange/accounts.ts';
import { FACT_KINDS, type FactKind } from '../../exchange/fact.ts';
import { cashOf, costOf, createState, lotsOf } from '../../exchange/state.ts';
import { traceCauses, type Traced } from '../../experiment/causes/trace-causes.ts';
import { takerNameOf } from '../../report/taker-name.ts';
import { readFacts } from '../../results/stored-run.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { buildPopulation } from '../../simulation/build-population.ts';
import type { PathOutcome } from '../../simulation/path-outcome.ts';
import type { Command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { accountCauseLines } from '../explain/account-causes.ts';
import { AccountRecorder } from '../explain/account-recorder.ts';
import type { AccountState, Holdings, Marks } from '../explain/account-figures.ts';
import { describeState, marginTermsOf } from '../explain/account-state.ts';
import { describeBreach } from '../explain/cause-json.ts';
import { chooseView, describeView, findInstrument, formatView, type View } from '../explain/cause-views.ts';
import type { CauseStory } from '../explain/cause-words.ts';
import { endOfAccounts, findAccount } from '../explain/find-account.ts';
import type { Story } from '../explain/story.ts';
import { describeStory } from '../explain/explain-json.ts';
import { formatStory, type Subject } from '../explain/explain-text.ts';
import { judgeAccount, type Verdict } from '../explain/verdict.ts';
import { openStoredRun, type StoredScenario } from '../stored-scenario.ts';
import { UsageError } from '../usage-error.ts';
import { writeJson } from '../write-json.ts';

const EXAMPLES = 5;

export const explain: Command = async ({ io, operands, values }) => {
  const view = chooseView(values);
  const folder = resolve(io.environment.workingFolder, operands[0]!);
  const stored = openStoredRun(folder, io, { workers: 1, paths: 1 });
  const path = values.path ?? 0;
  const digest = findPath(stored, path);
  const account = view.kind === 'account' ? findAccount(view.name, stored.scenario) : null;
  if (view.kind === 'instrument') findInstrument(view.name, stored);
  if (account !== null) await assertAccount(stored, folder, path, account);
  const { outcome, text, json } =
    account === null ? viewCauses(stored, path, view) : tellAccount(stored, path, account);
  const differs = outcome.digest !== digest;
  const exitCode = differs ? EXIT_CODES.verificationDiffers : EXIT_CODES.ok;
  if (values.json === true) writeJson(io, { command: 'explain', ...json(), exitCode });
  else io.stdout.write(text());
  if (outcome.failure !== null) io.stderr.write(`this path failed: ${outcome.failure.message}\n`);
  if (differs) io.stderr.write('this path does not come out as it was stored; see "aftershock verify"\n');
  return exitCode;
};

interface Told {
  readonly outcome: PathOutcome;
  readonly text: () => string;
  readonly json: () => object;
}

function viewCauses({ scenario }: StoredScenario, path: number, view: View): Told {
  const { population } = buildPopulation(scenario, scenario.run.populationPerPath ? path : null);
  const { outcome, causes } = traceCauses(scenario, population, path);
  const story: CauseStory = { scenario, path, clock: parseClockStart(scenario.startTime), causes };
  return { outcome, text: () => formatView(view, story), json: () => describeView(view, story) };
}

function tellAccount(stored: StoredScenario, path: number, account: number): Told {
  const { outcome, causes, subject, recorder, verdict, story } = retrace(stored, path, account);
  const causeStory: CauseStory = { scenario: story.scenario, path, clock: story.clock, causes };
  const own = causes.breaches.filter((breach) => breach.account === account);
  return {
    outcome,
    text: () => {
      const lines = accountCauseLines(account, causeStory);
      return formatStory(subject, recorder, verdict, story) + lines.map((line) => `${line}\n`).join('');
    },
    json: () => ({
      ...describeStory(subject, recorder, verdict, story),
      breaches: own.map((breach) => describeBreach(breach, causeStory)),
    }),
  };
}

/** The stored digest of the path. */
function findPath({ manifest }: StoredScenario, path: number): string {
  const found = manifest.pathDigests.find((one) => one.path === path);
  if (found !== undefined) return found.digest;
  const known = manifest.pathDigests.slice(0, EXAMPLES).map((one) => String(one.path));
  const more = manifest.pathDigests.length > EXAMPLES ? ` and ${manifest.pathDigests.length - EXAMPLES} more` : '';
  throw new UsageError(
    `the run holds no path ${path}`,
    known.length === 0 ? 'it holds none at all' : `it holds ${known.join(', ')}${more}`,
  );
}

async function assertAccount(
  { manifest, scenario }: StoredScenario,
  folder: string,
  path: number,
  account: number,
): Promise<void> {
  const accounts = endOfAccounts(scenario);
  if (account >= VENUE_ACCOUNTS && account < accounts) return;
  if (account === INSURANCE_FUND)
    throw new UsageError('account 0 is the insurance fund', '--fund tells what became of it');
  const examples = await listLargestLiquidated(folder, path, manifest.instruments);
  const what =
    account < VENUE_ACCOUNTS
      ? `account ${account} is one of the venue's own (0 to ${VENUE_ACCOUNTS - 1})`
      : `there is no account ${account}; ${manifest.scenario.name} has ${VENUE_ACCOUNTS} to ${accounts - 1}`;
  throw new UsageError(
    what,
    examples.length === 0
      ? `on path ${path} no account was liquidated`
      : `largest liquidated on path ${path}: ${examples.join(', ')}`,
  );
}

const FORCED: ReadonlySet<FactKind> = new Set<FactKind>(['liquidationFill', 'takeover', 'positionTaken']);

/** `17 ($1.2 M)`, by what was closed by force. */
async function listLargestLiquidated(folder: string, path: number, symbols: readonly string[]): Promise<string[]> {
  const closed = new Map<number, number>();
  for await (const facts of readFacts(folder, path, symbols)) {
    for (let i = 0; i < facts.count; i += 1) {
      const kind = FACT_KINDS[facts.kind[i]!]!;
      const account = kind === 'deleveraging' ? facts.a[i]! : facts.account[i]!;
      if (account < VENUE_ACCOUNTS || !(FORCED.has(kind) || kind === 'deleveraging')) continue;
      closed.set(account, (closed.get(account) ?? 0) + Math.abs(facts.value[i]!));
    }
  }
  return [...closed]
    .sort(([x, closedX], [y, closedY]) => closedY - closedX || x - y)
    .slice(0, EXAMPLES)
    .map(([account, value]) => `${account} (${formatUsd(value / QUANTA_PER_USD)})`);
}

/** What the account holds when the path begins, as the exchange books it. */
function readStart(
  { venue }: Scenario,
  population: Population,
  account: number,
): { readonly holdings: Holdings; readonly marks: Marks } {
  const { instruments, portfolio } = venue;
  const ticks = instruments.map((instrument) => instrument.priceInitialTicks);
  if (portfolio === null) {
    const lots = instruments.map((_, i) => lotsIn(population.records, account, i));
    const cost = lots.map((size, i) => size * instruments[i]!.priceInitialTicks * instruments[i]!.quantaPerLotTick);
    const holdings = { cash: population.equity[account]!, lots, cost };
    return { holdings, marks: { ticks, timeUs: 0, openInterest: [] } };
  }
  const state = createState(venue, population);
  const holdings = {
    cash: cashOf(state, account),
    lots: instruments.map((_, i) => lotsOf(state, account, i)),
    cost: instruments.map((_, i) => costOf(state, account, i)),
  };
  return { holdings, marks: { ticks, timeUs: 0, openInterest: [...state.longLots] } };
}

interface Retraced extends Traced {
  readonly subject: Subject;
  readonly recorder: AccountRecorder;
  readonly verdict: Verdict;
  readonly story: Story;
}

function retrace({ scenario }: StoredScenario, path: number, account: number): Retraced {
  const { population } = buildPopulation(scenario, scenario.run.populationPerPath ? path : null);
  const terms = marginTermsOf(scenario);
  const { holdings, marks } = readStart(scenario, population, account);
  const start: AccountState = describeState(holdings, marks, terms);
  const recorder = new AccountRecorder(account, scenario, holdings, marks);
  const { outcome, causes } = traceCauses(scenario, population, path, recorder.observe);
  // None for a reserve.
  const agentClass = scenario.agents.classes[population.agentClass[account]!];
  const story: Story = { account, scenario, terms, clock: parseClockStart(scenario.startTime) };
  const subject: Subject = {
    className: agentClass?.name ?? takerNameOf(scenario, account),
    classKind: agentClass?.kind ?? 'reserve of the venue',
    path,
    start,
  };
  return { outcome, causes, subject, recorder, verdict: judgeAccount(recorder, start, story), story };
}
