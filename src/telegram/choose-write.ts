import { toStoredTime } from '../stored-time.ts';
import { readyAtMs } from './chat-budget.ts';
import { holdItem, type Lane, type Overall, type Write } from './chat-lane.ts';
import type { ChatWork } from './chat-work.ts';
import { type Drawing, drawCard, writeCard } from './publish-card.ts';
import { writeNotice } from './publish-notices.ts';
import type { PublisherDeps } from './publisher-deps.ts';
import type { StoredCard, StoredNotice } from './publisher-stores.ts';
import { deleteMessage, entomb, isDeletable, type Superseded } from './supersede.ts';

type Wait = { kind: 'wait'; untilMs: number };
/** Null: nothing is to be done. */
export type Step = Write | Wait | null;

/** A notice that failed so often lets the cards pass. */
const patience = 5;

/** What a chat does next: notices in order, then cards, then the removal of old ones. */
export function nextStep(
  deps: PublisherDeps,
  overall: Overall,
  lane: Lane,
  work: ChatWork,
  nowMs: number,
): Step {
  const barredMs = Math.max(work.pausedUntilMs, overall.barredUntilMs, lane.chatHold.untilMs);
  if (barredMs > nowMs) return wait(barredMs);
  const payableMs = Math.max(readyAtMs(lane.budget, nowMs), readyAtMs(overall.budget, nowMs));
  const payable = payableMs <= nowMs;
  const unpaid = work.notices.length + work.cards.length > 0 ? wait(payableMs) : null;
  const first = payable ? chooseText(deps, lane, work, nowMs) : unpaid;
  if (first?.kind === 'write') return first;
  const old = chooseOld(deps, lane, work.superseded, nowMs, payable ? null : payableMs);
  return old?.kind === 'write' ? old : sooner(first, old);
}

function wait(untilMs: number): Wait {
  return { kind: 'wait', untilMs };
}

function sooner(a: Wait | null, b: Wait | null): Wait | null {
  if (a === null || b === null) return a ?? b;
  return a.untilMs <= b.untilMs ? a : b;
}

function chooseText(deps: PublisherDeps, lane: Lane, { notices, cards }: ChatWork, nowMs: number): Step {
  const notice = chooseNotice(deps, lane, notices[0], nowMs);
  if (notice?.kind === 'write') return notice;
  // A card is bumped to stand below its notice, so it waits for one that is only late.
  const failures = lane.holds.get(noticeKey(notices[0]))?.failures ?? 0;
  if (notice !== null && failures < patience) return notice;
  const card = chooseCard(deps, lane, cards, nowMs);
  return card?.kind === 'write' ? card : sooner(notice, card);
}

function noticeKey(row: StoredNotice | undefined): string {
  return `notice ${row?.id}`;
}

function chooseNotice(deps: PublisherDeps, lane: Lane, row: StoredNotice | undefined, nowMs: number): Step {
  if (row === undefined) return null;
  const heldMs = lane.holds.get(noticeKey(row))?.untilMs ?? 0;
  if (heldMs > nowMs) return wait(heldMs);
  return { kind: 'write', key: noticeKey(row), paid: true, run: () => writeNotice(deps, row) };
}

function chooseCard(deps: PublisherDeps, lane: Lane, rows: readonly StoredCard[], nowMs: number): Step {
  let heldMs = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const drawing = isHeld(lane, cardKey(row), nowMs) ? undefined : drawStale(deps, lane, row, nowMs);
    // The list is in the order of writing; drawing those behind it now would be for nothing.
    if (drawing !== undefined) {
      return { kind: 'write', key: cardKey(row), paid: true, run: () => writeCard(deps, row, drawing) };
    }
    heldMs = Math.min(heldMs, lane.holds.get(cardKey(row))?.untilMs ?? heldMs);
  }
  return Number.isFinite(heldMs) ? wait(heldMs) : null;
}

function cardKey(row: StoredCard): string {
  return `card ${row.task_id}`;
}

function isHeld(lane: Lane, key: string, nowMs: number): boolean {
  return (lane.holds.get(key)?.untilMs ?? 0) > nowMs;
}

function isSend(row: StoredCard): boolean {
  return row.bump === 1 || row.message_id === null;
}

/** Undefined when there is nothing to write, or when drawing fails: that card is held and the others go on. */
function drawStale(deps: PublisherDeps, lane: Lane, row: StoredCard, nowMs: number): Drawing | undefined {
  try {
    const drawing = drawCard(deps, row.task_id);
    if (drawing !== undefined && (isSend(row) || drawing.hash !== row.hash)) return drawing;
    deps.cards.markDrawn(row.task_id, row.wanted, row.hash ?? '', toStoredTime(new Date(nowMs)));
    lane.holds.delete(cardKey(row));
  } catch (error) {
    deps.log.error({ task: row.task_id, chat: lane.chatId, err: error }, 'a card cannot be drawn');
    holdItem(lane, cardKey(row), nowMs);
  }
  return undefined;
}

/** Deleting is free; a tombstone is an edit and waits for `unpaidUntilMs`. */
function chooseOld(
  deps: PublisherDeps,
  lane: Lane,
  rows: readonly Superseded[],
  nowMs: number,
  unpaidUntilMs: number | null,
): Step {
  let next: Wait | null = null;
  for (const row of rows) {
    const key = `old ${row.task_id} ${row.message_id}`;
    const heldMs = lane.holds.get(key)?.untilMs ?? 0;
    if (heldMs > nowMs) {
      next = sooner(next, wait(heldMs));
    } else if (isDeletable(row, nowMs) && !lane.undeletable.has(key)) {
      const run = () => deleteMessage(deps, row, () => lane.undeletable.add(key));
      return { kind: 'write', key, paid: false, run };
    } else if (unpaidUntilMs === null) {
      return { kind: 'write', key, paid: true, run: () => entomb(deps, row) };
    } else {
      next = sooner(next, wait(unpaidUntilMs));
    }
  }
  return next;
}
