// Goal: help with a look at everybody changes nothing that the look finds, whoever derives what, comes late or dies.
// Method: lead and helper on one thread, the helper moved on step by step at moments drawn at random, against the naive
// watch; then real threads over the compiled worker, one of which dies with a block in its hands.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { setLots } from '../../src/exchange/account-records.ts';
import { allocatePopulation, VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { BlockDerivation } from '../../src/exchange/block-derivation.ts';
import { createBreachList, type BreachList } from '../../src/exchange/breach-watch.ts';
import { GradedBreachWatch } from '../../src/exchange/graded-breach-watch.ts';
import { BLOCK_ACCOUNTS, MASS_ACCOUNTS_MIN, type MassDerivation } from '../../src/exchange/mass-derivation.ts';
import { NaiveBreachWatch } from '../../src/exchange/naive-breach-watch.ts';
import { PathMemory } from '../../src/exchange/path-memory.ts';
import { createState, setMark, setStop, type ExchangeState } from '../../src/exchange/state.ts';
import { countThreads } from '../../src/experiment/run-plan.ts';
import { multiplyRates } from '../../src/margin/margin-change.ts';
import { buildTierColumns } from '../../src/margin/tier-table.ts';
import { createStream } from '../../src/numeric/stream.ts';
import { buildPopulation } from '../../src/simulation/build-population.ts';
import type { PathOutcome } from '../../src/simulation/path-outcome.ts';
import { simulatePath } from '../../src/simulation/simulate-path.ts';
import { CrewHelper, CrewLead, dismissCrew, formCrew } from '../../src/workers/derivation-crew.ts';
import { WorkerPool } from '../../src/workers/worker-pool.ts';
import { smallRules, usd } from '../exchange/small-venue.ts';
import { Draw } from '../model/random-venue.ts';
import { bare } from '../simulation/small-scenario.ts';

const BLOCKS = 5;
const ACCOUNTS = BLOCK_ACCOUNTS * (BLOCKS - 1) + 1_234;
const RATIO = 1.5;

/** One instrument at 100; long and short accounts, some of them close to their thresholds, some with stops. */
function openCrew(seed: string) {
  const draw = new Draw(createStream(seed));
  const venue = smallRules({ priceUsd: 100, holders: [] });
  const population = allocatePopulation([{ accounts: ACCOUNTS, room: 1 }], 1);
  for (let account = VENUE_ACCOUNTS; account < population.accountCount; account += 1) {
    setLots(population.records, account, 0, draw.whole(-100, 100));
    population.equity[account] = usd(draw.between(0, 400) ** 1.5);
  }
  const crew = formCrew(population, 2);
  const state = createState(venue, population, new PathMemory(crew.state));
  for (let n = 0; n < 500; n += 1) {
    setStop(state, draw.whole(VENUE_ACCOUNTS, population.accountCount - 1), usd(draw.between(0, 5_000)));
  }
  const { lines } = population.records;
  const helpers = [0, 1].map(
    (number) =>
      new CrewHelper(
        crew,
        number,
        new BlockDerivation({ venue, lines, shared: crew.state, warningRatio: RATIO, volatilities: [1] }),
      ),
  );
  return { draw, venue, state, crew, helpers };
}

/** The lead, with helpers that do a few steps of their work whenever the rescan asks for something. */
class Interleaved implements MassDerivation {
  /** Block that a helper has taken and not finished, by helper; -1 for none. */
  readonly held: number[];
  readonly isDead: boolean[];
  late = 0;
  readonly #lead: CrewLead;
  readonly #helpers: readonly CrewHelper[];
  readonly #draw: Draw;

  constructor(lead: CrewLead, helpers: readonly CrewHelper[], draw: Draw) {
    this.#lead = lead;
    this.#helpers = helpers;
    this.#draw = draw;
    this.held = helpers.map(() => -1);
    this.isDead = helpers.map(() => false);
  }

  begin(first: number, end: number): void {
    this.#lead.begin(first, end);
    this.#helpers.forEach((helper, n) => {
      if (this.isDead[n] === true) return;
      // One that still holds a block of the last job finishes it in this one.
      if (this.held[n]! >= 0) {
        helper.finishBlock(this.held[n]!);
        this.late += 1;
        this.held[n] = -1;
      }
      if (this.#draw.chance(0.8)) helper.waitForJob();
    });
    this.#help();
  }

  take(block: number): Uint16Array | null {
    this.#help();
    return this.#lead.take(block);
  }

  #help(): void {
    this.#helpers.forEach((helper, n) => {
      for (let step = this.#draw.whole(0, 1); step > 0 && this.isDead[n] === false; step -= 1) {
        if (this.held[n]! >= 0) {
          helper.finishBlock(this.held[n]!);
          this.held[n] = -1;
        } else this.held[n] = helper.takeBlock();
      }
    });
  }
}

function rowsOf({ count, accounts, flags, equity, maintenance }: BreachList): string {
  return [accounts, flags, equity, maintenance].map((column) => column.slice(0, count).join(' ')).join('\n');
}

function changeRates(state: ExchangeState, venue: ReturnType<typeof smallRules>, multiplePpm: number): void {
  state.marginMultiples.maintenancePpm[0] = multiplePpm;
  state.marginMultiples.initialPpm[0] = multiplePpm;
  state.tiers[0] = buildTierColumns(multiplyRates(venue.tiers[0]!, multiplePpm, multiplePpm));
}

describe('a crew', () => {
  it('finds what the naive watch finds, however its steps fall', () => {
    let [late, handOvers] = [0, 0];
    for (let n = 0; n < 12; n += 1) {
      const { draw, venue, state, crew, helpers } = openCrew(`crew-${n}`);
      const mass = new Interleaved(new CrewLead(crew), helpers, draw);
      const helped = new GradedBreachWatch(state, RATIO, [1], mass);
      const naive = new NaiveBreachWatch(state, RATIO);
      const [found, expected] = [createBreachList(), createBreachList()];
      for (let look = 0; look < 30; look += 1) {
        setMark(state, 0, Math.round(state.markTicks[0]! * draw.between(0.97, 1.03)));
        if (draw.chance(0.4)) {
          changeRates(state, venue, 1_000_000 * draw.whole(1, 4));
          helped.parametersChanged();
        }
        if (look === 20) mass.isDead[1] = true;
        helped.collectInto(found);
        naive.collectInto(expected);
        expect(rowsOf(found) === rowsOf(expected), `crew-${n}, look ${look}`).toBe(true);
      }
      late += mass.late;
      handOvers += helped.work.handOvers;
    }
    // The comparison is worth something only if helpers did much, and did some of it too late.
    expect(handOvers).toBeGreaterThan(100);
    expect(late).toBeGreaterThan(10);
  });

  it('leaves the records as they are without help, to the byte', () => {
    const bytes = [true, false].map((isHelped) => {
      const { draw, state, crew, helpers } = openCrew('bytes');
      const mass = isHelped ? new Interleaved(new CrewLead(crew), helpers, draw) : null;
      const watch = new GradedBreachWatch(state, RATIO, [1], mass);
      watch.collectInto(createBreachList());
      expect(watch.work.handOvers > 0).toBe(isHelped);
      return Buffer.from(state.records.bytes);
    });
    expect(bytes[0]!.equals(bytes[1]!)).toBe(true);
  });

  it('goes home when it is dismissed, before a job or after one', () => {
    const { crew, helpers } = openCrew('home');
    new CrewLead(crew).begin(VENUE_ACCOUNTS, VENUE_ACCOUNTS + ACCOUNTS);
    expect(helpers[0]!.waitForJob()).toBe(true);
    dismissCrew(crew);
    expect(helpers[0]!.waitForJob()).toBe(false);
    expect(helpers[1]!.waitForJob()).toBe(false);
    helpers[1]!.serve();
  });
});

describe('threads without a path', () => {
  // Ten seconds of more accounts than help is worth having from; a fall breaches a third of them, and margin rises.
  const each = Math.ceil(MASS_ACCOUNTS_MIN / 3);
  const scenario = bare({
    'run.duration': '12 s',
    'market.tick': '1 s',
    'market.prices.jumps': '[{ at: 3 s, move: -4 % }]',
    'venue.instruments.A.openInterest': '1.7 bn USD',
    'venue.marginChanges': '[{ at: 5.5 s, multiplier: 4x }]',
    ...Object.fromEntries([0, 1, 2].map((n) => [`agents.classes[${n}].accounts`, String(each)])),
  });
  const { population } = buildPopulation(scenario, null);

  async function runOn(workers: number, file?: string): Promise<PathOutcome> {
    const pool = file === undefined ? new WorkerPool(workers) : new WorkerPool(workers, file);
    onTestFinished(() => pool.close());
    const outcomes: PathOutcome[] = [];
    await pool.runPaths({
      scenario,
      population,
      paths: [0],
      audit: false,
      stop: { requested: false },
      onOutcome: (outcome) => outcomes.push(outcome),
      onWorkerFailure: ({ message }) => expect.fail(message),
    });
    return outcomes[0]!;
  }

  it('are started for a large population that all paths share, and for no other', () => {
    expect(countThreads(scenario, 4, 1)).toBe(4);
    expect(countThreads(scenario, 4, 9)).toBe(4);
    expect(countThreads(bare(), 4, 1)).toBe(1);
    expect(countThreads({ ...scenario, run: { ...scenario.run, populationPerPath: true } }, 4, 1)).toBe(1);
  });

  it('help one that has one, and change nothing, dead or alive', { timeout: 120_000 }, async () => {
    const expected = simulatePath({ scenario, population, path: 0 });
    expect(expected.failure).toBeNull();
    expect(expected.tally.breaches).toBeGreaterThan(1_000);
    const helped = await runOn(2);
    expect(helped.work.watch.handOvers).toBeGreaterThan(0);
    const folder = mkdtempSync(join(tmpdir(), 'deaths-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    process.env['DEATHS_FOLDER'] = folder;
    const bereft = await runOn(2, fileURLToPath(new URL('dying-helper.worker.mjs', import.meta.url)));
    delete process.env['DEATHS_FOLDER'];
    // It died with a block in its hands.
    expect(readdirSync(folder)).toHaveLength(1);
    expect(bereft.work.watch.handOvers).toBe(0);
    for (const outcome of [helped, bereft]) {
      expect(outcome.failure).toBeNull();
      expect(outcome.digest).toBe(expected.digest);
      expect(outcome.factCount).toBe(expected.factCount);
      expect(outcome.tally).toEqual(expected.tally);
      expect(outcome.accountChecks).toBe(expected.accountChecks);
    }
  });
});
