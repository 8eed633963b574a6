/** What all breakers of the reference exchange are made from. Written from docs/controls.md. */
import type { SessionRules } from '../../../src/exchange/controls/control-rules.ts';
import type { World } from '../reference-world.ts';
import type { Control, WakeAt } from './control.ts';
import type { HaltHolds } from './halt-holds.ts';

export interface BreakerParts {
  readonly world: World;
  readonly holds: HaltHolds;
  readonly wake: WakeAt;
  readonly session: SessionRules;
}

export abstract class Breaker<Rules> implements Control {
  protected readonly parts: BreakerParts;
  protected readonly rules: Rules;

  constructor(parts: BreakerParts, rules: Rules) {
    this.parts = parts;
    this.rules = rules;
  }

  abstract afterMarks(): void;
}
