/**
 * Drives two exchanges with the same random commands and holds everything that can be asked of them against each
 * other after each one. The sequence depends on the seed alone; a difference names the seed, the step and the command.
 */
import { isDeepStrictEqual } from 'node:util';
import { InvariantError } from '../../src/base/assert.ts';
import { VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import { type BreachList, createBreachList } from '../../src/exchange/breach-watch.ts';
import { ColumnExchange, type ExchangeInput } from '../../src/exchange/column-exchange.ts';
import type { ExchangePort } from '../../src/exchange/exchange-port.ts';
import type { FactKind, FactSink } from '../../src/exchange/fact.ts';
import { createStream } from '../../src/numeric/stream.ts';
import { type Command, Script } from './random-commands.ts';
import { withMarkMechanisms } from './random-marks.ts';
import { Draw, drawInput, type RandomInput } from './random-venue.ts';
import { ReferenceExchange } from './reference-exchange.ts';
import { TimerList } from './timer-list.ts';

export type Fact = readonly [FactKind, number, number, number, number, number, number];

export interface Step {
  readonly command: Command;
  readonly engine: ExchangePort;
  readonly input: RandomInput;
  readonly facts: readonly Fact[];
  /** Flags of the breaches that the command listed. */
  readonly flags: readonly number[];
  /** What the command met, and what it left. */
  readonly before: View;
  readonly after: View;
}

class Recorder implements FactSink {
  facts: Fact[] = [];

  record(...fact: [FactKind, number, number, number, number, number, number]): void {
    this.facts.push(fact);
  }
}

/** One of the two exchanges with its own sink and breach list. */
class Side {
  readonly recorder = new Recorder();
  readonly timers = new TimerList();
  readonly exchange: ExchangePort;
  readonly breaches: BreachList;
  returned: unknown;

  constructor(create: (input: ExchangeInput) => ExchangePort, input: RandomInput) {
    const deleveragingStarts = createStream('differential', 'deleveraging');
    this.exchange = create({ ...input, facts: this.recorder, timers: this.timers, deleveragingStarts });
    this.breaches = createBreachList();
  }

  apply(command: Command): void {
    this.recorder.facts = [];
    this.breaches.count = 0;
    this.timers.asked = [];
    this.returned = command.apply(this.exchange, this.breaches, this.timers);
  }
}

/** Everything that the port shows, with names; -0 counts as 0, as it does in fingerprints. */
function viewOf({ exchange, recorder, returned, breaches, timers }: Side) {
  const accounts = Array.from({ length: exchange.accountCount }, (_, a) => a);
  const instruments = Array.from({ length: exchange.instrumentCount }, (_, i) => i);
  const ofAccounts = (read: (account: number) => number) => accounts.map((account) => read(account) + 0);
  const ofInstruments = (read: (instrument: number) => number) => instruments.map((i) => read(i) + 0);
  const listed = <T extends ArrayLike<number>>(column: T) => Array.from(column).slice(0, breaches.count);
  return {
    facts: recorder.facts.map(([kind, ...numbers]) => [kind, ...numbers.map((number) => number + 0)]),
    returned,
    breaches: [breaches.accounts, breaches.flags, breaches.equity, breaches.maintenance].map(listed),
    equity: ofAccounts((a) => exchange.equityOf(a)),
    maintenance: ofAccounts((a) => exchange.maintenanceOf(a)),
    cash: ofAccounts((a) => exchange.cashOf(a)),
    lots: instruments.map((i) => ofAccounts((a) => exchange.lotsOf(a, i))),
    cost: instruments.map((i) => ofAccounts((a) => exchange.costOf(a, i))),
    active: accounts.slice(VENUE_ACCOUNTS).map((a) => exchange.isActive(a)),
    mark: ofInstruments((i) => exchange.markTicksOf(i)),
    index: ofInstruments((i) => exchange.indexTicksOf(i)),
    last: ofInstruments((i) => exchange.lastTicksOf(i)),
    displacement: ofInstruments((i) => exchange.displacementLogOf(i)),
    lastMove: ofInstruments((i) => exchange.lastMoveLogOf(i)),
    notionalPerLot: ofInstruments((i) => exchange.notionalPerLotOf(i)),
    openInterest: ofInstruments((i) => exchange.openInterestOf(i)),
    haltedUntil: ofInstruments((i) => exchange.haltedUntilUsOf(i)),
    outages: ofInstruments((i) => exchange.matchingStoppedUntilUsOf(i)),
    stopped: {
      liquidations: exchange.stoppedUntilUsOf('liquidations'),
      liquidationEngine: exchange.stoppedUntilUsOf('liquidationEngine'),
      withdrawals: exchange.stoppedUntilUsOf('withdrawals'),
      deposits: exchange.stoppedUntilUsOf('deposits'),
      opening: exchange.stoppedUntilUsOf('opening'),
    },
    fund: [exchange.fundEquity() + 0, exchange.fundHasInventory()],
    stale: exchange.marksAreStale(),
    fundingRate: ofInstruments((i) => exchange.fundingRateOf(i)),
    timers: timers.asked,
    breachCheckIsDue: exchange.breachCheckIsDue(),
    losses: exchange.lossRecord?.(),
  };
}

type View = ReturnType<typeof viewOf>;

/** First thing that differs, as text; undefined when nothing does. */
function differenceOf(engine: View, reference: View): string | undefined {
  for (const key of Object.keys(engine) as (keyof View)[]) {
    if (isDeepStrictEqual(engine[key], reference[key])) continue;
    return `${key}\n  engine    ${JSON.stringify(engine[key])}\n  reference ${JSON.stringify(reference[key])}`;
  }
  return undefined;
}

/** A mark that follows an almost empty book may run away so far that money is no whole number of quanta any more. */
function hasRunAway(engine: ExchangePort, { venue }: RandomInput): boolean {
  return venue.instruments.some((terms, i) => engine.markTicksOf(i) > 100 * terms.priceInitialTicks);
}

function isBeyondMoney(error: unknown): boolean {
  return error instanceof InvariantError && error.message.includes('exact whole number');
}

/**
 * Runs one venue for `steps` commands.
 * @throws Error with seed, step, the last commands and the first difference.
 */
export function runDifferential(
  seed: string,
  steps: number,
  watch: (step: Step) => void,
  drawVenue: (draw: Draw) => RandomInput = drawInput,
): void {
  const draw = new Draw(createStream(seed, 'differential'));
  const drawn = drawVenue(draw);
  const input = { ...drawn, venue: withMarkMechanisms(drawn.venue, seed) };
  const engine = new Side((given) => new ColumnExchange(given), input);
  const reference = new Side((given) => new ReferenceExchange(given), input);
  const script = new Script(draw, engine.exchange, input, engine.timers);
  const done: string[] = [];
  let before = viewOf(engine);
  for (let step = 0; step < steps; step += 1) {
    const command = script.next();
    done.push(command.name);
    const where = () => `seed ${seed}, step ${step}: ${done.slice(-4).join(' > ')}`;
    try {
      engine.apply(command);
      engine.exchange.audit();
    } catch (error) {
      if (hasRunAway(engine.exchange, input) && isBeyondMoney(error)) return;
      throw new Error(`${where()}: the engine failed`, { cause: error });
    }
    reference.apply(command);
    const after = viewOf(engine);
    // Equity is looked at before it is moved: it can pass what is exact while no money does.
    if (hasRunAway(engine.exchange, input) && !after.equity.every(Number.isSafeInteger)) return;
    const difference = differenceOf(after, viewOf(reference));
    if (difference !== undefined) throw new Error(`${where()}\n${difference}\nvenue ${JSON.stringify(input.venue)}`);
    watch({
      command,
      engine: engine.exchange,
      input,
      facts: engine.recorder.facts,
      flags: after.breaches[1]!,
      before,
      after,
    });
    script.learn(after.breaches[0]!, after.breaches[1]!, engine.recorder.facts);
    before = after;
  }
}
