// Goal: the engine and the reference exchange agree after every command, and the sequences have been where it matters.
// Method: random venues, populations and command sequences, all by seed; replay.ts says how to run one of them alone.
import { testDifferential, mostlyShort } from './differential-suite.ts';
import { MARK_PROBES } from './mark-probes.ts';
import { PROBES } from './probes.ts';

testDifferential({
  title: 'on linear contracts',
  prefix: 'fast',
  family: '',
  blocks: 16,
  venuesPerBlock: 50,
  commandsOf: mostlyShort,
  probes: { ...PROBES, ...MARK_PROBES },
});
