/**
 * Draws accounts in fixed blocks, straight into shared columns. A block depends only on the scenario, the seed and its
 * own number, never on the thread that draws it, so any number of threads gives the same bytes.
 *
 * Streams are named by class, block and purpose: adding a class, or a draw of one purpose, leaves all others as they
 * were. What is drawn here is what an account *wants*; `netPopulation` makes it meet open interest.
 */
import { PPM_PER_UNIT } from '../base/units.ts';
import { setLots } from '../exchange/account-records.ts';
import { type AccountGroup, ROLE_MAKER, ROLE_TRADER, VENUE_ACCOUNTS, type Population } from '../exchange/accounts.ts';
import type { LinearPerpetual } from '../instruments/linear-perpetual.ts';
import { buildTierColumns, computeAffordableNotional, type TierColumns, type TierTable } from '../margin/tier-table.ts';
import { drawLogNormal, drawTruncatedPareto } from '../numeric/distributions.ts';
import { log } from '../numeric/math.ts';
import type { Stream } from '../numeric/stream.ts';
import type { AgentClass, AmountDistribution } from './agent-class.ts';
import type { AccountRange } from './behaviour.ts';

/** Accounts drawn by one task. Fixed: part of what a seed means. */
export const BLOCK_ACCOUNTS = 2_048;

/** Share of equity that initial margin may use at the start, so that nobody begins at the limit. */
export const INITIAL_MARGIN_USE = 0.98;

/** A run of accounts of one class. */
export interface PopulationBlock {
  readonly classIndex: number;
  /** Number of the block within its class. */
  readonly block: number;
  readonly firstAccount: number;
  readonly accounts: number;
}

export interface PopulationTerms {
  readonly classes: readonly AgentClass[];
  readonly instruments: readonly LinearPerpetual[];
  readonly tiers: readonly TierTable[];
}

/** All blocks in account order: the venue's own accounts first, then the classes as the scenario lists them. */
export function listBlocks(classes: readonly AgentClass[]): PopulationBlock[] {
  const blocks: PopulationBlock[] = [];
  const ranges = listClassRanges(classes);
  classes.forEach((agentClass, classIndex) => {
    const { first } = ranges[classIndex];
    for (let start = 0; start < agentClass.accounts; start += BLOCK_ACCOUNTS) {
      const accounts = Math.min(BLOCK_ACCOUNTS, agentClass.accounts - start);
      blocks.push({ classIndex, block: start / BLOCK_ACCOUNTS, firstAccount: first + start, accounts });
    }
  });
  return blocks;
}

/** Accounts of each class, in the scenario's order. */
export function listClassRanges(classes: readonly AgentClass[]): AccountRange[] {
  let first = VENUE_ACCOUNTS;
  return classes.map((agentClass) => {
    const range = { first, end: first + agentClass.accounts };
    first = range.end;
    return range;
  });
}

/** Room that each class's accounts need: as many instruments as they can ever hold. */
export function listAccountGroups(classes: readonly AgentClass[], instrumentCount: number): AccountGroup[] {
  return classes.map((agentClass) => ({ accounts: agentClass.accounts, room: roomOf(agentClass, instrumentCount) }));
}

function roomOf(agentClass: AgentClass, instrumentCount: number): number {
  if (agentClass.kind === 'marketMaker') return instrumentCount;
  // Buys once, in one instrument.
  if (agentClass.kind === 'dipBuyer') return 1;
  const traded = agentClass.instrumentWeights.filter((weight) => weight > 0).length;
  return Math.min(traded, agentClass.instrumentsPerAccount.max);
}

/** Number of accounts, the venue's own included. */
export function countAccounts(classes: readonly AgentClass[]): number {
  return classes.reduce((sum, agentClass) => sum + agentClass.accounts, VENUE_ACCOUNTS);
}

/** Draws one block into `population`. `root` names the population: one for the run, or one for each path. */
export function drawBlock(terms: PopulationTerms, block: PopulationBlock, root: Stream, population: Population): void {
  const agentClass = terms.classes[block.classIndex];
  const streamOf = (purpose: string): Stream => root.derive(agentClass.name, block.block, purpose);
  const equityStream = streamOf('equity');
  const leverageStream = streamOf('leverage');
  const sideStream = streamOf('side');
  const instrumentStream = streamOf('instruments');
  const behaviourStream = streamOf('behaviour');
  const reactionStream = streamOf('reaction');
  const tiers = terms.tiers.map(buildTierColumns);
  for (let n = 0; n < block.accounts; n += 1) {
    const account = block.firstAccount + n;
    const equity = Math.max(1, Math.round(drawAmount(agentClass.equity, equityStream)));
    population.equity[account] = equity;
    population.agentClass[account] = block.classIndex;
    population.role[account] = agentClass.kind === 'marketMaker' ? ROLE_MAKER : ROLE_TRADER;
    population.reactionUs[account] = Math.round(drawAmount(agentClass.reactionUs, reactionStream));
    const leverage = drawAmount(agentClass.leverage, leverageStream);
    const side = sideStream.uniform() * PPM_PER_UNIT < agentClass.longSharePpm ? 1 : -1;
    const chosen = chooseInstruments(agentClass, instrumentStream);
    if (!startsFlat(agentClass)) openPositions(terms, tiers, agentClass, chosen, population, account, side * leverage);
    drawBehaviour(agentClass, behaviourStream, population, account);
  }
}

function startsFlat(agentClass: AgentClass): boolean {
  return agentClass.kind === 'marketMaker' || agentClass.kind === 'dipBuyer';
}

function openPositions(
  terms: PopulationTerms,
  tiers: readonly TierColumns[],
  agentClass: AgentClass,
  chosen: readonly number[],
  population: Population,
  account: number,
  signedLeverage: number,
): void {
  const equity = population.equity[account];
  const totalWeight = chosen.reduce((sum, i) => sum + agentClass.instrumentWeights[i], 0);
  for (const i of chosen) {
    const share = agentClass.instrumentWeights[i] / totalWeight;
    const affordable = computeAffordableNotional(tiers[i], Math.floor(equity * share * INITIAL_MARGIN_USE));
    const notional = Math.min(equity * share * Math.abs(signedLeverage), affordable);
    const instrument = terms.instruments[i];
    const lots = Math.floor(notional / (instrument.priceInitialTicks * instrument.quantaPerLotTick));
    setLots(population.records, account, i, signedLeverage > 0 ? lots : -lots);
  }
}

/** Different instruments by weight, without replacement; in instrument order. */
function chooseInstruments(agentClass: AgentClass, stream: Stream): number[] {
  const { min, max } = agentClass.instrumentsPerAccount;
  const weights = agentClass.instrumentWeights.slice();
  const available = weights.filter((weight) => weight > 0).length;
  const wanted = Math.min(available, min + stream.integer(max - min + 1));
  const chosen: number[] = [];
  while (chosen.length < wanted) {
    let left = stream.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    let pick = -1;
    for (let i = 0; i < weights.length; i += 1) {
      if (weights[i] <= 0) continue;
      pick = i;
      left -= weights[i];
      if (left < 0) break;
    }
    chosen.push(pick);
    weights[pick] = 0;
  }
  return chosen.sort((x, y) => x - y);
}

/** Personal parameters; every kind draws the same number of times for each account. */
function drawBehaviour(agentClass: AgentClass, stream: Stream, population: Population, account: number): void {
  const equity = population.equity[account];
  switch (agentClass.kind) {
    case 'leveragedDirectional': {
      const hasStop = stream.uniform() * PPM_PER_UNIT < agentClass.stopLossProbabilityPpm;
      const share = drawAmount(agentClass.stopLossEquityShare, stream);
      population.trigger[account] = hasStop ? Math.floor(equity * share) : 0;
      return;
    }
    case 'panicSeller':
      population.trigger[account] = -log(1 - drawAmount(agentClass.drawdownTrigger, stream));
      return;
    case 'dipBuyer':
      population.trigger[account] = -log(1 - drawAmount(agentClass.drawdownTrigger, stream));
      population.appetite[account] = drawAmount(agentClass.buyLeverage, stream);
      return;
    case 'marginCallPayer': {
      const pays = stream.uniform() * PPM_PER_UNIT < agentClass.payProbabilityPpm;
      population.appetite[account] = pays ? Math.floor(equity * agentClass.topUpLimitShare) : 0;
      return;
    }
    case 'hedger':
      population.appetite[account] = Math.floor(equity * agentClass.topUpLimitShare);
      return;
    case 'marketMaker':
      return;
  }
}

/** One draw, clamped into the distribution's bounds. Takes the same number of uniforms whatever comes out. */
export function drawAmount(distribution: AmountDistribution, stream: Stream): number {
  const { kind, median, sigmaLog, min, max, tail } = distribution;
  if (kind === 'fixed') return median;
  if (kind === 'uniform') return min + (max - min) * stream.uniform();
  let value = drawLogNormal(stream, log(median), sigmaLog);
  if (tail !== null) {
    const inTail = stream.uniform() < tail.probability;
    const fromTail = drawTruncatedPareto(stream, tail.alpha, tail.start, max);
    if (inTail) value = fromTail;
  }
  return Math.min(max, Math.max(min, value));
}
