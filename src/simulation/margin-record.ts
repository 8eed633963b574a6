/** Margin over the time of a path: what all accounts had to hold, and what the offsets that they were granted cost. */
import type { AccountIndex, QuoteQuanta, SimTimeUs } from '../base/units.ts';
import type { ExchangePort } from '../exchange/exchange-port.ts';
import type { FactKind } from '../exchange/fact.ts';

export interface MarginRecord {
  /** The venue's own model first; the others are compared with it. */
  readonly models: readonly string[];
  /** One element a sample. */
  readonly timeUs: SimTimeUs[];
  /** Of accounts with a position, after haircuts; quanta, as all amounts. */
  readonly equity: QuoteQuanta[];
  /** [sample][model] */
  readonly initial: (readonly QuoteQuanta[])[];
  readonly maintenance: (readonly QuoteQuanta[])[];
  /** Maintenance margin that all positions would need alone, by the venue's model. */
  readonly standalone: QuoteQuanta[];
  /** Loss beyond their equity with which accounts were taken over, and how many there were. */
  deficit: QuoteQuanta;
  deficitAccounts: number;
  /** The part of it that is no more than what offsets had taken off the account's requirement when it was breached. */
  deficitUnderOffsets: QuoteQuanta;
  /** Value of balances that were converted to bring accounts out of debt. */
  converted: QuoteQuanta;
}

export class MarginRecorder {
  readonly record: MarginRecord | null;
  readonly #deficits = new Map<AccountIndex, QuoteQuanta>();

  constructor(exchange: ExchangePort) {
    const models = exchange.marginModels;
    this.record =
      models.length === 0
        ? null
        : {
            models,
            timeUs: [],
            equity: [],
            initial: [],
            maintenance: [],
            standalone: [],
            deficit: 0,
            deficitAccounts: 0,
            deficitUnderOffsets: 0,
            converted: 0,
          };
  }

  sample(nowUs: SimTimeUs, exchange: ExchangePort): void {
    if (this.record === null) return;
    const measure = exchange.measureMargin();
    this.record.timeUs.push(nowUs);
    this.record.equity.push(measure.equity);
    this.record.initial.push(measure.initial);
    this.record.maintenance.push(measure.maintenance);
    this.record.standalone.push(measure.standalone);
  }

  observe(kind: FactKind, account: AccountIndex, value: QuoteQuanta, a: number): void {
    const { record } = this;
    if (record === null) return;
    if (kind === 'conversion') record.converted += Math.abs(value);
    if (kind !== 'deficit') return;
    // An account can be taken over in parts: it is one, and what offsets took off its requirement counts once.
    const before = this.#deficits.get(account);
    const sum = (before ?? 0) + value;
    this.#deficits.set(account, sum);
    record.deficit += value;
    if (before === undefined) record.deficitAccounts += 1;
    record.deficitUnderOffsets += Math.min(sum, a) - Math.min(before ?? 0, a);
  }
}
