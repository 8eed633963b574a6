/** An option in whole units: its premium at the start, and what one tick of a lot is worth. */
import type { Contract } from '../instruments/contract.ts';
import { NO_INSTRUMENT } from '../instruments/instrument.ts';
import type { InstrumentDraft } from './compile-links.ts';
import {
  checkExact,
  hasAsset,
  pathOf,
  rootPriceOf,
  wholeTicks,
  type ContractContext,
  type ContractTerms,
} from './contract-context.ts';
import { decimalToNumber, decimalToText, divideDecimals, multiplyDecimals, type Decimal } from './decimal.ts';
import { quantaOf } from './exact-sizes.ts';
import { complete, read } from './findings.ts';
import { pricePremium } from './initial-prices.ts';
import { parseSize } from './plain-units.ts';

export function compileOptionTerms(
  draft: InstrumentDraft,
  index: number,
  contract: Contract | undefined,
  context: ContractContext,
): ContractTerms | undefined {
  const { links, symbols, optionMarkets, interestRate, findings } = context;
  const { follows, settlesIn } = links[index];
  const tick = read(parseSize, draft.tickSize);
  const lot = read(parseSize, draft.lotSize)?.amount;
  if (tick === undefined || lot === undefined || settlesIn === undefined) return undefined;
  if (!hasAsset(tick, 'tickSize', settlesIn === NO_INSTRUMENT, index, context)) return undefined;
  const quantaPerLotTick =
    settlesIn === NO_INSTRUMENT
      ? quantaOf(tick.amount, lot, pathOf(index), findings)
      : coinQuantaOf(tick.amount, lot, settlesIn, index, context);
  const market = optionMarkets?.find(({ instrument }) => instrument === follows);
  if (optionMarkets !== undefined && follows !== undefined && follows !== NO_INSTRUMENT && market === undefined) {
    findings.report({
      code: 'no-surface',
      path: pathOf(index, 'follows'),
      says: `names ${symbols[follows]}, which has no volatility: its options cannot be priced`,
      hint: `add "optionMarkets: [{ instrument: ${symbols[follows]}, surface: 60 % }]" to venue`,
    });
  }
  const rootPrice = rootPriceOf(index, context);
  const tickSize = decimalToNumber(tick.amount);
  if (market === undefined || rootPrice === undefined || interestRate === undefined || contract?.kind !== 'option') {
    return undefined;
  }
  const priceInitialTicks = wholeTicks(pricePremium(contract, rootPrice, market, interestRate), tickSize);
  checkExact(quantaPerLotTick, priceInitialTicks, index, findings);
  const terms = { tickSize, lotSizeUnits: decimalToNumber(lot), quantaPerLotTick, lotNotional: 0, priceInitialTicks };
  return complete<ContractTerms>(terms);
}

/** Quanta of the coin that one lot is worth at a premium of one tick. */
function coinQuantaOf(
  tick: Decimal,
  lot: Decimal,
  coin: number,
  index: number,
  { drafts, symbols, findings }: ContractContext,
): number | undefined {
  const quantum = read(parseSize, drafts[coin]?.lotSize)?.amount;
  if (quantum === undefined) return undefined;
  const { floor, exact } = divideDecimals(multiplyDecimals(tick, lot), quantum);
  if (exact) return Number(floor);
  findings.report({
    code: 'lot-tick-quantum',
    path: pathOf(index, 'lotSize'),
    says: `x tickSize is ${decimalToText(multiplyDecimals(tick, lot))}, no whole number of lots of ${symbols[coin]}`,
    expected: `a multiple of ${decimalToText(quantum)}`,
    hint: `take a smaller lotSize for ${symbols[coin]}, or a larger tickSize`,
  });
  return undefined;
}
