/** What agents react to once an event is done. */
import type { AgentView, Behaviour, CommandSink } from '../agents/behaviour.ts';

export type Reaction =
  | { readonly kind: 'marginCall'; readonly account: number; readonly equity: number; readonly maintenance: number }
  | { readonly kind: 'deleveraged'; readonly account: number; readonly instrument: number; readonly lots: number }
  | { readonly kind: 'breach' | 'stop' | 'order'; readonly account: number };

/** Lets the account's behaviour answer. */
export function answer(behaviour: Behaviour, view: AgentView, reaction: Reaction, commands: CommandSink): void {
  switch (reaction.kind) {
    case 'marginCall':
      behaviour.onMarginCall?.(view, reaction.account, reaction.equity, reaction.maintenance, commands);
      break;
    case 'deleveraged':
      behaviour.onDeleveraged?.(view, reaction.account, reaction.instrument, reaction.lots, commands);
      break;
    case 'breach':
      behaviour.onBreach?.(reaction.account);
      break;
    case 'order':
      behaviour.onOrder?.(reaction.account);
      break;
    case 'stop':
      behaviour.onStop?.(view, reaction.account, commands);
      break;
  }
}
