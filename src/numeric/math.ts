/**
 * Exponential, logarithm and power with the same bits on every engine. `Math.exp` and its kind may differ by a last
 * bit between versions of V8; the four operations and `sqrt` may not, and everything here is made of those.
 *
 * Rule: no code outside this file calls a transcendental of `Math`. Bits are pinned by test/numeric/math.test.ts, so
 * a change of one coefficient is a change of every fingerprint.
 *
 * Method. exp: x = k ln 2 + r with |r| <= ln 2 / 2, then the Taylor polynomial of degree 13 (the first term left out
 * is below 2^-57 of it) and an exact scaling by 2^k. log: x = 2^k m, c the multiple of 1/32 nearest to m,
 * log c from a table, and log(m / c) = 2 atanh(s) with s = (m - c) / (m + c), |s| < 1/88, by its Taylor series.
 */

const LOG2_E = 1.4426950408889634;
/** ln 2 in two parts. The high one, like the table below, is a multiple of 2^-40, so k x LN2_HIGH + log c is exact. */
const LN2_HIGH = 0.6931471805601177;
const LN2_LOW = -1.7239444525614835e-13;

/** Above this exp overflows: log(2^1024 (1 - 2^-54)), rounded down. */
const EXP_ARGUMENT_MAX = 709.782712893384;
/** Below this exp rounds to zero: log(2^-1075), rounded up. */
const EXP_ARGUMENT_MIN = -745.1332191019411;

const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_54 = 18_014_398_509_481_984;
const SMALLEST_EXPONENT = -1074;
/** [2098], 2^k at k + 1074, for k from -1074 to 1023: scaling without touching bits. */
const powersOfTwo = buildPowersOfTwo();

const CENTRE_FIRST = 23;
/** [23], log(j / 32) for j from 23 to 45, rounded to a multiple of 2^-40. */
const centreLogHigh = new Float64Array([
  -0.330241686870977, -0.2876820724513891, -0.24686007793116005, -0.2076393647785153, -0.1698990367949591,
  -0.13353139262471814, -0.09844007281299127, -0.06453852113736502, -0.03174869831491378, 0, 0.03077165866670839,
  0.06062462181671435, 0.08961215868930594, 0.11778303565643, 0.14518200984457508, 0.17185025692651834,
  0.1978257433302133, 0.22314355131402408, 0.24783616390413954, 0.27193371548401046, 0.29546421289342106,
  0.3184537311180975, 0.3409265869704541,
]);
/** [23], what the rounding of `centreLogHigh` left out. */
const centreLogLow = new Float64Array([
  4.001352063965439e-13, -3.918237769963822e-13, -3.657488373208597e-13, 2.707990980384746e-13, -4.383710744723666e-13,
  1.9551393909415374e-13, -2.6124491647247346e-13, -2.0614806739842207e-13, 3.334802027954729e-13, 0,
  4.529814257790929e-14, -2.795098818345971e-13, 3.811896486921138e-13, -4.654729747598445e-14, -7.718001336828099e-14,
  1.4088127937111135e-13, -2.934191242140559e-13, 1.856757095979601e-13, 4.4171755371315547e-13, -3.687042831583768e-13,
  4.148131870425857e-13, 4.3712191957429144e-13, 1.3912841212197566e-13,
]);

const doubleView = new Float64Array(1);
const wordView = new Uint32Array(doubleView.buffer);
doubleView[0] = 1;
/** Which of the two 32-bit words holds sign and exponent; depends on the machine's byte order. */
const HIGH_WORD = wordView[1] === 0 ? 0 : 1;

function buildPowersOfTwo(): Float64Array {
  const powers = new Float64Array(1023 - SMALLEST_EXPONENT + 1);
  let power = 1;
  for (let k = 0; k <= 1023; k += 1, power *= 2) powers[k - SMALLEST_EXPONENT] = power;
  power = 1;
  for (let k = 0; k >= SMALLEST_EXPONENT; k -= 1, power /= 2) powers[k - SMALLEST_EXPONENT] = power;
  return powers;
}

/** exp(r) - 1 - r for |r| <= 0.35. Even and odd terms, low and high ones in parallel, for speed. */
function expBeyondLinear(r: number): number {
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = 1 / 2 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120));
  const middle = 1 / 720 + r * (1 / 5_040) + r2 * (1 / 40_320 + r * (1 / 362_880));
  const high = 1 / 3_628_800 + r * (1 / 39_916_800) + r2 * (1 / 479_001_600 + r * (1 / 6_227_020_800));
  return r2 * (low + r4 * (middle + r4 * high));
}

/** exp(r + tail) for |r| <= 0.35 and a tail below its last bit, rounded once but for 2^-56. */
function expOfReduced(r: number, tail: number): number {
  const sum = 1 + r;
  return sum + (1 - sum + r + (expBeyondLinear(r) + (tail + tail * r)));
}

/** y x 2^k for y in [0.7, 1.5); rounds once, also where the result is subnormal. */
function scaleByPowerOfTwo(y: number, k: number): number {
  if (k > 1023) return y * powersOfTwo[1023 - SMALLEST_EXPONENT] * powersOfTwo[k - 1023 - SMALLEST_EXPONENT];
  if (k < -1022) return y * powersOfTwo[-1000 - SMALLEST_EXPONENT] * powersOfTwo[k + 1000 - SMALLEST_EXPONENT];
  return y * powersOfTwo[k - SMALLEST_EXPONENT];
}

/** e^x, within 0.7 ulp (one step of 2^-1074 where the result is subnormal). NaN gives NaN. */
export function exp(x: number): number {
  if (!(x <= EXP_ARGUMENT_MAX)) return x > 0 ? Infinity : NaN;
  if (x < EXP_ARGUMENT_MIN) return 0;
  const k = Math.floor(x * LOG2_E + 0.5);
  const high = x - k * LN2_HIGH;
  const r = high - k * LN2_LOW;
  const tail = high - r - k * LN2_LOW;
  return scaleByPowerOfTwo(expOfReduced(r, tail), k);
}

/** e^x - 1 without the loss of digits near 0, within 2 ulp. NaN gives NaN, -0 gives -0. */
export function expm1(x: number): number {
  if (!(x <= EXP_ARGUMENT_MAX)) return x > 0 ? Infinity : NaN;
  // Below -40 the result is -1 to the last bit.
  if (x < -40) return -1;
  // Also where x + 0 would lose the sign of zero.
  if (Math.abs(x) < 1e-17) return x;
  if (Math.abs(x) < 0.35) return x + expBeyondLinear(x);
  const k = Math.floor(x * LOG2_E + 0.5);
  const high = x - k * LN2_HIGH;
  const r = high - k * LN2_LOW;
  const tail = high - r - k * LN2_LOW;
  const part = r + (expBeyondLinear(r) + (tail + tail * r));
  // 2^k (1 + part) - 1, with the exact 2^k - 1 taken together first; from 2^56 on the 1 is below half a last bit.
  if (k > 56) return scaleByPowerOfTwo(1 + part, k);
  const power = powersOfTwo[k - SMALLEST_EXPONENT];
  return power - 1 + power * part;
}

/** The k for which x / 2^k lies in [45/64, 45/32), for a normal positive x; -1022 to 1024. */
function binadeOf(x: number): number {
  doubleView[0] = x;
  const word = wordView[HIGH_WORD];
  // Mantissas from 45/32 = 1.40625 on go to the next power.
  return (word >>> 20) - 1023 + ((word & 0x000fffff) >= 0x00068000 ? 1 : 0);
}

/** Natural logarithm, within 0.7 ulp. log(0) = -Infinity; a negative number or NaN gives NaN. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  // A subnormal is lifted by 2^54 first.
  const lift = x < SMALLEST_NORMAL ? 54 : 0;
  const lifted = lift === 0 ? x : x * TWO_TO_54;
  const binade = binadeOf(lifted);
  const k = binade - lift;
  const m = lifted * powersOfTwo[-binade - SMALLEST_EXPONENT];
  const centreIndex = Math.floor(m * 32 + 0.5);
  const c = centreIndex * 0.03125;
  const f = m - c;
  const s = f / (m + c);
  const s2 = s * s;
  const quotient = c === 1 ? f : f / c;
  // 2 atanh(s) = f / c - s (f / c - 2 s^2 / 3 - ...): the large term is exact or hidden below log c.
  const series = s2 * (2 / 3 + s2 * (2 / 5 + s2 * (2 / 7 + s2 * (2 / 9))));
  const low = k * LN2_LOW + centreLogLow[centreIndex - CENTRE_FIRST] - s * (quotient - series);
  const high = k * LN2_HIGH + centreLogHigh[centreIndex - CENTRE_FIRST];
  const sum = high + quotient;
  return sum + (high - sum + quotient + low);
}

/** log(1 + x) without the loss of digits near 0, within 2 ulp. Below -1 or NaN gives NaN, -0 gives -0. */
export function log1p(x: number): number {
  const u = 1 + x;
  if (u === 1) return x;
  if (!(u > 0) || u === Infinity) return log(u);
  // What rounding took from 1 + x, exact whichever of the two is larger.
  const lost = Math.abs(x) < 1 ? x - (u - 1) : 1 - (u - x);
  return log(u) + lost / u;
}

/** a x b - product, exact for `product` = a x b rounded; |a| and |b| below 2^996. Dekker (1971), Veltkamp's split. */
function productError(a: number, b: number, product: number): number {
  const aBig = 134_217_729 * a;
  const aHigh = aBig - (aBig - a);
  const aLow = a - aHigh;
  const bBig = 134_217_729 * b;
  const bHigh = bBig - (bBig - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/**
 * base^exponent for base >= 0, within 0.7 ulp: the logarithm is carried in two doubles (to 2^-64 of itself), so that a
 * large exponent does not magnify its error. Exponents 0, 1, 2 and 1/2 are exact operations. A negative base or NaN
 * gives NaN, except that every base to the power 0 is 1.
 */
export function power(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  if (!(base >= 0) || exponent !== exponent) return NaN;
  if (exponent === 1) return base;
  if (exponent === 2) return base * base;
  if (exponent === 0.5) return Math.sqrt(base);
  if (base === 1) return 1;
  if (base === 0 || base === Infinity) return (base === 0) === exponent < 0 ? Infinity : 0;
  const estimate = exponent * log(base);
  if (Math.abs(estimate) > 746) return estimate > 0 ? Infinity : 0;
  return powerWithin(base, exponent);
}

/** `power` for a positive finite base whose result is neither far above nor far below the range of doubles. */
function powerWithin(base: number, exponent: number): number {
  // Reduction as in `log`.
  const lift = base < SMALLEST_NORMAL ? 54 : 0;
  const lifted = lift === 0 ? base : base * TWO_TO_54;
  const binade = binadeOf(lifted);
  const k = binade - lift;
  const m = lifted * powersOfTwo[-binade - SMALLEST_EXPONENT];
  const centreIndex = Math.floor(m * 32 + 0.5);
  const c = centreIndex * 0.03125;
  const f = m - c;
  // s = f / (m + c) in two doubles; the rounding error of m + c is taken along.
  const sum = m + c;
  const carried = sum - m;
  const sumLow = m - (sum - carried) + (c - carried);
  const s = f / sum;
  const product = s * sum;
  const sLow = (f - product - productError(s, sum, product) - s * sumLow) / sum;
  const s2 = s * s;
  const series = s * s2 * (2 / 3 + s2 * (2 / 5 + s2 * (2 / 7 + s2 * (2 / 9))));
  const exact = k * LN2_HIGH + centreLogHigh[centreIndex - CENTRE_FIRST];
  const logHigh = exact + 2 * s;
  const logLow =
    2 * s - (logHigh - exact) + (2 * sLow + series + (k * LN2_LOW + centreLogLow[centreIndex - CENTRE_FIRST]));
  // e^(exponent x log), the low part entering after the reduction.
  const x = exponent * logHigh;
  const xLow = productError(exponent, logHigh, x) + exponent * logLow;
  const j = Math.floor(x * LOG2_E + 0.5);
  const high = x - j * LN2_HIGH;
  const low = xLow - j * LN2_LOW;
  const r = high + low;
  const tail = high - r + low;
  return scaleByPowerOfTwo(expOfReduced(r, tail), j);
}
