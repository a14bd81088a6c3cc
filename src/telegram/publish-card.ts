import { createHash } from 'node:crypto';
import { isAboutDependency } from '../domain/explanation.ts';
import type { TaskView } from '../domain/task-view.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Rank, Wish } from './chat-wish.ts';
import { type PlaceDeps, sendTo, type Target } from './publish-place.ts';
import type { PublisherDeps } from './publisher-deps.ts';
import type { StoredCard } from './publisher-stores.ts';
import { type Card, renderCard } from './render-card.ts';
import { editText } from './telegram-calls.ts';
import { toRepeatable, toResult, type WriteResult, written } from './write-result.ts';

type CardDeps = PlaceDeps & Pick<PublisherDeps, 'cards' | 'view' | 'translator' | 'checkpoint'>;

type Drawing = {
  card: Card;
  hash: string;
  headline: string;
  /** It has ended, or a person is to do something about it. */
  calls: boolean;
};

/** A card with so many messages below it comes down when its task moves on. */
const farUp = 25;

/** `afterNotice`: the last of its task's notices, below which a card that calls a person stands. */
export function cardWish(
  deps: CardDeps,
  row: StoredCard,
  { target, afterNotice }: { target: Target | null; afterNotice: number },
): Wish {
  return {
    key: `card ${row.task_id}`,
    chatId: row.chat_id,
    rank: rankOf(row),
    paid: true,
    order: row.bump === 1 ? [0, '', afterNotice + 0.5] : [1, row.sent_at ?? '', row.task_id],
    lines: [`task ${row.task_id}`],
    begin: () => beginCard(deps, row, target),
  };
}

export function isSend(row: StoredCard): boolean {
  return row.message_id === null || row.bump === 1 || row.fetched === 1;
}

export function rankOf(row: StoredCard): Rank {
  if (row.bump === 1) return 'needed';
  if (row.fetched === 1 || row.menu !== row.menu_drawn) return 'answer';
  if (row.message_id === null) return 'card';
  return row.ended === 1 ? 'final' : 'progress';
}

/** Row and drawing are read in one tick: `wanted` says what the drawing shows. Null when there is nothing to write. */
function beginCard(deps: CardDeps, row: StoredCard, target: Target | null): Promise<WriteResult> | null {
  const drawing = drawCard(deps, row);
  if (drawing === undefined || (!isSend(row) && drawing.hash === row.hash)) {
    const now = toStoredTime(deps.clock.now());
    deps.cards.markDrawn(row.task_id, row.wanted, row.hash ?? '', now, shownBy(row, drawing));
    return null;
  }
  const { message_id: messageId } = row;
  if (target !== null && (messageId === null || isSend(row) || isFarUp(deps, row, drawing)))
    return sendCard(deps, row, target, drawing);
  return messageId === null ? null : editCard(deps, row, messageId, drawing);
}

/** The latest picture; undefined for a task that is gone. */
function drawCard({ view, translator }: CardDeps, row: StoredCard): Drawing | undefined {
  const task = view(row.task_id);
  if (task === undefined) return undefined;
  const card = renderCard(task, translator(row.chat_id));
  const hash = createHash('sha256').update(JSON.stringify(card)).digest('base64url');
  return { card, hash, headline: headlineOf(task), calls: isCalling(task) };
}

function isCalling({ ended, approval, attention, explanation }: TaskView): boolean {
  return ended || approval !== null || attention !== null || isAboutDependency(explanation.code);
}

function headlineOf({ stage, explanation }: TaskView): string {
  return `${stage ?? ''} ${explanation.code}`;
}

function shownBy(row: StoredCard, drawing?: Drawing): { headline?: string; menu: string | null } {
  return { menu: row.menu, ...(drawing && { headline: drawing.headline }) };
}

function isFarUp({ chats }: CardDeps, row: StoredCard, { headline }: Drawing): boolean {
  if (row.headline === null || row.headline === headline || row.position === null) return false;
  return chats.positionOf(row.chat_id, row.topic_id) - row.position > farUp;
}

async function sendCard(
  deps: CardDeps,
  row: StoredCard,
  target: Target,
  drawing: Drawing,
): Promise<WriteResult> {
  const { cards, clock, log, checkpoint } = deps;
  const { task_id: taskId, chat_id: chatId, wanted, bump, fetched } = row;
  cards.intend({ taskId, chatId, topicId: target.topicId }, toStoredTime(clock.now()));
  checkpoint('card-intended');
  // Whoever was to be called may have answered elsewhere meanwhile.
  const answer = await sendTo(deps, target, drawing.card, bump === 1 && drawing.calls);
  if (answer.kind === 'unanswered') {
    log.warn(
      { task: taskId, chat: chatId, why: answer.why },
      'a card was sent without an answer: a second one may come to stand in the chat',
    );
    return toResult(answer);
  }
  if (answer.kind !== 'answered') {
    cards.dropIntent(taskId);
    return toResult(answer);
  }
  checkpoint('card-sent');
  const sent = { taskId, chatId, wanted, hash: drawing.hash, ...shownBy(row, drawing), ...answer.value };
  // It has nothing to ring for: whatever sees it otherwise is not to call again at once.
  if (bump === 1 && !drawing.calls) sent.rang = true;
  cards.recordSent({ ...sent, answers: { bump, fetched } }, toStoredTime(clock.now()));
  checkpoint('card-recorded');
  return written;
}

async function editCard(
  deps: CardDeps,
  row: StoredCard,
  messageId: number,
  drawing: Drawing,
): Promise<WriteResult> {
  const { cards, clock, log } = deps;
  const answer = await editText(deps, { chatId: row.chat_id, messageId }, drawing.card);
  if (answer.kind === 'gone') {
    log.info({ task: row.task_id, chat: row.chat_id, why: answer.why }, 'the card is replaced');
    cards.forgetMessage(row.task_id);
    return written;
  }
  if (answer.kind !== 'answered' && answer.kind !== 'unchanged') return toRepeatable(answer);
  const now = toStoredTime(clock.now());
  cards.markDrawn(row.task_id, row.wanted, drawing.hash, now, shownBy(row, drawing));
  return written;
}

/** What a crash left behind: a card may stand in the chat that no ledger row knows. The card itself is still stale. */
export function dropOldIntents({ cards, log }: Pick<CardDeps, 'cards' | 'log'>): void {
  for (const { task_id: taskId, chat_id: chatId } of cards.listIntents()) {
    log.warn(
      { task: taskId, chat: chatId },
      'stopped while a card was being sent: a stray card may stand in the chat, a new one is sent',
    );
    cards.dropIntent(taskId);
  }
}
