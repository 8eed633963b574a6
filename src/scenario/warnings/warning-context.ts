/** What the checks for odd settings look at: a sound scenario, and the file that it came from. */
import { formatUsd } from '../../base/format.ts';
import { QUANTA_PER_USD, type QuoteQuanta, type SimTimeUs } from '../../base/units.ts';
import type { CompiledScenario } from '../compile-scenario.ts';
import type { Finding, Findings } from '../findings.ts';
import type { Path } from '../yaml-nodes.ts';

export interface WarningContext {
  readonly scenario: CompiledScenario;
  /** Open interest of all instruments, one side's. */
  readonly market: QuoteQuanta;
  readonly durationUs: SimTimeUs;
  readonly warn: (finding: Finding) => void;
  /** Whether the file itself says something there, and not only its defaults. */
  readonly isWritten: (path: Path) => boolean;
}

export function contextOf(scenario: CompiledScenario, findings: Findings): WarningContext {
  return {
    scenario,
    market: scenario.agents.openInterest.reduce((sum, one) => sum + one, 0),
    durationUs: scenario.run.durationUs,
    warn: (finding) => findings.warn(finding),
    isWritten: (path) => findings.isWritten(path),
  };
}

export function usd(quanta: QuoteQuanta): string {
  return formatUsd(quanta / QUANTA_PER_USD);
}
