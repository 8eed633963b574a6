// Goal: the engine and the reference exchange agree after every command on venues of any liquidation policy and any takers, and
// the sequences have been where it matters. Method: as differential.test.ts, with rules of random-liquidation.ts.
import { mostlyShort, testDifferential } from './differential-suite.ts';
import { LIQUIDATION_PROBES } from './liquidation-probes.ts';
import { drawLiquidationInput } from './random-liquidation.ts';

testDifferential({
  title: 'under any liquidation policy',
  prefix: 'liquidation',
  family: 'liquidation',
  blocks: 12,
  venuesPerBlock: 25,
  commandsOf: mostlyShort,
  probes: LIQUIDATION_PROBES,
  drawVenue: drawLiquidationInput,
});
