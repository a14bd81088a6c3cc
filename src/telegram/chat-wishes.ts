import type { Lane } from './chat-lane.ts';
import { compareWishes, moreImportant, type Rank, type Wish } from './chat-wish.ts';
import { listLeftovers } from './list-leftovers.ts';
import { cardWish, isSend, rankOf } from './publish-card.ts';
import { changeWish, noticeWish } from './publish-notices.ts';
import { type Target, targetOf } from './publish-place.ts';
import { topicWishes } from './publish-topics.ts';
import type { PublisherDeps } from './publisher-deps.ts';
import type { ChangedNotice, StoredCard, StoredNotice, StoredTopic } from './publisher-stores.ts';
import { type Leftover, removalWishes } from './supersede.ts';
import { fromUtcText } from './utc-time.ts';

/** What one chat does not show yet, the most important first. */
export type ChatWishes = { pausedUntilMs: number; isParked: boolean; wishes: Wish[] };

/** The rows of one chat that tell what it does not show. */
type ChatRows = {
  chatId: number;
  muted: boolean;
  notices: StoredNotice[];
  changed: ChangedNotice[];
  cards: StoredCard[];
  leftovers: Leftover[];
  topics: StoredTopic[];
};

/** A parked chat is tried once a day: perhaps it is there again and nobody writes in it. */
const retryParkedMs = 24 * 3_600_000;
/** Telegram asks for hours at most: what ends later was written before the clock was set back. */
const longestPauseMs = 24 * 3_600_000;

/** By chat, those with the most important wish first; left out are those that are parked. */
export function gatherWishes(
  deps: PublisherDeps,
  laneOf: (chatId: number) => Lane,
  nowMs: number,
): Map<number, ChatWishes> {
  const chats = new Map(deps.chats.list().map((chat) => [chat.chat_id, chat]));
  const work = new Map<number, ChatWishes>();
  for (const rows of gatherRows(deps)) {
    const chat = chats.get(rows.chatId);
    const isParked = chat?.parked != null;
    if (isParked && nowMs - timeOf(chat.parked_at) < retryParkedMs) continue;
    const { refused } = laneOf(rows.chatId);
    const wishes = [
      ...writeWishes(deps, { ...rows, muted: isParked }),
      ...removalWishes(deps, rows.leftovers, refused, nowMs),
    ].toSorted(compareWishes);
    if (wishes.length === 0) continue;
    const untilMs = timeOf(chat?.paused_until);
    const pausedUntilMs = untilMs - nowMs > longestPauseMs ? 0 : untilMs;
    work.set(rows.chatId, { pausedUntilMs, isParked, wishes });
  }
  return new Map([...work].toSorted(([, a], [, b]) => compareFirst(a, b)));
}

function compareFirst({ wishes: [a] }: ChatWishes, { wishes: [b] }: ChatWishes): number {
  return a === undefined || b === undefined ? 0 : compareWishes(a, b);
}

function timeOf(text: string | null | undefined): number {
  return text == null ? 0 : (fromUtcText(text)?.getTime() ?? 0);
}

function gatherRows(deps: PublisherDeps): Iterable<ChatRows> {
  const { cards, notices, topics } = deps;
  const byChat = new Map<number, ChatRows>();
  const of = (chatId: number): ChatRows => {
    const known = byChat.get(chatId);
    if (known !== undefined) return known;
    const fresh = {
      chatId,
      muted: false,
      notices: [],
      changed: [],
      cards: [],
      leftovers: [],
      topics: [],
    };
    byChat.set(chatId, fresh);
    return fresh;
  };
  for (const topic of topics.listUnsettled()) of(topic.chat_id).topics.push(topic);
  for (const row of notices.listPending()) of(row.chat_id).notices.push(row);
  const changed = notices.listChanged();
  for (const row of changed) if (row.remove === 0) of(row.chat_id).changed.push(row);
  for (const row of cards.listStale()) of(row.chat_id).cards.push(row);
  for (const row of listLeftovers(deps, changed)) of(row.chatId).leftovers.push(row);
  return byChat.values();
}

/** Sends wait for the topic they go to, which in turn is as urgent as they are. */
function writeWishes(deps: PublisherDeps, rows: ChatRows): Wish[] {
  const waiting = new Map<string, Rank>();
  const reach = (row: StoredCard | StoredNotice, rank: Rank): Target | null => {
    const target = targetOf(deps, row, rows.muted);
    if (target === null && row.subject !== null)
      waiting.set(row.subject, moreImportant(rank, waiting.get(row.subject) ?? rank));
    return target;
  };
  const lastNotices = new Map<number | null, number>();
  for (const { task_id: taskId, id, importance } of rows.notices)
    if (importance === 'needed') lastNotices.set(taskId, id);
  const notices = rows.notices.flatMap((row) => {
    const target = reach(row, row.importance);
    return target === null ? [] : [noticeWish(deps, row, target)];
  });
  const cards = rows.cards.flatMap((row) => {
    const target = isSend(row) ? reach(row, rankOf(row)) : targetOf(deps, row, rows.muted);
    const afterNotice = lastNotices.get(row.task_id) ?? 0;
    return target === null && isSend(row) ? [] : [cardWish(deps, row, { target, afterNotice })];
  });
  const changes = rows.changed.map((row) => changeWish(deps, row));
  return [...topicWishes(deps, rows.topics, waiting), ...notices, ...cards, ...changes];
}
