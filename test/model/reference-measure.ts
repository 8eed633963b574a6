/** What all accounts together must hold, in the reference exchange. */
import type { MarginMeasure } from '../../src/exchange/exchange-port.ts';
import {
  comparedRequirement,
  initialMarginWith,
  maintenanceOf,
  marginEquityOf,
  standaloneOf,
} from './reference-margin.ts';
import { FIRST_AGENT, legsOf, type World } from './reference-world.ts';

/** Models that are measured by, the venue's own first; none where margin stays as it is. */
export function measuredModels({ venue, portfolio }: World): string[] {
  if (portfolio !== null) return [portfolio.model.id, ...portfolio.compared.map(({ id }) => id)];
  const { marginRecalibration, marginChanges, halt, controls } = venue;
  const multiples = [halt?.marginMultiplePpm, controls.fundMode?.marginMultiplePpm];
  const canMove =
    marginRecalibration !== null ||
    marginChanges.length > 0 ||
    controls.marginSteps !== null ||
    controls.openInterestMargin !== null ||
    multiples.some((multiple) => multiple !== undefined && multiple !== 1_000_000);
  return canMove ? ['tiered'] : [];
}

/** Sums over agents with a position: by the venue's own model, then by those that it is compared with. */
export function measureMargin(world: World, models: number): MarginMeasure {
  const { portfolio } = world;
  for (const { prepared } of portfolio?.compared ?? []) prepared.refresh();
  const agents = world.accounts.slice(FIRST_AGENT).filter((account) => legsOf(world, account).length > 0);
  const sumOf = (read: (account: (typeof agents)[number]) => bigint): number =>
    Number(agents.reduce((sum, account) => sum + read(account), 0n));
  const compared = (kind: 'initial' | 'maintenance') =>
    (portfolio?.compared ?? []).map(({ prepared }) =>
      sumOf((account) => comparedRequirement(world, account, kind, prepared)),
    );
  const own = (figure: number): number[] => (models === 0 ? [] : [figure]);
  return {
    equity: sumOf((account) => marginEquityOf(world, account)),
    initial: [
      ...own(sumOf((account) => initialMarginWith(world, account, world.instruments[0]!, 0n))),
      ...compared('initial'),
    ],
    maintenance: [...own(sumOf((account) => maintenanceOf(world, account))), ...compared('maintenance')],
    standalone: sumOf((account) => standaloneOf(world, account)),
  };
}
