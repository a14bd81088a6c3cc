import { toStoredTime } from '../stored-time.ts';
import type { ReadContext } from './describe-task.ts';

/** A chat that is not written to as usual. */
export type ChatTrouble = {
  chatId: number;
  title: string | null;
  /** Telegram wants silence there until then. */
  pausedUntil: string | null;
  parked: string | null;
  /** It goes on under this id. */
  movedTo: number | null;
  /** Topics that cannot be made or written to: what was to stand there goes to the chat itself. */
  topics: { name: string; trouble: string }[];
};

export function listChatTroubles({ store, clock }: ReadContext): ChatTrouble[] {
  const now = toStoredTime(clock.now());
  const troubled = Map.groupBy(
    store.topics.list().filter(({ trouble }) => trouble !== null),
    (topic) => topic.chat_id,
  );
  return store.chats
    .list()
    .map(
      (chat): ChatTrouble => ({
        chatId: chat.chat_id,
        title: chat.title,
        pausedUntil: chat.paused_until !== null && chat.paused_until > now ? chat.paused_until : null,
        parked: chat.parked,
        movedTo: chat.moved_to,
        topics: (troubled.get(chat.chat_id) ?? []).map((topic) => ({
          name: topic.wanted_name === '' ? `#${topic.topic_id}` : topic.wanted_name,
          trouble: topic.trouble ?? '',
        })),
      }),
    )
    .filter(
      ({ pausedUntil, parked, movedTo, topics }) =>
        (pausedUntil ?? parked ?? movedTo) !== null || topics.length > 0,
    );
}
