/**
 * Draws accounts in fixed blocks, straight into shared columns. A block depends only on the scenario, the seed and its
 * own number, never on the thread that draws it, so any number of threads gives the same bytes.
 *
 * Streams are named by class, block and purpose: adding a class, or a draw of one purpose, leaves all others as they
 * were. What is drawn here is what an account *wants*; `netPopulation` makes it meet open interest.
 */
import { PPM_PER_UNIT, type AccountIndex } from '../base/units.ts';
import {
  type AccountGroup,
  ROLE_ADVERSARY,
  ROLE_MAKER,
  ROLE_TRADER,
  VENUE_ACCOUNTS,
  type Population,
} from '../exchange/accounts.ts';
import type { Instrument } from '../instruments/instrument.ts';
import type { Stream } from '../numeric/stream.ts';
import { startsFlat, type AgentClass, type AgentKind } from './agent-class.ts';
import { AmountDraw } from './amount-draw.ts';
import type { AccountRange } from './behaviour.ts';
import { behaviourDrawOf } from './behaviour-draw.ts';
import { InstrumentChoice } from './instrument-choice.ts';
import { openListed } from './listed-accounts.ts';
import { OpeningBooks } from './opening-books.ts';
import { OpeningPositions } from './opening-positions.ts';
import { coinsOf, type PopulationTerms } from './population-terms.ts';

/** Accounts drawn by one task. Fixed: part of what a seed means. */
export const BLOCK_ACCOUNTS = 2_048;

/** A run of accounts of one class. */
export interface PopulationBlock {
  readonly classIndex: number;
  /** Number of the block within its class. */
  readonly block: number;
  readonly firstAccount: number;
  readonly accounts: number;
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

/** Consecutive blocks: what one thread does at a time. */
export interface PopulationBatch extends AccountRange {
  readonly blocks: readonly PopulationBlock[];
}

/** Enough batches for threads to share the work evenly, few enough for handing them out to cost nothing. */
const BATCHES_MAX = 64;
const BATCH_BLOCKS_MIN = 4;

/**
 * All blocks in batches, in account order. Cut by the scenario and never by the number of threads; results depend on
 * neither.
 */
export function listBatches(classes: readonly AgentClass[]): PopulationBatch[] {
  const blocks = listBlocks(classes);
  const size = Math.max(BATCH_BLOCKS_MIN, Math.ceil(blocks.length / BATCHES_MAX));
  const batches: PopulationBatch[] = [];
  for (let at = 0; at < blocks.length; at += size) {
    const part = blocks.slice(at, at + size);
    const last = part[part.length - 1];
    batches.push({ blocks: part, first: part[0].firstAccount, end: last.firstAccount + last.accounts });
  }
  return batches;
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
export function listAccountGroups(classes: readonly AgentClass[], instruments: readonly Instrument[]): AccountGroup[] {
  return classes.map((agentClass) => ({ accounts: agentClass.accounts, room: roomOf(agentClass, instruments) }));
}

function roomOf(agentClass: AgentClass, instruments: readonly Instrument[]): number {
  if (agentClass.kind === 'marketMaker') return instruments.length;
  const coins = coinsOf(agentClass, instruments).length;
  // Buys once, in one instrument.
  if (agentClass.kind === 'dipBuyer') return 1 + coins;
  const weighed = agentClass.instrumentWeights.filter((weight) => weight > 0).length;
  // Trades one after another, or both legs.
  if (agentClass.kind === 'trendFollower' || agentClass.kind === 'basisArbitrageur') return weighed + coins;
  if (agentClass.listed !== null) {
    return agentClass.listed.reduce((most, { positions }) => Math.max(most, positions.length), 0) + coins;
  }
  return Math.min(weighed, agentClass.instrumentsPerAccount.max) + (agentClass.hedge === null ? 0 : 1) + coins;
}

/** Number of accounts, the venue's own included. */
export function countAccounts(classes: readonly AgentClass[]): number {
  return classes.reduce((sum, agentClass) => sum + agentClass.accounts, VENUE_ACCOUNTS);
}

const ROLE_OF: Partial<Record<AgentKind, number>> = { marketMaker: ROLE_MAKER, fundAttacker: ROLE_ADVERSARY };

/**
 * Draws one block into `population`. `root` names the population: one for the run, or one for each path. Every account
 * is written anew, whatever its record held: a block that a dead thread left half drawn is simply drawn again.
 */
export function drawBlock(terms: PopulationTerms, block: PopulationBlock, root: Stream, population: Population): void {
  const agentClass = terms.classes[block.classIndex];
  const streamOf = (purpose: string): Stream => root.derive(agentClass.name, block.block, purpose);
  const equityStream = streamOf('equity');
  const leverageStream = streamOf('leverage');
  const sideStream = streamOf('side');
  const instrumentStream = streamOf('instruments');
  const behaviourStream = streamOf('behaviour');
  const reactionStream = streamOf('reaction');
  const equityDraw = new AmountDraw(agentClass.equity);
  const reactionDraw = new AmountDraw(agentClass.reactionUs);
  const leverageDraw = new AmountDraw(agentClass.leverage);
  const choice = new InstrumentChoice(agentClass.instrumentWeights, agentClass.instrumentsPerAccount);
  const opening = openingOf(terms, agentClass, choice, population);
  const drawBehaviour = behaviourDrawOf(agentClass, behaviourStream, population);
  const isFlat = startsFlat(agentClass);
  const { leverageEquityCorrelation: correlation, longShareBySize: bySize, listed } = agentClass;
  const { equity, role, reactionUs } = population;
  const end = block.firstAccount + block.accounts;
  population.agentClass.fill(block.classIndex, block.firstAccount, end);
  role.fill(ROLE_OF[agentClass.kind] ?? ROLE_TRADER, block.firstAccount, end);
  for (let account = block.firstAccount; account < end; account += 1) {
    equity[account] = Math.max(1, Math.round(equityDraw.draw(equityStream)));
    reactionUs[account] = Math.round(reactionDraw.draw(reactionStream));
    if (listed !== null) {
      openListed(listed[block.block * BLOCK_ACCOUNTS + account - block.firstAccount], account, population);
      drawBehaviour(account);
      continue;
    }
    const leverage =
      correlation === 0
        ? leverageDraw.draw(leverageStream)
        : leverageDraw.drawCorrelated(leverageStream, equityDraw.lastScore(), correlation);
    const longPpm =
      bySize === null
        ? agentClass.longSharePpm
        : equity[account] * leverage < bySize.notional
          ? bySize.smallPpm
          : bySize.largePpm;
    const side = sideStream.uniform() * PPM_PER_UNIT < longPpm ? 1 : -1;
    const count = choice.draw(instrumentStream);
    opening.open(account, isFlat ? 0 : count, side * leverage);
    drawBehaviour(account);
  }
}

/** Writes the positions that accounts of one class start with; `choice` holds what the account has chosen. */
function openingOf(
  terms: PopulationTerms,
  agentClass: AgentClass,
  choice: InstrumentChoice,
  population: Population,
): { open(account: AccountIndex, count: number, signedLeverage: number): void } {
  return terms.portfolio === null
    ? new OpeningPositions(terms, agentClass, choice, population)
    : new OpeningBooks(terms, terms.portfolio, agentClass, choice, population);
}
