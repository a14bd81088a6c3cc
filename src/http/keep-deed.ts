import type { Actor } from '../domain/signal.ts';
import { toStoredTime } from '../stored-time.ts';
import { oneLine } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';

/** What whoever brings HTTP_TOKEN asked for: `target` is the repository. */
export type Deed = { by: Actor; action: 'freeze' | 'unfreeze'; target: string | null };

const longestDetail = 500;

/** Into the audit log, as a command of the chat would be: the bearer may do what an operator may, and is in no chat. */
export function keepDeed(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  { by, action, target }: Deed,
  outcome: 'done' | 'unchanged',
  said: string,
): void {
  const detail = oneLine(said, longestDetail);
  const entry = { userId: null, who: by.who, role: 'operator', chatId: null, via: 'command' } as const;
  store.audit.add({ ...entry, action, target, outcome, detail }, toStoredTime(clock.now()));
}
