/** Random controls for random venues, by draws of their own. Each is on in some venues and off in others. */
import type { ControlRules, MarginStepsRules } from '../../../src/exchange/controls/control-rules.ts';
import { NO_CONTROLS } from '../../../src/exchange/controls/control-rules.ts';
import type { VenueRules } from '../../../src/exchange/venue-rules.ts';
import { createStream } from '../../../src/numeric/stream.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { drawLiquidationInput, withLiquidation } from '../random-liquidation.ts';
import { drawLossInput, drawLossScenario } from '../random-losses.ts';
import { drawPortfolioScenario, drawScenario } from '../random-scenario.ts';
import { Draw, drawInput, type RandomInput } from '../random-venue.ts';

const SECOND_US = 1_000_000;
const FOREVER = Number.MAX_SAFE_INTEGER;

/** How long things take in the run: a day's rules on the scale of a test. */
interface Scale {
  readonly venue: VenueRules;
  /** Indices of contracts. */
  readonly contracts: readonly number[];
  /** [instrumentCount] notional of open interest at the start, quanta. */
  readonly interest: readonly number[];
  readonly longestUs: number;
}

/** A random venue with random controls, prices from cents to thousands of dollars. */
export function drawControlledInput(draw: Draw): RandomInput {
  const input = drawInput(draw);
  const instruments = input.venue.instruments.map((terms) => ({ ...terms, tickSize: draw.of([1, 0.01]) }));
  const venue = { ...input.venue, instruments };
  return { ...input, venue: withControls(draw, venue, interestOf(input), 120 * SECOND_US) };
}

/** Controls, and halts that raise margins, on venues that share losses, or liquidate in a way of their own: of any contracts. */
export function drawMixedInput(draw: Draw): RandomInput {
  const input = draw.chance(0.5) ? drawLossInput(draw) : drawLiquidationInput(draw);
  const venue = withControls(draw, input.venue, interestOf(input), 120 * SECOND_US);
  // By what was drawn already, so that no further draw shifts the commands that follow.
  const halt = venue.halt && { ...venue.halt, marginMultiplePpm: 1_000_000 + 750_000 * (venue.halt.durationUs % 3) };
  return { ...input, venue: { ...venue, halt } };
}

/** Notional of open interest at the start as the depth of the market tells it, which is of that order. */
function interestOf({ market }: RandomInput): number[] {
  return market.depth.map(({ depthAtOnePercent }) => depthAtOnePercent);
}

export function withControls(
  draw: Draw,
  venue: VenueRules,
  interest: readonly number[],
  longestUs: number,
): VenueRules {
  const contracts = [...venue.instruments.keys()].filter((i) => venue.instruments[i]!.contract.kind !== 'spot');
  return { ...venue, controls: drawControls(draw, { venue, contracts, interest, longestUs }) };
}

function drawControls(draw: Draw, scale: Scale): ControlRules {
  const often = draw.of([0.15, 0.4, 0.9]);
  const perhaps = <Rules>(make: (draw: Draw, scale: Scale) => Rules): Rules | null =>
    draw.chance(often) ? make(draw, scale) : null;
  return {
    ...NO_CONTROLS,
    session: {
      openUs: draw.of([0, 0, scale.longestUs]),
      closeUs: draw.of([FOREVER, draw.whole(2 * scale.longestUs, 30 * scale.longestUs)]),
    },
    ...drawHalts(draw, perhaps),
    ...drawGuards(draw, perhaps),
    reopening: perhaps(() => ({ callUs: length(draw, scale) })),
  };
}

type Perhaps = <Rules>(make: (draw: Draw, scale: Scale) => Rules) => Rules | null;
const some = (draw: Draw, contracts: readonly number[]): number[] => {
  const chosen = contracts.filter(() => draw.chance(0.8));
  return chosen.length === 0 ? [contracts[0]!] : chosen;
};
const length = (draw: Draw, { longestUs }: Scale): number => draw.magnitude(longestUs / 1_000, longestUs);

function drawHalts(
  draw: Draw,
  perhaps: Perhaps,
): Pick<ControlRules, 'limitUpDown' | 'dynamicBreaker' | 'marketWide' | 'orderBand'> {
  return {
    limitUpDown: perhaps((_, scale) => ({
      instruments: some(draw, scale.contracts),
      tier: draw.of([1, 2] as const),
      windowUs: length(draw, scale),
      referenceStepPpm: draw.of([1, 10_000, 30_000]),
      limitStateUs: draw.of([1, length(draw, scale)]),
      pauseUs: length(draw, scale),
      extensionUs: length(draw, scale),
      extensionsMax: draw.of([0, 1, 3]),
      doubles: draw.chance(0.5),
      amendment18: draw.chance(0.5),
      liquidationsAllowed: draw.chance(0.5),
    })),
    dynamicBreaker: perhaps((_, scale) => {
      const instruments = some(draw, scale.contracts);
      return {
        instruments,
        variantTicks: instruments.map((i) =>
          Math.max(1, Math.floor(scale.venue.instruments[i]!.priceInitialTicks * draw.of([0.01, 0.05, 0.2]))),
        ),
        windowUs: length(draw, scale),
        preOpenUs: length(draw, scale),
        latePreOpenUs: length(draw, scale),
        lateUs: length(draw, scale),
        liquidationsAllowed: draw.chance(0.5),
      };
    }),
    marketWide: perhaps((_, scale) => {
      const basket = some(draw, scale.contracts);
      const startDecline = draw.of([0, 0, 30_000]);
      return {
        basket,
        priorTicks: basket.map((i) => (scale.venue.instruments[i]!.priceInitialTicks * 1e6) / (1e6 - startDecline)),
        declinesPpm: draw.of([
          [70_000, 130_000, 200_000],
          [40_000, 45_000, 500_000],
          [31_000, 300_000, 500_000],
        ] as const),
        haltUs: length(draw, scale),
        cutoffUs: draw.of([FOREVER, FOREVER, scale.longestUs]),
        liquidationsAllowed: draw.chance(0.5),
      };
    }),
    orderBand: perhaps(() => {
      const width = draw.of([15_000, 50_000, 200_000]);
      return { around: draw.of(['mark', 'index'] as const), lowPpm: 1_000_000 - width, highPpm: 1_000_000 + width };
    }),
  };
}

function drawGuards(
  draw: Draw,
  perhaps: Perhaps,
): Pick<
  ControlRules,
  'liquidationPause' | 'openInterestMargin' | 'marginSteps' | 'withdrawalGate' | 'oracleGuard' | 'fundMode'
> {
  const fundShare = (): number => draw.of([500_000, 900_000, 999_000]);
  return {
    liquidationPause: perhaps((_, scale) => {
      const fundSharePpm = draw.of([null, fundShare()]);
      return {
        fundSharePpm,
        fundWindowUs: length(draw, scale),
        notionalMax: draw.of([null, draw.magnitude(1, Math.max(...scale.interest))]),
        rateWindowUs: length(draw, scale),
        onMarketWideHalt: draw.chance(0.5),
        pauseUs: 1 + length(draw, scale),
        extensionsMax: fundSharePpm === null ? 0 : draw.of([0, 1, 4]),
      };
    }),
    openInterestMargin: perhaps((_, scale) => {
      const instruments = some(draw, scale.contracts);
      const low = draw.of([0.01, 0.3, 0.9]);
      return {
        instruments,
        lower: instruments.map((i) => Math.floor(scale.interest[i]! * low)),
        upper: instruments.map((i) => Math.floor(scale.interest[i]! * low * draw.of([1.05, 2, 20])) + 1),
        stepPpm: draw.of([1, 50_000, 300_000]),
      };
    }),
    marginSteps: perhaps(drawSteps),
    withdrawalGate: perhaps((_, scale) => ({
      fundSharePpm: draw.of([null, fundShare()]),
      fundWindowUs: length(draw, scale),
      onMarketWideHalt: draw.chance(0.5),
      fallPpm: draw.of([null, 20_000, 200_000]),
      fallWindowUs: length(draw, scale),
      closedUs: length(draw, scale),
    })),
    oracleGuard: perhaps((_, scale) => ({
      instruments: some(draw, scale.contracts),
      deviationPpm: draw.of([1_000, 10_000, 100_000]),
      confirmUs: length(draw, scale),
      action: draw.of(['pauseLiquidations', 'freezeMark', 'markFromIndex'] as const),
    })),
    fundMode: perhaps((_, scale) => ({
      sharePpm: fundShare(),
      windowUs: length(draw, scale),
      recoverPpm: draw.of([900_000, 1_000_000]),
      longestUs: draw.of([null, length(draw, scale)]),
      marginMultiplePpm: draw.of([1_000_000, 1_500_000]),
      pausesLiquidations: draw.chance(0.5),
      closeOnly: draw.chance(0.5),
    })),
  };
}

function drawSteps(draw: Draw, scale: Scale): MarginStepsRules {
  const by = draw.of(['volatility', 'openInterest'] as const);
  const thresholds =
    by === 'volatility' ? [1, 5, 20, 50, 100, 200, 400, 800] : [0.5, 0.7, 0.8, 0.9, 1.001, 1.05, 1.1, 1.2];
  const intervalUs = draw.magnitude(scale.longestUs / 100, scale.longestUs / 4);
  return {
    instruments: some(draw, scale.contracts),
    by,
    steps: thresholds
      .slice(draw.of([0, 0, 3, 6, 7]))
      .map((above, n) => ({ above, multiplePpm: 1_200_000 + 300_000 * n })),
    intervalUs,
    windowIntervals: draw.of([1, 3, 10]),
    holdUs: draw.of([0, 1, 3]) * intervalUs,
    initialOnly: draw.chance(0.3),
  };
}

/** A random scenario of any contracts on a venue that shares losses, or liquidates in a way of its own; without controls yet. */
export function drawMixedScenario(seed: string): Scenario {
  const draw = new Draw(createStream(seed, 'mixed controls'));
  if (draw.chance(0.4)) return drawLossScenario(seed);
  return withLiquidation(draw.chance(0.5) ? drawScenario(seed) : drawPortfolioScenario(seed));
}

/** The same scenario with random controls on the scale of its duration. */
export function withControlledVenue(scenario: Scenario): Scenario {
  const draw = new Draw(createStream(scenario.run.seed, 'controls'));
  const interest = scenario.market.depth.map(({ depthAtOnePercent }) => depthAtOnePercent);
  return { ...scenario, venue: withControls(draw, scenario.venue, interest, scenario.run.durationUs / 4) };
}
