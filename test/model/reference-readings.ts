/** What can be asked of the reference exchange: figures of accounts, prices, and what is off; nothing here changes anything. */
import type { ExchangeInput } from '../../src/exchange/column-exchange.ts';
import type { MarginMeasure } from '../../src/exchange/exchange-port.ts';
import type { LossRecord } from '../../src/exchange/loss/loss-book.ts';
import { lossRecordOf } from './reference-counts.ts';
import { maintenanceOf, notionalPerLot, worthOf } from './reference-margin.ts';
import { measuredModels, measureMargin } from './reference-measure.ts';
import { openWorld } from './reference-prices.ts';
import { type Account, FUND, type Instrument, legsOf, lotsOf, outageEnd, type World } from './reference-world.ts';

export class ReferenceReadings {
  readonly accountCount: number;
  readonly instrumentCount: number;
  readonly marginModels: readonly string[];
  protected readonly world: World;

  constructor(input: ExchangeInput) {
    this.accountCount = input.population.accountCount;
    this.instrumentCount = input.population.instrumentCount;
    this.world = openWorld(input);
    this.marginModels = measuredModels(this.world);
  }

  equityOf(account: number): number {
    return Number(worthOf(this.world, this.account(account)));
  }

  maintenanceOf(account: number): number {
    return Number(maintenanceOf(this.world, this.account(account)));
  }

  cashOf(account: number): number {
    return Number(this.account(account).cash);
  }

  lotsOf(account: number, instrument: number): number {
    return Number(lotsOf(this.account(account), this.instrument(instrument)));
  }

  costOf(account: number, instrument: number): number {
    return Number(this.account(account).positions.get(instrument)?.cost ?? 0n);
  }

  isActive(account: number): boolean {
    return this.account(account).status === 'active';
  }

  markTicksOf(instrument: number): number {
    return this.instrument(instrument).mark;
  }

  indexTicksOf(instrument: number): number {
    return this.instrument(instrument).indexTicks;
  }

  measureMargin(): MarginMeasure {
    return measureMargin(this.world, this.marginModels.length);
  }

  notionalPerLotOf(instrument: number): number {
    return notionalPerLot(this.instrument(instrument));
  }

  lastTicksOf(instrument: number): number {
    return this.instrument(instrument).book.priceTicks;
  }

  displacementLogOf(instrument: number): number {
    return this.instrument(instrument).book.displacementLog;
  }

  lastMoveLogOf(instrument: number): number {
    return this.instrument(instrument).book.lastMoveLog;
  }

  openInterestOf(instrument: number): number {
    if (this.instrument(instrument).isSpot) return 0;
    const lots = this.world.accounts.map((account) => this.lotsOf(account.index, instrument));
    return lots.filter((held) => held > 0).reduce((sum, held) => sum + held, 0);
  }

  fundingRateOf(instrument: number): number {
    return this.world.funding?.rateOf(this.instrument(instrument)) ?? 0;
  }

  haltedUntilUsOf(instrument: number): number {
    return this.instrument(instrument).haltedUntil;
  }

  fundEquity(): number {
    return this.equityOf(FUND);
  }

  fundHasInventory(): boolean {
    return legsOf(this.world, this.account(FUND)).length > 0;
  }

  marksAreStale(): boolean {
    return this.world.stale;
  }

  stoppedUntilUsOf(service: 'liquidations' | 'liquidationEngine' | 'withdrawals' | 'deposits' | 'opening'): number {
    const { controls, engine, withdrawals, deposits, now } = this.world;
    if (service === 'opening') return controls!.isCloseOnly ? Infinity : 0;
    const stops = { liquidations: controls!.stops, liquidationEngine: engine, withdrawals, deposits }[service];
    return stops.untilAfter(now) ?? 0;
  }

  matchingStoppedUntilUsOf(instrument: number): number {
    return outageEnd(this.world, this.instrument(instrument)) ?? 0;
  }

  breachCheckIsDue(): boolean {
    return this.world.breachCheckIsDue;
  }

  lossRecord(): LossRecord {
    return lossRecordOf(this.world);
  }

  protected account(index: number): Account {
    return this.world.accounts[index]!;
  }

  protected instrument(index: number): Instrument {
    return this.world.instruments[index]!;
  }
}
