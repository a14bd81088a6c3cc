import type { SignalboxBot } from '../../src/bot/create-bot.ts';
import type { Store } from '../../src/store/store.ts';
import type { Context } from '../../src/workflow/context.ts';
import type { RunLogs } from '../../src/workflow/read-log.ts';
import { sendNotice } from './send-notice.ts';
import { commandEntities, envelope, type From, me, userOf } from './updates.ts';

export type Call = { method: string; payload: Record<string, unknown> };

type Seat = { context: Context; store: Store; logs: RunLogs };

/** Goes on when a test makes a second bot over the same file, as Telegram's does over a restart. */
let updateId = 0;

/** What people do, and what the bot then says. */
export function createHands({ context, store, logs }: Seat, bot: SignalboxBot, calls: Call[]) {
  let messageId = 100;
  const during = async (update: Record<string, unknown>): Promise<Call[]> => {
    const before = calls.length;
    const posted = new Set(store.notices.listPending().map(({ id }) => id));
    updateId += 1;
    await bot.handle({ update_id: updateId, ...update });
    for (const row of store.notices.listPending()) {
      if (!posted.has(row.id)) await sendNotice({ context, logs }, bot, row);
    }
    return calls.slice(before);
  };
  const send = (from: From, content: Record<string, unknown>) => {
    messageId += 1;
    return during({ message: { ...envelope(from, messageId), ...content } });
  };
  return {
    during,
    send,
    /** The texts of the messages with which the bot answers. */
    say: async (from: From, text: string): Promise<string[]> => {
      const answered = await send(from, { text, entities: commandEntities(text) });
      return answered
        .filter(({ method }) => method === 'sendMessage')
        .map(({ payload }) => String(payload['text']));
    },
    press: (from: From, data: string, on: number): Promise<Call[]> =>
      during({
        callback_query: {
          id: `q${updateId}`,
          from: userOf(from.from),
          chat_instance: '1',
          data,
          message: { ...envelope(from, on), from: me, text: 'card' },
        },
      }),
  };
}
