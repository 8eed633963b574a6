// Goal: the engine and the reference exchange agree after every command whatever breaks at a venue and whoever takes money
// out, and the sequences have been in every fault. Method: as differential.test.ts, with faults of random-faults.ts.
import { testDifferential, mostlyShort } from './differential-suite.ts';
import { FAULT_PROBES } from './fault-probes.ts';
import { drawFaultyInput } from './random-faults.ts';

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
