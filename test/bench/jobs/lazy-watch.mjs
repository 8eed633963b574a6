/**
 * The simulator's graded lazy rescan over the benchmark's folded books: the same engine that the exchange uses, without
 * the exchange. An account is one record of whole cache lines (constant, quantities, 1 / weight, place, gauge, signals),
 * so that deriving it touches as little memory as can be.
 */
import { GradedRescan } from '../../../dist/exchange/graded-rescan.js';
import {
  GAUGE_LONG,
  GAUGE_MIXED,
  GAUGE_SHORT,
  GAUGE_SINGLE,
  RADIUS_ERROR,
  RescanGauges,
} from '../../../dist/exchange/rescan-gauges.js';
import { loadGenerated } from './generated.mjs';

const LINE = 64;
const WASM_PAGE = 65_536;

/** `prices` (present ones) and `signals` are read at each look; their owner sets both before. */
export async function createLazyWatch(folded, prices, signals) {
  const { accounts, market } = folded;
  const layout = layoutOf(folded.positions);
  const records = allocateRecords(accounts, layout);
  const breached = { accounts: new Int32Array(accounts), count: 0 };
  const lines = Uint32Array.from({ length: accounts }, (_, a) => a);
  const { bind } = await loadGenerated(subjectSource(layout));
  const subject = bind(records.doubles, records.floats, records.bytes, signals, breached);
  let rescan = null;

  const watch = {
    breached: breached.accounts,
    collect() {
      breached.count = 0;
      rescan.look();
      if (breached.count > 1) breached.accounts.subarray(0, breached.count).sort();
      return breached.count;
    },
    /** Infinity takes the account out: a breached one waits nowhere any more. */
    setConstant(account, value) {
      records.doubles[account * layout.doubles] = value;
      if (value !== Infinity) rescan.accountChanged(account);
    },
    /** Everybody as at the start, nobody placed: the next look derives all of them. */
    reset() {
      fillRecords(records, folded, layout);
      prices.set(market.first);
      const place = { column: records.places, lines, stride: layout.bytes / 4, offset: layout.placeAt / 4 };
      rescan = new GradedRescan(subject, new RescanGauges(prices, market.first), place, 0, accounts);
    },
    get work() {
      return rescan.work;
    },
    bytesPerAccount: layout.bytes + 4 + 4 * 1.25,
  };
  watch.reset();
  return watch;
}

function layoutOf(positions) {
  const inverseAt = 8 + 8 * positions;
  const [placeAt, gaugeAt, signalsAt] = [inverseAt + 4, inverseAt + 8, inverseAt + 9];
  const used = signalsAt + positions;
  const bytes = used <= LINE / 2 ? LINE / 2 : Math.ceil(used / LINE) * LINE;
  return { positions, inverseAt, placeAt, gaugeAt, signalsAt, bytes, doubles: bytes / 8 };
}

function allocateRecords(accounts, { bytes }) {
  // The memory of WebAssembly starts at a page, so that records do start at a cache line; a plain buffer would not.
  const { buffer } = new WebAssembly.Memory({ initial: Math.ceil((accounts * bytes) / WASM_PAGE) });
  return {
    doubles: new Float64Array(buffer),
    floats: new Float32Array(buffer),
    places: new Int32Array(buffer),
    bytes: new Uint8Array(buffer),
  };
}

function fillRecords(records, folded, layout) {
  const { accounts, positions, constant, quantity, signal, market } = folded;
  for (let a = 0; a < accounts; a += 1) {
    const record = a * layout.bytes;
    records.doubles[record / 8] = constant[a];
    let weight = 0;
    let longs = 0;
    for (let k = 0; k < positions; k += 1) {
      const at = a * positions + k;
      const i = signal[at] >> 1;
      const isLong = signal[at] % 2 === 0;
      records.doubles[record / 8 + 1 + k] = quantity[at];
      records.bytes[record + layout.signalsAt + k] = signal[at];
      weight += Math.abs(quantity[at]) * market.first[i] * (isLong ? 1 - market.rates[i] : 1 + market.rates[i]);
      longs += isLong ? 1 : 0;
    }
    // Rounded down by more than single precision can round up.
    records.floats[(record + layout.inverseAt) / 4] = (1 / weight) * (1 - 2 ** -22);
    records.places[(record + layout.placeAt) / 4] = 0;
    records.bytes[record + layout.gaugeAt] =
      positions === 1
        ? GAUGE_SINGLE + signal[a]
        : longs === positions
          ? GAUGE_LONG
          : longs === 0
            ? GAUGE_SHORT
            : GAUGE_MIXED;
  }
}

function subjectSource({ positions, bytes, inverseAt, gaugeAt, signalsAt }) {
  const quantityOf = (k) => `doubles[at + ${1 + k}]`;
  const terms = Array.from(
    { length: positions },
    (_, k) => `${quantityOf(k)} * signals[bytes[record + ${signalsAt + k}]]`,
  );
  return `export function bind(doubles, floats, bytes, signals, breached) {
    const list = breached.accounts;
    const subject = {
      gauge: 0,
      derive(account) {
        const at = account * ${bytes / 8};
        const record = account * ${bytes};
        const surplus = doubles[at] + ${terms.join(' + ')};
        if (surplus < 0) {
          list[breached.count] = account;
          breached.count += 1;
          return -1;
        }
        subject.gauge = bytes[record + ${gaugeAt}];
        const radius = surplus * floats[account * ${bytes / 4} + ${inverseAt / 4}] - ${RADIUS_ERROR};
        return radius > 0 ? radius : 0;
      },
      check(account) {
        const at = account * ${bytes / 8};
        const record = account * ${bytes};
        if (doubles[at] + ${terms.join(' + ')} < 0) {
          list[breached.count] = account;
          breached.count += 1;
        }
      },
    };
    return subject;
  }`;
}
