// Goal: what the shipped scenarios come to is known to the bit and changes only on purpose. Method: the paths that
// scenarios.json names for each, run anew and held against the files in results/. Scenarios of the suite `long` run with the
// other long tests.
//
// A result that has to change is written anew by `npx vitest run --project fast test/golden -u` (`--project long
// test/long/golden` for the others); the commit that holds the new file says in its message why it changed.
import { testGoldenResults } from './golden-results.ts';

testGoldenResults('fast');
