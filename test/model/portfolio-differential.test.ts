// Goal: the engine and the reference exchange agree after every command on venues of any contracts, collateral and margin
// model, and the sequences have been where it matters. Method: as differential.test.ts, with venues of random-portfolio.ts.
import { testDifferential } from './differential-suite.ts';
import { PORTFOLIO_MARK_PROBES } from './mark-probes.ts';
import { PORTFOLIO_PROBES } from './portfolio-probes.ts';
import { drawPortfolioInput } from './random-portfolio.ts';

testDifferential({
  title: 'on a venue of any contracts',
  prefix: 'portfolio',
  family: 'portfolio',
  blocks: 10,
  venuesPerBlock: 30,
  commandsOf: (venue) => (venue % 10 === 9 ? 200 : 70),
  probes: { ...PORTFOLIO_PROBES, ...PORTFOLIO_MARK_PROBES },
  drawVenue: drawPortfolioInput,
});
