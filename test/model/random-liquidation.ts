/**
 * Random liquidation policies and takers for random venues and scenarios, by draws of their own: every part is left as it is
 * in some venues, so that what one part hides shows in another.
 */
import { VENUE_ACCOUNTS } from '../../src/exchange/accounts.ts';
import {
  DEFAULT_LIQUIDATION_POLICY,
  type LiquidationLimit,
  type LiquidationPolicy,
} from '../../src/exchange/liquidation/liquidation-policy.ts';
import type { ReserveRules } from '../../src/exchange/mechanism-rules.ts';
import { ownAccountsOf } from '../../src/exchange/reserves.ts';
import {
  type DiscountPoint,
  FUND_ALONE,
  type InventoryRules,
  namesOf,
  type TakerRules,
  type TakeoverRules,
} from '../../src/exchange/takeover/takeover-rules.ts';
import type { LiquidationSizing, VenueRules } from '../../src/exchange/venue-rules.ts';
import { createStream } from '../../src/numeric/stream.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { drawPortfolioInput, notionalsOf } from './random-portfolio.ts';
import { Draw, drawInput, type RandomInput } from './random-venue.ts';
import { withReserves } from './reserve-accounts.ts';

type Drawn = Pick<VenueRules, 'liquidation' | 'liquidationPolicy' | 'takeover' | 'reserves'>;

/** A venue of linear perpetuals or, now and then, of any contracts, that liquidates in a way of its own. */
export function drawLiquidationInput(draw: Draw): RandomInput {
  const input = draw.chance(0.3) ? drawPortfolioInput(draw) : drawInput(draw);
  const { venue, population } = input;
  const end = population.accountCount - ownAccountsOf(venue);
  const equities = population.equity.subarray(VENUE_ACCOUNTS, end);
  const drawn = { ...venue, ...drawLiquidation(draw, venue, Math.max(...equities)) };
  return { ...input, venue: drawn, population: withReserves(population, end, drawn) };
}

/** The same scenario on a venue that liquidates in a way of its own. */
export function withLiquidation(scenario: Scenario): Scenario {
  const draw = new Draw(createStream(scenario.run.seed, 'liquidation'));
  const equityMax = Math.max(...scenario.agents.classes.map(({ equity }) => equity.max));
  const { venue } = scenario;
  return { ...scenario, venue: { ...venue, ...drawLiquidation(draw, venue, equityMax) } };
}

function drawLiquidation(draw: Draw, venue: VenueRules, equityMax: number): Drawn {
  const policy = draw.chance(0.15) ? DEFAULT_LIQUIDATION_POLICY : drawPolicy(draw, equityMax);
  const hasTakers = draw.chance(0.75);
  const takeover = hasTakers ? drawTakers(draw, equityMax) : { ...FUND_ALONE, fundTakes: draw.chance(0.8) };
  const names = takeover.takers.flatMap(namesOf);
  return {
    liquidation: { ...venue.liquidation, sizing: drawSizing(draw, venue, policy) },
    liquidationPolicy: policy,
    takeover,
    reserves: names.map((name): ReserveRules => ({ name, initial: drawMoney(draw, equityMax) })),
  };
}

const drawMoney = (draw: Draw, equityMax: number): number => Math.round(equityMax * draw.of([0, 0.01, 0.2, 1, 5]));

function drawPolicy(draw: Draw, equityMax: number): LiquidationPolicy {
  return {
    accountOrder: draw.of(['equityRatio', 'firstInFirstOut', 'largestShortfall', 'largestNotional']),
    legOrder: draw.of([
      'largestMaintenance',
      'largestLoss',
      'marginEfficient',
      'impactEfficient',
      'mostLiquid',
      'proRata',
      'proRata',
    ]),
    limit: drawLimit(draw),
    fee: { cap: draw.of(['equity', 'surplus']), fundSharePpm: draw.of([0, 1, 333_333, 1_000_000]) },
    stepCap: draw.chance(0.6)
      ? null
      : { portionMaxPpm: draw.of([1, 100_000, 500_000]), notionalMin: draw.of([0, draw.magnitude(1, 1 + equityMax)]) },
  };
}

function drawLimit(draw: Draw): LiquidationLimit {
  return draw.of<LiquidationLimit>([
    { kind: 'bankruptcy' },
    { kind: 'market' },
    { kind: 'markDistance', distancePpm: draw.of([0, 100, 10_000, 200_000]) },
    { kind: 'fillable', adjustment: draw.of([0.5, 1, 10]), spreadPpm: draw.of([10_000, 700_000, 1_500_000]) },
  ]);
}

/** What the venue has, or a way that only policies have; none that sizes legs by themselves under `proRata`. */
function drawSizing(draw: Draw, venue: VenueRules, { legOrder, stepCap }: LiquidationPolicy): LiquidationSizing {
  const isAlone = legOrder !== 'proRata';
  const most = Math.max(...notionalsOf(venue.instruments)) * 20;
  const restore: LiquidationSizing = { kind: 'restoreBuffer', bufferRatio: 1 / draw.of([0.5, 0.9, 1]) };
  const cooldown: LiquidationSizing = {
    kind: 'fractionCooldown',
    sharePpm: draw.of([1, 200_000, 500_000]),
    above: draw.of([0, draw.magnitude(1, most)]),
    cooldownUs: draw.magnitude(1, 60_000_000),
    during: draw.of(['full', 'wait']),
  };
  const { sizing } = venue.liquidation;
  const isKept = isAlone || sizing.kind !== 'tierStep';
  return draw.of([isKept ? sizing : restore, restore, isAlone && stepCap === null ? cooldown : restore]);
}

function drawTakers(draw: Draw, equityMax: number): TakeoverRules {
  const count = draw.of([1, 1, 2, 3]);
  const takers = Array.from({ length: count }, (_, n) => drawTaker(draw, n, equityMax));
  return { takers, fundTakes: draw.chance(0.7) };
}

function drawInventory(draw: Draw): InventoryRules {
  return {
    marginPpm: draw.of([0, 50_000, 333_333]),
    unwindIntervalUs: draw.magnitude(1_000, 30_000_000),
    unwindSharePpm: draw.of([1, 100_000, 500_000, 1_000_000]),
  };
}

function drawTaker(draw: Draw, place: number, equityMax: number): TakerRules {
  const names = Array.from({ length: draw.whole(1, 3) }, (_, n) => `taker ${place}.${n}`);
  const inventory = drawInventory(draw);
  const limit = (): number => draw.of([Infinity, Math.round(equityMax * draw.magnitude(1, 100))]);
  switch (draw.of(['vault', 'panel', 'dutchAuction'] as const)) {
    case 'vault':
      return {
        kind: 'vault',
        name: names[0]!,
        inventory,
        notionalMax: limit(),
        capitalShareMaxPpm: draw.of([50_000, 500_000, 1_000_000]),
        lossLimitPpm: draw.of([100_000, 500_000, 1_000_000]),
        takesDeficits: draw.chance(0.5),
      };
    case 'panel':
      return {
        kind: 'panel',
        inventory,
        providers: names.map((name) => ({
          name,
          notionalMax: draw.magnitude(1, 1 + equityMax * 50),
          windowUs: draw.magnitude(1_000_000, 600_000_000),
          discountPpm: draw.of([0, 1, 10_000, 100_000]),
        })),
      };
    case 'dutchAuction':
      return {
        kind: 'dutchAuction',
        inventory,
        bidders: names.map((name) => ({ name, reservationPpm: draw.of([0, 50_000, 150_000, 150_000, 500_000]) })),
        discounts: drawCourse(draw),
        intervalUs: draw.magnitude(10_000, 10_000_000),
      };
  }
}

function drawCourse(draw: Draw): DiscountPoint[] {
  const course: DiscountPoint[] = [{ afterUs: 0, discountPpm: draw.of([0, 0, 50_000, 333_333]) }];
  for (let more = draw.of([0, 1, 2, 3]); more > 0; more -= 1) {
    const { afterUs, discountPpm } = course.at(-1)!;
    course.push({
      afterUs: afterUs + draw.magnitude(1_000, 600_000_000),
      discountPpm: Math.min(1_000_000, discountPpm + draw.of([0, 123_457, 500_000, 1_000_000])),
    });
  }
  return course;
}
