// Goal and method: see test/golden/golden.test.ts; these are the scenarios that take more than a few seconds.
import { testGoldenResults } from '../golden/golden-results.ts';

testGoldenResults('long');
