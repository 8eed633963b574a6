// Goal: the engine and the reference exchange agree after every command on venues that share losses by any waterfall, and the
// sequences have been at every stage, ranking, price and allocation. Method: as differential.test.ts, with rules of
// random-losses.ts.
import { mostlyShort, testDifferential } from './differential-suite.ts';
import { LOSS_PROBES } from './loss-probes.ts';
import { drawLossInput } from './random-losses.ts';

testDifferential({
  title: 'on a venue that shares losses',
  prefix: 'losses',
  family: 'losses',
  blocks: 8,
  venuesPerBlock: 25,
  commandsOf: mostlyShort,
  probes: LOSS_PROBES,
  drawVenue: drawLossInput,
});
