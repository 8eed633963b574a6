// Goal: the scenario that ships to show it does show it: betas of small coins multiply in a break, and correlation does not go to one. Method:
// two of its paths, and the same without liquidations.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { simulate } from '../../src/experiment/simulate.ts';
import type { Override } from '../../src/scenario/overrides.ts';
import { repository } from '../scenario/test-environment.ts';

const load = (...overrides: Override[]) =>
  loadScenario(join(repository, 'scenarios/hypothetical/thin-books.yaml'), { overrides });

describe('thin books', () => {
  const SMALL = [2, 3, 4, 5];

  it.each([0, 1])(
    'multiply betas by four and more on path %d',
    (path) => {
      const { before, during } = simulate(load(), { path }).coMovement!;
      for (const k of SMALL) {
        expect(before.betas[k]!).toBeGreaterThan(0.4);
        expect(before.betas[k]!).toBeLessThan(1.5);
        expect(during.betas[k]! / before.betas[k]!).toBeGreaterThan(4);
      }
      expect(during.betas[1]! / before.betas[1]!).toBeLessThan(3);
      expect(during.pairCorrelation!).toBeLessThan(0.9);
    },
    60_000,
  );

  it('break nothing where nobody is closed by force', () => {
    const { coMovement, failure } = simulate(load({ key: 'venue.liquidation.enabled', value: 'false' }), { path: 0 });
    expect(failure).toBeNull();
    expect(coMovement!.during.windows).toBe(0);
  }, 60_000);
});
