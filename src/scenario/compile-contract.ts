/** One instrument's terms in whole ticks, lots and quanta, by the kind of contract. */
import { QUANTA_PER_USD } from '../base/units.ts';
import type { Contract } from '../instruments/contract.ts';
import { createLinearPerpetual, NO_INSTRUMENT, type Instrument } from '../instruments/instrument.ts';
import type { InstrumentDraft } from './compile-links.ts';
import { compileOptionTerms } from './compile-option-terms.ts';
import {
  checkExact,
  hasAsset,
  pathOf,
  rootPriceOf,
  wholeTicks,
  type ContractContext,
  type ContractTerms,
} from './contract-context.ts';
import { decimalToNumber, decimalToText, multiplyDecimals, wholeMultiple, type Decimal } from './decimal.ts';
import { quantaOf, ticksOf } from './exact-sizes.ts';
import { complete, read } from './findings.ts';
import { priceForward } from './initial-prices.ts';
import { parseSize } from './plain-units.ts';
import { expiryUs } from './time-frame.ts';
import { parsePrice } from './units.ts';

export function compileContract(index: number, context: ContractContext): Instrument | undefined {
  const draft = context.drafts[index];
  const { kind, follows, settlesIn } = context.links[index];
  const symbol = context.symbols[index];
  if (draft === undefined || kind === undefined) return undefined;
  const contract = contractOf(draft, index, context);
  const terms =
    kind === 'option'
      ? compileOptionTerms(draft, index, contract, context)
      : pricedTerms(draft, index, contract, context);
  if (kind === 'perpetual' && follows === NO_INSTRUMENT && settlesIn === NO_INSTRUMENT) {
    if (terms === undefined || symbol === undefined) return undefined;
    const { lotNotional: _, ...plain } = terms;
    return createLinearPerpetual({ symbol, ...plain });
  }
  if (terms === undefined) return undefined;
  return complete<Instrument>({ symbol, contract, follows, settlesIn, ...terms });
}

/** Terms for one lot; its multiplier stands in the file as the lot size. */
function contractOf(draft: InstrumentDraft, index: number, context: ContractContext): Contract | undefined {
  const { symbols, links, frame, findings } = context;
  const { follows, settlesIn } = links[index];
  const lot = lotOf(draft, index, context);
  const base = complete({
    symbol: symbols[index],
    underlying: follows === undefined ? undefined : symbols[follows === NO_INSTRUMENT ? index : follows],
    settlesInCoin: settlesIn === undefined ? undefined : settlesIn !== NO_INSTRUMENT,
    multiplier: lot === undefined ? undefined : decimalToNumber(lot),
  });
  const expiry = 'expiry' in draft ? expiryUs(draft.expiry, pathOf(index, 'expiry'), frame, findings) : undefined;
  if (base === undefined) return undefined;
  switch (draft.kind) {
    case 'spot':
      return { kind: 'spot', ...base, settlesInCoin: false };
    case 'future':
      return expiry === undefined ? undefined : { kind: 'future', ...base, expiryUs: expiry };
    case 'option': {
      const strike = read(parsePrice, draft.strike);
      return complete<Contract & { kind: 'option' }>({
        kind: 'option',
        ...base,
        right: draft.right,
        strike: strike === undefined ? undefined : decimalToNumber(strike),
        expiryUs: expiry,
      });
    }
    default:
      return { kind: 'perpetual', ...base };
  }
}

/** Lot size in units of the asset, or of USD for an inverse contract, after a look at the asset behind it. */
function lotOf(draft: InstrumentDraft, index: number, context: ContractContext): Decimal | undefined {
  const lot = read(parseSize, draft.lotSize);
  return lot === undefined || !hasAsset(lot, 'lotSize', isInverse(index, context), index, context)
    ? undefined
    : lot.amount;
}

function isInverse(index: number, { links }: ContractContext): boolean | undefined {
  const { kind, settlesIn } = links[index];
  return settlesIn === undefined ? undefined : kind !== 'option' && settlesIn !== NO_INSTRUMENT;
}

/** Of everything that is quoted in USD for one unit. */
function pricedTerms(
  draft: InstrumentDraft,
  index: number,
  contract: Contract | undefined,
  context: ContractContext,
): ContractTerms | undefined {
  const { findings } = context;
  const tick = read(parsePrice, draft.tickSize);
  const lot = read(parseSize, draft.lotSize)?.amount;
  if (tick === undefined) return undefined;
  const ticks = initialTicks(draft, tick, index, contract, context);
  const inverse = isInverse(index, context);
  const shared = {
    tickSize: decimalToNumber(tick),
    lotSizeUnits: lot && decimalToNumber(lot),
    priceInitialTicks: ticks,
  };
  if (draft.kind === 'spot') {
    // Exact as a decimal: a balance's value is rounded once, when it is taken.
    const perUsd: Decimal = { coefficient: BigInt(QUANTA_PER_USD), scale: 0 };
    const quanta = lot && decimalToNumber(multiplyDecimals(multiplyDecimals(tick, lot), perUsd));
    return complete<ContractTerms>({ ...shared, quantaPerLotTick: quanta, lotNotional: 0 });
  }
  if (inverse === undefined) return undefined;
  if (inverse)
    return complete<ContractTerms>({ ...shared, quantaPerLotTick: 0, lotNotional: notionalOf(lot, index, context) });
  const quantaPerLotTick = lot && quantaOf(tick, lot, pathOf(index), findings);
  checkExact(quantaPerLotTick, ticks, index, findings);
  return complete<ContractTerms>({ ...shared, quantaPerLotTick, lotNotional: 0 });
}

function notionalOf(lot: Decimal | undefined, index: number, { findings }: ContractContext): number | undefined {
  if (lot === undefined) return undefined;
  const quanta = wholeMultiple(lot, BigInt(QUANTA_PER_USD));
  if (quanta !== undefined) return Number(quanta);
  findings.report({
    code: 'lot-tick-quantum',
    path: pathOf(index, 'lotSize'),
    says: `is ${decimalToText(lot)} USD, no whole number of 0.0001 USD`,
    hint: 'write "100 USD"',
  });
  return undefined;
}

/** As written, or what it follows, and for a future that one's forward. */
function initialTicks(
  draft: InstrumentDraft,
  tick: Decimal,
  index: number,
  contract: Contract | undefined,
  context: ContractContext,
): number | undefined {
  const price = read(parsePrice, draft.initialPrice);
  if (price !== undefined) return ticksOf(price, tick, pathOf(index), context.findings);
  if (Object.hasOwn(draft, 'initialPrice')) return undefined;
  const { follows } = context.links[index];
  if (follows === NO_INSTRUMENT) {
    context.findings.report({
      code: 'missing-key',
      path: pathOf(index),
      says: 'needs an initialPrice',
      expected: 'a price, or "follows:" with the instrument that has one',
      hint: 'add "initialPrice: 7934.5 USD"',
    });
    return undefined;
  }
  const rootPrice = rootPriceOf(index, context);
  const market = context.optionMarkets?.find(({ instrument }) => instrument === follows);
  if (rootPrice === undefined || contract === undefined || context.optionMarkets === undefined) return undefined;
  return wholeTicks(priceForward(contract, rootPrice, market?.carry ?? 0), decimalToNumber(tick));
}
