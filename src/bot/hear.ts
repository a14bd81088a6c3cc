import type { Update } from 'grammy/types';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from '../workflow/context.ts';

type Hear = {
  /** Handles an update once, however often it comes, after those that came before it. */
  hear(update: Update): Promise<void>;
  /** Resolves when nothing is being handled. */
  idle(): Promise<void>;
};

/** `handle` rejects only for what another delivery may mend. */
export function createHear(context: Context, handle: (update: Update) => Promise<void>): Hear {
  let last: Promise<void> = Promise.resolve();
  return {
    hear: (update) => {
      const turn = last.then(() => handleOnce(context, handle, update));
      // Whoever hears of this one is told of its fault; the next one only waits for its end.
      last = turn.catch(() => undefined);
      return turn;
    },
    idle: () => last,
  };
}

async function handleOnce(
  { store, clock }: Context,
  handle: (update: Update) => Promise<void>,
  update: Update,
): Promise<void> {
  const id = identify(update);
  if (store.seen.has('telegram', id)) return;
  await handle(update);
  store.seen.note('telegram', id, toStoredTime(clock.now()));
}

/** Telegram counts its updates anew from a random number after a quiet week, so what it is about belongs to it. */
function identify({
  update_id: number,
  message,
  callback_query: query,
  my_chat_member: member,
}: Update): string {
  const about = query?.id ?? `${message?.date ?? member?.date ?? 0}:${message?.message_id ?? 0}`;
  return `${number}:${about}`;
}
