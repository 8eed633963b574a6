/** More seeds of test/exchange/portfolio-swarm.test.ts, and longer lives. */
import { describe, expect, it } from 'vitest';
import { live, MODELS, openWorlds } from '../exchange/portfolio-worlds.ts';
import { createStream } from '../../src/numeric/stream.ts';

const VENUES = 8;
const swarm = process.env['SWARM_SEED'] ?? 'long';

describe.each(MODELS)('venues under the %s model', (name, margin) => {
  it(`conserve everything and flag whom a look at everybody flags, ${VENUES} venues of ${swarm}`, () => {
    for (let seed = 0; seed < VENUES; seed += 1) {
      const stream = createStream('portfolio swarm', swarm, name, seed);
      const worlds = openWorlds(margin, stream, seed % 2 === 0);
      live(worlds, stream, 400);
      expect(worlds[1].facts.rows, `seed ${seed}`).toEqual(worlds[0].facts.rows);
    }
  });
});
