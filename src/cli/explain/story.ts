/** What a story of an account is about, and what is told of one fact. */
import type { ClockStart } from '../../base/civil-time.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { MarginTerms } from './account-figures.ts';

export interface Told {
  readonly headline: string;
  /** Sentences, to be wrapped. */
  readonly text: readonly string[];
  /** Lines that are laid out already. */
  readonly tables: readonly string[];
}

export interface Story {
  readonly account: number;
  readonly scenario: Scenario;
  /** At the start; what the venue made of them later stands with each fact. */
  readonly terms: MarginTerms;
  readonly clock: ClockStart | null;
}
