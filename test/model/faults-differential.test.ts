// Goal: the engine and the reference exchange agree after every command whatever breaks at a venue and whoever takes money
// out, and the sequences have been in every fault. Method: as differential.test.ts, with faults of random-faults.ts.
import { describe, expect, it } from 'vitest';
import { runDifferential } from './differential-run.ts';
import { COMMANDS_MAX, mostlyShort, testDifferential } from './differential-suite.ts';
import { FAULT_PROBES, RARE_FAULT_PROBES } from './fault-probes.ts';
import { ProbeWatch } from './probe-watch.ts';
import { drawFaultyAuctionInput, drawFaultyInput } from './random-faults.ts';
import { isReplayed, replayedSeed } from './replay.ts';

testDifferential({
  title: 'where things break',
  prefix: 'faults',
  family: 'faults',
  blocks: 3,
  venuesPerBlock: 30,
  commandsOf: mostlyShort,
  probes: FAULT_PROBES,
  drawVenue: drawFaultyInput,
});

/** Few sequences come to this, and these do. */
const IN_AUCTIONS = ['auction-faults-2029', 'auction-faults-3024'];

describe('the engine and the reference exchange in the midst of auctions', () => {
  it.skipIf(!isReplayed('auction-faults'))(`agree on seed ${replayedSeed}`, () => {
    runDifferential(replayedSeed!, COMMANDS_MAX, () => {}, drawFaultyAuctionInput);
  });

  it.skipIf(replayedSeed !== undefined)('agree that nobody bids while the engine is down', () => {
    const name = 'auction without bids while the engine is down';
    const watch = new ProbeWatch({ [name]: RARE_FAULT_PROBES[name]! });
    for (const seed of IN_AUCTIONS) runDifferential(seed, COMMANDS_MAX, watch.look, drawFaultyAuctionInput);
    expect(watch.missing).toEqual([]);
  });
});
