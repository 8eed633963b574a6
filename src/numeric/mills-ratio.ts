/**
 * The Mills ratio of the normal law, R(x) = (1 - N(x)) / phi(x), and its fall -R'(x) = 1 - x R(x): what tails are made of
 * once the density is taken out, smooth and of moderate size however far out x lies.
 *
 * R(x) = sqrt(pi / 2) erfcx(x / sqrt 2), erfcx the scaled complementary error function by rational approximation.
 * Source: W. J. Cody, Rational Chebyshev approximations for the error function, Mathematics of Computation 23 (1969)
 * 631-637, in the form of his routine CALERF.
 */
import { exp } from './math.ts';

const SQRT_HALF = 0.7071067811865476;
const SQRT_HALF_PI = 1.2533141373155003;
const SQRT_2PI = 2.5066282746310007;
const ONE_OVER_SQRT_PI = 0.5641895835477563;
/** Ends of the approximations, in units of sqrt 2. */
const SERIES_END = 0.46875;
const MIDDLE_END = 4;
/** From here on 1 - x R(x) would lose two digits, and a few terms of the continued fraction have them all. */
const FRACTION_START = 8;

/** Relative error below 1e-15 for x >= 0, growing with e^(x^2 / 2) below; meant for x >= -2. */
export function millsRatio(x: number): number {
  if (x < 0) return SQRT_2PI * exp((x * x) / 2) - millsRatio(-x);
  const y = x * SQRT_HALF;
  if (y <= SERIES_END) return SQRT_HALF_PI * exp(y * y) * (1 - y * nearRatio(y * y));
  return SQRT_HALF_PI * (y <= MIDDLE_END ? middleRatio(y) : farRatio(y));
}

/** 1 - x R(x), relative error below 1e-13 for x >= -1. */
export function millsFall(x: number): number {
  if (x < FRACTION_START) return 1 - x * millsRatio(x);
  // 1 / R(x) = x + 1 / (x + 2 / (x + ...)), from the far end.
  let fraction = 0;
  for (let term = 24; term >= 1; term -= 1) fraction = term / (x + fraction);
  return fraction / (x + fraction);
}

/** erf(y) / y by y^2. */
function nearRatio(s: number): number {
  const above =
    (((0.185777706184603153 * s + 3.1611237438705656) * s + 113.864154151050156) * s + 377.485237685302021) * s +
    3209.37758913846947;
  const below =
    (((s + 23.6012909523441209) * s + 244.024637934444173) * s + 1282.61652607737228) * s + 2844.23683343917062;
  return above / below;
}

function middleRatio(y: number): number {
  const above =
    (((((((2.15311535474403846e-8 * y + 0.564188496988670089) * y + 8.88314979438837594) * y + 66.1191906371416295) *
      y +
      298.635138197400131) *
      y +
      881.95222124176909) *
      y +
      1712.04761263407058) *
      y +
      2051.07837782607147) *
      y +
    1230.33935479799725;
  const below =
    (((((((y + 15.7449261107098347) * y + 117.693950891312499) * y + 537.181101862009858) * y + 1621.38957456669019) *
      y +
      3290.79923573345963) *
      y +
      4362.61909014324716) *
      y +
      3439.36767414372164) *
      y +
    1230.33935480374942;
  return above / below;
}

function farRatio(y: number): number {
  const s = 1 / (y * y);
  const above =
    ((((0.0163153871373020978 * s + 0.305326634961232344) * s + 0.360344899949804439) * s + 0.125781726111229246) * s +
      0.0160837851487422766) *
      s +
    6.58749161529837803e-4;
  const below =
    ((((s + 2.56852019228982242) * s + 1.87295284992346047) * s + 0.527905102951428412) * s + 0.0605183413124413191) *
      s +
    0.00233520497626869185;
  return (ONE_OVER_SQRT_PI - (s * above) / below) / y;
}
