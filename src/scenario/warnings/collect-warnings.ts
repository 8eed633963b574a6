/**
 * Settings that are legal and hardly meant: a mechanism that can never act, one that undoes another, a length beyond that of the
 * run. They are said in the summary and never refused: what cannot mean anything at all is refused where it is compiled.
 */
import type { CompiledScenario } from '../compile-scenario.ts';
import type { Findings } from '../findings.ts';
import { warnOfAgents } from './warn-agents.ts';
import { warnOfControls } from './warn-controls.ts';
import { warnOfDurations } from './warn-durations.ts';
import { warnOfFaults } from './warn-faults.ts';
import { warnOfLiquidation } from './warn-liquidation.ts';
import { warnOfLosses } from './warn-losses.ts';
import { warnOfMarks } from './warn-marks.ts';
import { warnOfTakeover } from './warn-takeover.ts';
import { contextOf } from './warning-context.ts';

export function collectWarnings(scenario: CompiledScenario, findings: Findings): void {
  const context = contextOf(scenario, findings);
  for (const look of [
    warnOfDurations,
    warnOfMarks,
    warnOfLiquidation,
    warnOfTakeover,
    warnOfLosses,
    warnOfControls,
    warnOfFaults,
    warnOfAgents,
  ]) {
    look(context);
  }
}
