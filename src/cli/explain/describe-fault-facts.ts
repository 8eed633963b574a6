/** Faults, withdrawals and commands that did not arrive, as a headline and what stands behind it. */
import { formatHours } from '../../base/format.ts';
import { US_PER_HOUR } from '../../base/units.ts';
import { COMMANDS, type Command } from '../../exchange/fact.ts';
import { describeFault } from '../../report/fault-facts.ts';
import type { FactEntry } from './account-recorder.ts';
import { formatAmount } from './amounts.ts';
import { instrumentOf } from './instrument-words.ts';
import { marginLines } from './position-tables.ts';
import type { Story, Told } from './story.ts';

const WORDS: Readonly<Record<Command, string>> = {
  order: 'order',
  deposit: 'deposit',
  withdrawal: 'request for a withdrawal',
};

/** Null for a fact of another kind. */
export function describeFaultFact(entry: FactEntry, story: Story): Told | null {
  switch (entry.fact.kind) {
    case 'faultStart':
    case 'faultEnd':
      return describeFaultChange(entry, story);
    case 'withdrawalRequest':
    case 'withdrawal':
      return describeWithdrawal(entry, story);
    case 'commandDelayed':
    case 'commandLost':
      return describeHindered(entry, story);
    default:
      return null;
  }
}

function describeFaultChange({ fact }: FactEntry, { scenario }: Story): Told {
  const fault = scenario.venue.faults[fact.a]!;
  const begins = fact.kind === 'faultStart';
  const text = describeFault(fault, scenario);
  const sentence = `${text[0]!.toUpperCase()}${text.slice(1)}.`;
  return {
    headline: begins ? 'A FAULT BEGINS' : 'A FAULT IS OVER',
    text: [begins ? sentence : `It was: ${text}.`],
    tables: [],
  };
}

function describeWithdrawal({ fact, after }: FactEntry, story: Story): Told {
  if (fact.kind === 'withdrawalRequest') {
    return { headline: 'ASKS FOR MONEY', text: [`Wants ${formatAmount(fact.value)} paid out.`], tables: [] };
  }
  const waited = `after ${formatHours(fact.b / US_PER_HOUR)}`;
  const all = fact.value === fact.a;
  const why = all ? '' : ` It had asked for ${formatAmount(fact.a)}: the rest stands behind its positions.`;
  const did = fact.value === 0 ? 'Gets nothing' : `Gets ${formatAmount(fact.value)}`;
  return { headline: 'WITHDRAWAL', text: [`${did}, ${waited}.${why}`], tables: marginLines(after, story.terms) };
}

function describeHindered(entry: FactEntry, story: Story): Told {
  const { fact } = entry;
  const command = COMMANDS[fact.b]!;
  const what = fact.instrument < 0 ? formatAmount(fact.value) : instrumentOf(entry, story).size(fact.lots);
  const fault = story.scenario.venue.faults[fact.a];
  const why = fault === undefined ? 'the venue has stopped the service' : describeFault(fault, story.scenario);
  const isLost = fact.kind === 'commandLost';
  return {
    headline: isLost ? 'NEVER ARRIVES' : 'HAS TO WAIT',
    text: [`Its ${WORDS[command]} of ${what} ${isLost ? 'is lost' : 'has to wait'}: ${why}.`],
    tables: [],
  };
}
