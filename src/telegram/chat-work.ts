import type { PublisherDeps } from './publisher-deps.ts';
import type { StoredCard, StoredNotice } from './publisher-stores.ts';
import type { Superseded } from './supersede.ts';
import { fromUtcText } from './utc-time.ts';

/** What the stores say is to be done in one chat. */
export type ChatWork = {
  pausedUntilMs: number;
  notices: StoredNotice[];
  cards: StoredCard[];
  superseded: Superseded[];
};

/** By chat, those left out that are parked. */
export function gatherWork({ cards, notices, chats }: PublisherDeps): Map<number, ChatWork> {
  const known = new Map(chats.list().map((chat) => [chat.chat_id, chat]));
  const work = new Map<number, ChatWork>();
  const inChat = (chatId: number): ChatWork => {
    const found = work.get(chatId);
    if (found !== undefined) return found;
    const pausedUntil = known.get(chatId)?.paused_until;
    const pausedUntilMs = pausedUntil == null ? 0 : (fromUtcText(pausedUntil)?.getTime() ?? 0);
    const fresh: ChatWork = { pausedUntilMs, notices: [], cards: [], superseded: [] };
    work.set(chatId, fresh);
    return fresh;
  };
  for (const notice of notices.listPending()) inChat(notice.chat_id).notices.push(notice);
  for (const card of cards.listStale()) inChat(card.chat_id).cards.push(card);
  for (const row of cards.listSuperseded()) {
    if (row.chat_id !== null) inChat(row.chat_id).superseded.push({ ...row, chat_id: row.chat_id });
  }
  for (const { chat_id: chatId, parked } of known.values()) if (parked !== null) work.delete(chatId);
  return work;
}
