/** Pauses, gates, guards and modes of the reference exchange. Written from docs/controls.md. */
import type {
  FundModeRules,
  LiquidationPauseRules,
  OracleGuardRules,
  WithdrawalGateRules,
} from '../../../src/exchange/controls/control-rules.ts';
import type { Instrument, World } from '../reference-world.ts';
import { sizeOf } from '../reference-world.ts';
import { bookTicks, type Control, fundEquity, highestOf, Noted, shareOf, tellState, type Wake } from './control.ts';
import type { Layers } from './margins.ts';

const SLICE_US = 10_000_000;

/** A stop that nobody knows the end of: slice by slice, looked at a microsecond before each ends. */
class Sliced {
  readonly #world: World;
  readonly #stops: LiquidationStops;
  readonly #party: string;
  readonly #wake: (at: number) => void;
  #end: number | null = null;

  constructor(world: World, stops: LiquidationStops, party: string, wake: (at: number) => void) {
    this.#world = world;
    this.#stops = stops;
    this.#party = party;
    this.#wake = wake;
  }

  begin(): void {
    this.#sliceFrom(this.#world.now);
  }

  goOn(): void {
    if (this.#end !== null && this.#world.now === this.#end - 1) this.#sliceFrom(this.#end);
  }

  finish(): void {
    this.#end = null;
    this.#stops.lift(this.#party);
  }

  #sliceFrom(from: number): void {
    this.#end = from + SLICE_US;
    this.#stops.stop(this.#party, this.#end);
    this.#wake(this.#end - 1);
  }
}

/** Until when parties keep the venue from liquidating. */
export class LiquidationStops {
  readonly #until = new Map<string, number>();

  stop(party: string, until: number): void {
    this.#until.set(party, until);
  }

  lift(party: string): void {
    this.#until.delete(party);
  }

  /** The latest end after now; null where nobody stops it. */
  untilAfter(now: number): number | null {
    const left = [...this.#until.values()].filter((until) => until > now);
    return left.length === 0 ? null : Math.max(...left);
  }
}

export class LiquidationPause implements Control {
  readonly #world: World;
  readonly #rules: LiquidationPauseRules;
  readonly #stops: LiquidationStops;
  readonly #wake: Wake;
  readonly #fund = new Noted<bigint>();
  readonly #fills = new Noted<bigint>();
  #isPaused = false;
  #until = 0;
  #prolonged = 0;
  #highest = 0n;

  constructor(world: World, rules: LiquidationPauseRules, stops: LiquidationStops, wake: Wake) {
    this.#world = world;
    this.#rules = rules;
    this.#stops = stops;
    this.#wake = wake;
  }

  afterMarks(): void {
    const { fundSharePpm, fundWindowUs } = this.#rules;
    if (fundSharePpm === null) return;
    const equity = fundEquity(this.#world);
    this.#fund.note(this.#world.now, equity);
    if (this.#isPaused) return;
    const highest = highestOf(this.#fund.within(this.#world.now, fundWindowUs));
    if (equity < shareOf(highest, fundSharePpm)) this.#trip(1);
  }

  filled(value: bigint): void {
    const { notionalMax, rateWindowUs } = this.#rules;
    if (notionalMax === null) return;
    this.#fills.note(this.#world.now, sizeOf(value));
    if (this.#isPaused) return;
    const sum = this.#fills.within(this.#world.now, rateWindowUs).reduce((total, fill) => total + fill, 0n);
    if (sum > BigInt(notionalMax)) this.#trip(2);
  }

  marketHalted(): void {
    if (this.#rules.onMarketWideHalt && !this.#isPaused) this.#trip(3);
  }

  #trip(what: number): void {
    this.#isPaused = true;
    this.#prolonged = 0;
    const noted = this.#fund.within(this.#world.now, this.#rules.fundWindowUs);
    this.#highest = noted.length === 0 ? 0n : highestOf(noted);
    tellState(this.#world, 'liquidationPause', 'paused', what);
    this.#pauseUntil(this.#world.now + this.#rules.pauseUs);
  }

  #pauseUntil(until: number): void {
    this.#until = until;
    this.#stops.stop('liquidationPause', until);
    this.#wake(until - 1, until, 0);
  }

  onTimer(until: number, isEnd: number): void {
    if (!this.#isPaused || this.#until !== until) return;
    if (isEnd === 0) this.#perhapsProlong();
    else {
      this.#isPaused = false;
      this.#fund.clear();
      this.#fills.clear();
      tellState(this.#world, 'liquidationPause', 'running');
    }
  }

  #perhapsProlong(): void {
    const { fundSharePpm, pauseUs, extensionsMax } = this.#rules;
    const isLow = fundSharePpm !== null && fundEquity(this.#world) < shareOf(this.#highest, fundSharePpm);
    if (!isLow || this.#prolonged >= extensionsMax) {
      this.#wake(this.#until, this.#until, 1);
      return;
    }
    this.#prolonged += 1;
    tellState(this.#world, 'liquidationPause', 'prolonged', this.#prolonged);
    this.#pauseUntil(this.#until + pauseUs);
  }
}

export class WithdrawalGate implements Control {
  readonly #world: World;
  readonly #rules: WithdrawalGateRules;
  readonly #wake: Wake;
  readonly #fund = new Noted<bigint>();
  readonly #indices = new Map<Instrument, Noted<number>>();
  #isOpen = true;

  constructor(world: World, rules: WithdrawalGateRules, wake: Wake) {
    this.#world = world;
    this.#rules = rules;
    this.#wake = wake;
    for (const instrument of world.instruments.filter(({ isSpot }) => !isSpot))
      this.#indices.set(instrument, new Noted());
  }

  afterMarks(): void {
    const { now } = this.#world;
    const { fundSharePpm, fundWindowUs, fallPpm, fallWindowUs } = this.#rules;
    const equity = fundEquity(this.#world);
    this.#fund.note(now, equity);
    for (const [instrument, noted] of this.#indices) noted.note(now, instrument.indexTicks);
    if (!this.#isOpen) return;
    if (fundSharePpm !== null && equity < shareOf(highestOf(this.#fund.within(now, fundWindowUs)), fundSharePpm)) {
      this.#close(1);
      return;
    }
    if (fallPpm === null) return;
    const hasFallen = [...this.#indices].some(([instrument, noted]) => {
      const high = Math.max(...noted.within(now, fallWindowUs));
      return instrument.indexTicks * 1e6 <= high * (1e6 - fallPpm);
    });
    if (hasFallen) this.#close(2);
  }

  marketHalted(): void {
    if (this.#rules.onMarketWideHalt && this.#isOpen) this.#close(3);
  }

  #close(what: number): void {
    this.#isOpen = false;
    tellState(this.#world, 'withdrawalGate', 'closed', what);
    this.#wake(this.#world.now + this.#rules.closedUs);
  }

  onTimer(): void {
    this.#isOpen = true;
    this.#fund.clear();
    for (const noted of this.#indices.values()) noted.clear();
    tellState(this.#world, 'withdrawalGate', 'open');
  }
}

const SLICE_END = -1;

interface Guarded {
  readonly instrument: Instrument;
  state: 'agreeing' | 'deviating' | 'guarding';
  /** Since when it has been far, or near again; null: it is not on its way to another state. */
  since: number | null;
}

export class OracleGuard implements Control {
  readonly #world: World;
  readonly #rules: OracleGuardRules;
  readonly #stops: readonly Sliced[];
  readonly #wake: Wake;
  readonly #each: readonly Guarded[];

  constructor(world: World, rules: OracleGuardRules, stops: LiquidationStops, wake: Wake) {
    this.#world = world;
    this.#rules = rules;
    this.#stops = rules.instruments.map(
      (index) => new Sliced(world, stops, `oracleGuard ${index}`, (at) => wake(at, index, SLICE_END)),
    );
    this.#wake = wake;
    this.#each = rules.instruments.map((index) => {
      return { instrument: world.instruments[index]!, state: 'agreeing', since: null };
    });
  }

  /** What the instrument's mark is to be: as it stands, its index, or as usual. */
  markOf(instrument: Instrument): 'frozen' | 'index' | 'usual' {
    const isGuarded = this.#each.some((each) => each.instrument === instrument && each.state === 'guarding');
    if (!isGuarded || this.#rules.action === 'pauseLiquidations') return 'usual';
    return this.#rules.action === 'freezeMark' ? 'frozen' : 'index';
  }

  #isFar(instrument: Instrument): boolean {
    const price = bookTicks(instrument);
    const factor = 1e6 + this.#rules.deviationPpm;
    return price * 1e6 > instrument.indexTicks * factor || price * factor < instrument.indexTicks * 1e6;
  }

  #become(each: Guarded, state: Guarded['state']): void {
    each.state = state;
    tellState(this.#world, 'oracleGuard', state, 0, each.instrument);
  }

  #await(each: Guarded): void {
    each.since = this.#world.now;
    this.#wake(each.since + this.#rules.confirmUs, each.instrument.index, each.since);
  }

  afterMarks(): void {
    for (const each of this.#each) {
      const isFar = this.#isFar(each.instrument);
      if (each.state === 'agreeing' && isFar) {
        this.#become(each, 'deviating');
        this.#await(each);
      } else if (each.state === 'deviating' && !isFar) {
        each.since = null;
        this.#become(each, 'agreeing');
      } else if (each.state === 'guarding') {
        if (isFar) each.since = null;
        else if (each.since === null) this.#await(each);
      }
    }
  }

  onTimer(index: number, since: number): void {
    const place = this.#each.findIndex(({ instrument }) => instrument.index === index);
    const [each, stop] = [this.#each[place]!, this.#stops[place]!];
    if (since === SLICE_END) {
      stop.goOn();
      return;
    }
    if (each.since !== since) return;
    each.since = null;
    const begins = each.state === 'deviating';
    this.#become(each, begins ? 'guarding' : 'agreeing');
    if (this.#rules.action !== 'pauseLiquidations') this.#world.stale = true;
    else if (begins) stop.begin();
    else stop.finish();
  }
}

export class FundMode implements Control {
  readonly #world: World;
  readonly #rules: FundModeRules;
  readonly #stop: Sliced;
  readonly #layers: Layers;
  readonly #wake: Wake;
  readonly #fund = new Noted<bigint>();
  #highest: bigint | null = null;
  #began = -1;

  constructor(world: World, rules: FundModeRules, stops: LiquidationStops, layers: Layers, wake: Wake) {
    this.#world = world;
    this.#rules = rules;
    this.#stop = new Sliced(world, stops, 'fundMode', (at) => wake(at, SLICE_END));
    this.#layers = layers;
    this.#wake = wake;
  }

  get isCloseOnly(): boolean {
    return this.#highest !== null && this.#rules.closeOnly;
  }

  afterMarks(): void {
    const { sharePpm, windowUs, recoverPpm } = this.#rules;
    const { now } = this.#world;
    const equity = fundEquity(this.#world);
    if (this.#highest !== null) {
      if (equity >= shareOf(this.#highest, recoverPpm)) this.#recover();
      return;
    }
    this.#fund.note(now, equity);
    const highest = highestOf(this.#fund.within(now, windowUs));
    if (equity < shareOf(highest, sharePpm)) this.#restrict(highest);
  }

  #restrict(highest: bigint): void {
    const { longestUs, marginMultiplePpm, pausesLiquidations } = this.#rules;
    const { now } = this.#world;
    this.#highest = highest;
    this.#began = now;
    tellState(this.#world, 'fundMode', 'restricted', Number(highest));
    if (longestUs !== null) this.#wake(now + longestUs, now);
    if (pausesLiquidations) this.#stop.begin();
    if (marginMultiplePpm !== 1_000_000) this.#want(marginMultiplePpm);
  }

  #recover(): void {
    tellState(this.#world, 'fundMode', 'normal', Number(this.#highest));
    this.#highest = null;
    this.#fund.clear();
    this.#stop.finish();
    if (this.#rules.marginMultiplePpm !== 1_000_000) this.#want(0);
  }

  #want(multiple: number): void {
    for (const instrument of this.#world.instruments) {
      this.#layers.want('fundMode', instrument, { maintenance: multiple, initial: multiple });
    }
  }

  onTimer(began: number): void {
    if (began === SLICE_END) this.#stop.goOn();
    else if (this.#highest !== null && this.#began === began) this.#recover();
  }
}
