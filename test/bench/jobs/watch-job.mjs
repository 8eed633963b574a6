/** A job of the breach watch, complete: prices, accounts, and the two watches over them. */
import { drawBooks } from './books.mjs';
import { createTape } from './day.mjs';
import { foldBooks } from './folded.mjs';
import { createLazyWatch } from './lazy-watch.mjs';
import { createNaiveSweep } from './naive-sweep.mjs';
import { drawPrices } from './prices.mjs';

const SEED = 'watch';

/** @param terms of `drawPrices` and `drawBooks`: accounts, positions, instruments, ticks and what differs */
export async function createWatchJob(terms) {
  const market = drawPrices({ seed: SEED, ...terms });
  const books = drawBooks({ seed: SEED, ...terms, first: market.first });
  const folded = foldBooks(books, market);
  const tape = createTape(market);
  const lazy = await createLazyWatch(folded, tape.present, tape.signals);
  const naive = await createNaiveSweep(folded, tape.signals);
  return { market, books, folded, tape, lazy, naive };
}

export function describeJob({ accounts, positions, instruments, ticks }) {
  const text = (value) => value.toLocaleString('en-US');
  const held = positions === 1 ? '1 position' : `${positions} positions`;
  return `${text(accounts)} accounts x ${held}, ${instruments} instruments, ${text(ticks)} ticks`;
}
