import type { Importance } from '../domain/chat.ts';
import type { WriteResult } from './write-result.ts';

/** What goes first where the budget does not allow all at once: `tidy` is what is removed, renamed, closed. */
const ranks = ['needed', 'answer', 'card', 'final', 'notice', 'tidy', 'progress'] as const satisfies (
  | Importance
  | 'tidy'
)[];
export type Rank = (typeof ranks)[number];

/** Something that a chat does not show yet as the stores say. Made anew from the rows for every choice, so the latest wins. */
export type Wish = {
  /** The same thing has the same key, whatever it is to become: failures are counted by it. */
  key: string;
  chatId: number;
  rank: Rank;
  /** Counts against Telegram's limits. */
  paid: boolean;
  /** Within its rank: group, time, number; smaller first. */
  order: readonly [group: number, at: string, id: number];
  /** While one ahead in such a line is only late, it waits. */
  lines: readonly string[];
  /** Null: it came true without a write. */
  begin(): Promise<WriteResult> | null;
};

export function compareWishes(a: Wish, b: Wish): number {
  return ranks.indexOf(a.rank) - ranks.indexOf(b.rank) || compareOrders(a.order, b.order);
}

function compareOrders(
  [group, at, id]: Wish['order'],
  [otherGroup, otherAt, otherId]: Wish['order'],
): number {
  if (group !== otherGroup) return group - otherGroup;
  if (at !== otherAt) return at < otherAt ? -1 : 1;
  return id - otherId;
}

export function moreImportant(a: Rank, b: Rank): Rank {
  return ranks.indexOf(a) <= ranks.indexOf(b) ? a : b;
}
