/** Operational faults of the reference exchange, by its clock. Written from docs/exchange-rules.md, section 21. */
import type { FaultRules } from '../../src/exchange/faults/fault-rules.ts';
import { OracleErrors } from './reference-oracle.ts';
import type { Mechanism, WakeAt } from './reference-mechanisms.ts';
import { lookOutside } from './reference-prices.ts';
import { tell, type World } from './reference-world.ts';

export function createFaults(world: World, wakeAt: WakeAt): Mechanism | null {
  const { faults } = world.venue;
  if (faults.length === 0) return null;
  if (faults.some(({ kind }) => kind === 'oracle')) world.oracle = new OracleErrors(world);
  return {
    start(): void {
      for (const [place, { atUs }] of faults.entries()) wakeAt(atUs, place, 1);
    },
    onTimer(place: number, begins: number): void {
      const b = world.accounts.filter(({ status }) => status === 'liquidating').length;
      tell(world, begins === 1 ? 'faultStart' : 'faultEnd', { a: place, b });
      const fault = faults[place]!;
      if (begins === 1) wakeAt(fault.atUs + fault.durationUs, place, 0);
      change(world, place, fault, begins === 1);
    },
  };
}

function change(world: World, place: number, fault: FaultRules, begins: boolean): void {
  const stops = stopsOf(world, fault);
  for (const each of stops) {
    if (begins) each.stop(`fault ${place}`, fault.atUs + fault.durationUs);
    else each.lift(`fault ${place}`);
  }
  if (fault.kind !== 'oracle') return;
  world.oracle!.change(place, fault, begins);
  const erring = fault.instruments.map((index) => world.instruments[index]!);
  lookOutside(world, erring, (followed) => erring.includes(followed));
  world.stale = true;
}

/** The services that the fault has off; slowness and who is cut off are the business of whoever carries commands. */
function stopsOf(world: World, fault: FaultRules) {
  switch (fault.kind) {
    case 'matchingDown':
      return fault.instruments.map((index) => world.instruments[index]!.outages);
    case 'liquidationDown':
      return [world.engine];
    case 'withdrawalsClosed':
      return [world.withdrawals];
    case 'depositsClosed':
      return [world.deposits];
    default:
      return [];
  }
}
