/** `venue.circuitBreakers` to rules; those narrower than a tick are refused. */
import { PPM_PER_UNIT } from '../../base/units.ts';
import type { HaltRules, PriceBandRules, ThrottleRules, VenueRules } from '../../exchange/venue-rules.ts';
import type { Instrument } from '../../instruments/instrument.ts';
import { exp } from '../../numeric/math.ts';
import { multiplePpmOf } from '../compile-margin-changes.ts';
import { complete, read, type Findings } from '../findings.ts';
import { logDistance } from '../log-distance.ts';
import { parseDuration, parseMoney } from '../units.ts';
import type { Path } from '../yaml-nodes.ts';
import { reportBelowTick, tickSharePpm, type TickContext, type VenueDraft } from './control-context.ts';

type Breakers = NonNullable<VenueDraft['circuitBreakers']>;

const BASE: Path = ['venue', 'circuitBreakers'];
/** Of a whole tick, far above the error of a distance that went through a logarithm and back. */
const ROUNDING = 1e-6;

export function compileBreakers(
  draft: VenueDraft['circuitBreakers'],
  contracts: readonly Instrument[] | undefined,
  findings: Findings,
): { [Key in 'priceBand' | 'halt' | 'throttle']: VenueRules[Key] | undefined } {
  const context: TickContext = { contracts: contracts ?? [], findings };
  return {
    priceBand: compilePriceBand(draft?.priceBand, context),
    halt: compileHalt(draft?.halt, context),
    throttle: compileThrottle(draft?.throttle),
  };
}

/** Premiums of options come down to a few ticks, and to one, whatever the scenario says: they are not looked at. */
function tradedOf({ contracts }: TickContext): readonly number[] {
  return contracts.flatMap(({ contract: { kind } }, i) => (kind === 'spot' || kind === 'option' ? [] : [i]));
}

function compilePriceBand(draft: Breakers['priceBand'], context: TickContext): PriceBandRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return draft === undefined ? undefined : null;
  const rules = complete<PriceBandRules>({ widthLog: logDistance(draft.width) });
  if (rules !== undefined) checkBand(rules, context);
  return rules;
}

/** Orders fill up to floor(index x e^width) and down to ceil(index / e^width). */
function checkBand({ widthLog }: PriceBandRules, context: TickContext): void {
  const tooNarrow = tradedOf(context).filter((i) => {
    const { priceInitialTicks } = context.contracts[i];
    const [low, high] = [Math.ceil(priceInitialTicks * exp(-widthLog)), Math.floor(priceInitialTicks * exp(widthLog))];
    return high <= priceInitialTicks || low >= priceInitialTicks;
  });
  // The lower edge is the nearer one: P / (1 + width) is at most P - 1 from width = 1 / (P - 1) on.
  const least = Math.max(
    ...tooNarrow.map((i) => Math.ceil(PPM_PER_UNIT / (context.contracts[i].priceInitialTicks - 1))),
  );
  const advice = Number.isFinite(least)
    ? { expected: `at least ${least} ppm` }
    : { hint: 'an initial price of one tick has no room below: take a smaller tickSize' };
  const effect = 'no order could fill on one side of the index';
  reportBelowTick([...BASE, 'priceBand', 'width'], tooNarrow, effect, advice, context);
}

function compileHalt(draft: Breakers['halt'], context: TickContext): HaltRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return draft === undefined ? undefined : null;
  const { contracts, findings } = context;
  const moveLog = logDistance(draft.move);
  const tooNarrow = tradedOf(context).filter(
    (i) => moveLog !== undefined && contracts[i].priceInitialTicks * (exp(moveLog) - 1) < 1 - ROUNDING,
  );
  const advice = { expected: `at least ${tickSharePpm(tooNarrow, context)} ppm` };
  reportBelowTick([...BASE, 'halt', 'move'], tooNarrow, 'every change of the mark would halt it', advice, context);
  return complete<HaltRules>({
    windowUs: read(parseDuration, draft.window),
    moveLog,
    durationUs: read(parseDuration, draft.duration),
    liquidationsAllowed: draft.liquidationsAllowed,
    marginMultiplePpm: Object.hasOwn(draft, 'marginMultiple')
      ? multiplePpmOf(draft.marginMultiple, [...BASE, 'halt', 'marginMultiple'], findings)
      : PPM_PER_UNIT,
  });
}

function compileThrottle(draft: Breakers['throttle']): ThrottleRules | null | undefined {
  if (draft === undefined || draft === null || draft === 'off') return draft === undefined ? undefined : null;
  return complete<ThrottleRules>({
    notionalMax: read(parseMoney, draft.notionalMax),
    windowUs: read(parseDuration, draft.window),
  });
}
