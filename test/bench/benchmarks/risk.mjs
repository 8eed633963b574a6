/**
 * Historical value at risk and shortfall of many accounts: every scenario of every account against blocks of scenarios that a
 * bound lets skip. Requirements must have the same bits. What bounds it is in src/margin/risk/scenario-table.ts.
 */
import { createHash } from 'node:crypto';
import { figure, interleave, processorMs, ratiosOf } from '../harness/measure.mjs';
import { createRiskJob } from '../jobs/risk-books.mjs';

const OURS = 'requireInto';
const NAIVE = 'every scenario';

export function parts({ full }) {
  const size = { scenarios: 500, assets: 15, options: 0, accounts: full ? 100_000 : 10_000, rounds: full ? 9 : 5 };
  return [
    { name: '5 positions, one side', positions: 5, sides: 'one', ...size },
    { name: '5 positions, mixed sides', positions: 5, sides: 'mixed', ...size },
    { name: '15 positions, mixed sides', positions: 15, sides: 'mixed', ...size },
    { name: '5 positions, shortfall', positions: 5, sides: 'mixed', shortfall: true, ...size },
    { name: '5 positions, 4 of them options', positions: 5, sides: 'mixed', ...size, options: 4 },
    { name: '5 positions, all tools', positions: 5, sides: 'mixed', tools: true, ...size },
  ];
}

export async function measure(part, options) {
  const { books, prepared, naive } = createRiskJob(part);
  const found = new Float64Array(books.length);
  const hash = () => createHash('sha256').update(new Uint8Array(found.buffer)).digest('hex').slice(0, 16);
  const out = { initial: 0, maintenance: 0 };
  const timed = (requireOf) => {
    const started = processorMs();
    for (let b = 0; b < books.length; b += 1) found[b] = requireOf(books[b]);
    const ms = processorMs() - started;
    return { ms, hash: hash() };
  };
  const contestants = [
    {
      name: OURS,
      run: () =>
        timed((book) => {
          prepared.requireInto(book, out);
          return out.maintenance;
        }),
    },
    { name: NAIVE, run: () => timed(naive) },
  ];
  const rows = await interleave(contestants, options.rounds ?? part.rounds, 2);
  const [ours, all] = rows;
  const rates = ({ values }) => values.map((ms) => books.length / (ms / 1000));
  const hashOf = (row) => row.hashes.join(' or ');
  return {
    title: 'maintenance requirements under historical margin, one thread',
    work: `${books.length.toLocaleString('en-US')} accounts x ${part.positions} positions, ${part.scenarios} scenarios x ${part.assets} assets`,
    figures: [
      figure(OURS, 'accounts/s', rates(ours), { hash: hashOf(ours), ratios: { [NAIVE]: ratiosOf(ours, all) } }),
      figure(NAIVE, 'accounts/s', rates(all)),
    ],
    // With caps, buffers and charges the naive figure is the estimate alone, a part of the work.
    equal: part.tools ? [] : [{ what: 'requirements', hashes: { [OURS]: hashOf(ours), [NAIVE]: hashOf(all) } }],
    notes: [],
  };
}
