/** Oracle guard and fund mode of the reference exchange. Written from docs/controls.md. */
import type { FundModeRules, OracleGuardRules } from '../../../src/exchange/controls/control-rules.ts';
import type { Instrument, World } from '../reference-world.ts';
import { bookTicks, type Control, fundEquity, highestOf, Noted, shareOf, tellState, type WakeAt } from './control.ts';
import { type Stops, Sliced } from './stops.ts';
import type { Layers } from './margins.ts';

const SLICE_END = -1;

interface Guarded {
  readonly instrument: Instrument;
  state: 'agreeing' | 'deviating' | 'guarding';
  /** Times that it has set out for another state so far, and whether it is on its way. */
  starts: number;
  isWaiting: boolean;
}

export class OracleGuard implements Control {
  readonly #world: World;
  readonly #rules: OracleGuardRules;
  readonly #stops: readonly Sliced[];
  readonly #wake: WakeAt;
  readonly #each: readonly Guarded[];

  constructor(world: World, rules: OracleGuardRules, stops: Stops, wake: WakeAt) {
    this.#world = world;
    this.#rules = rules;
    this.#stops = rules.instruments.map(
      (index) => new Sliced(world, stops, `oracleGuard ${index}`, (at) => wake(at, index, SLICE_END)),
    );
    this.#wake = wake;
    this.#each = rules.instruments.map((index) => {
      return { instrument: world.instruments[index]!, state: 'agreeing', starts: 0, isWaiting: false };
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
    each.starts += 1;
    each.isWaiting = true;
    this.#wake(this.#world.now + this.#rules.confirmUs, each.instrument.index, each.starts);
  }

  afterMarks(): void {
    for (const each of this.#each) {
      const isFar = this.#isFar(each.instrument);
      if (each.state === 'agreeing' && isFar) {
        this.#become(each, 'deviating');
        this.#await(each);
      } else if (each.state === 'deviating' && !isFar) {
        each.isWaiting = false;
        this.#become(each, 'agreeing');
      } else if (each.state === 'guarding') {
        if (isFar) each.isWaiting = false;
        else if (!each.isWaiting) this.#await(each);
      }
    }
  }

  onTimer(index: number, start: number): void {
    const place = this.#each.findIndex(({ instrument }) => instrument.index === index);
    const [each, stop] = [this.#each[place]!, this.#stops[place]!];
    if (start === SLICE_END) {
      stop.goOn();
      return;
    }
    if (!each.isWaiting || each.starts !== start) return;
    each.isWaiting = false;
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
  readonly #wake: WakeAt;
  readonly #fund = new Noted<bigint>();
  #highest: bigint | null = null;
  #began = -1;

  constructor(world: World, rules: FundModeRules, stops: Stops, layers: Layers, wake: WakeAt) {
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
