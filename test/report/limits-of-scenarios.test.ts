// Goal: what the page says of every venue without a model of margin by account is true of every scenario that ships.
// Method: all files below scenarios/ are read, none is run.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/cli/load-scenario.ts';
import { limitsOf } from '../../src/report/html/assumptions-section.ts';
import { repository } from '../scenario/test-environment.ts';

const shipped = readdirSync(join(repository, 'scenarios'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.ya?ml$/.test(file),
);

describe('what the model leaves out', () => {
  it.each(shipped)('is true of %s', (file) => {
    const scenario = loadScenario(join(repository, 'scenarios', file));
    const said = limitsOf(scenario).join(' ');
    const { venue, agents } = scenario;
    const isPlain = venue.instruments.every(({ contract }) => contract.kind === 'perpetual' && !contract.settlesInCoin);
    // Linear perpetuals alone, and nobody brings another asset.
    if (said.includes('linear perpetuals')) expect(isPlain).toBe(true);
    if (said.includes('Collateral is the quote currency')) {
      expect(agents.classes.flatMap(({ collateral }) => collateral)).toEqual([]);
    }
    expect(said.includes('no funding is paid')).toBe(venue.funding === null);
    expect(said.includes('nobody withdraws')).toBe(venue.withdrawals === null);
    expect(said.includes('nothing breaks down')).toBe(venue.faults.length === 0);
    const attacks = agents.classes.some(({ kind }) => kind === 'fundAttacker');
    expect(said.includes('do not expect a liquidation')).toBe(!attacks);
  });
});
