/** The five questions that every output answers, in the order in which they are asked. */
import type { Findings } from '../experiment/run-summary.ts';

export const FINDING_TITLES: Readonly<Record<keyof Findings, string>> = {
  whatBroke: 'What broke',
  when: 'When',
  why: 'Why',
  howBad: 'How bad',
  howSure: 'How sure',
};

export const FINDING_KEYS = ['whatBroke', 'when', 'why', 'howBad', 'howSure'] as const;
