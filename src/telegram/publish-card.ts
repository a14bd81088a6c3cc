import { createHash } from 'node:crypto';
import { toStoredTime } from '../stored-time.ts';
import type { PublisherDeps } from './publisher-deps.ts';
import type { StoredCard } from './publisher-stores.ts';
import { type Card, renderCard } from './render-card.ts';
import { editText, sendText } from './telegram-calls.ts';
import { toRepeatable, toResult, type WriteResult, written } from './write-result.ts';

type CardDeps = Pick<PublisherDeps, 'api' | 'cards' | 'view' | 'clock' | 'log' | 'checkpoint'>;

export type Drawing = { card: Card; hash: string };

/** The latest picture; undefined for a task that is gone. */
export function drawCard(deps: Pick<CardDeps, 'view'>, taskId: number): Drawing | undefined {
  const view = deps.view(taskId);
  if (view === undefined) return undefined;
  const card = renderCard(view);
  const hash = createHash('sha256').update(JSON.stringify(card)).digest('base64url');
  return { card, hash };
}

/** Must be called in the tick in which row and drawing were read: `wanted` says what the drawing shows. */
export function writeCard(deps: CardDeps, row: StoredCard, drawing: Drawing): Promise<WriteResult> {
  const { message_id: messageId } = row;
  return messageId === null || row.bump === 1
    ? sendCard(deps, row, drawing)
    : editCard(deps, row, messageId, drawing);
}

async function sendCard(deps: CardDeps, row: StoredCard, { card, hash }: Drawing): Promise<WriteResult> {
  const { cards, clock, log, checkpoint } = deps;
  const place = { taskId: row.task_id, chatId: row.chat_id, topicId: row.topic_id };
  cards.intend(place, toStoredTime(clock.now()));
  checkpoint('card-intended');
  const answer = await sendText(deps, place, card, row.bump === 1);
  if (answer.kind === 'unanswered') {
    log.warn(
      { task: row.task_id, chat: row.chat_id, why: answer.why },
      'a card was sent without an answer: a second one may come to stand in the chat',
    );
    return toResult(answer);
  }
  if (answer.kind !== 'answered') {
    cards.dropIntent(row.task_id);
    return toResult(answer);
  }
  checkpoint('card-sent');
  const bumpedMeanwhile = row.bump === 0 && cards.find(row.task_id)?.bump === 1;
  cards.recordSent(
    { ...place, messageId: answer.value, wanted: row.wanted, hash },
    toStoredTime(clock.now()),
  );
  // Recording ends every bump, also one this message, silent as it was, does not answer.
  if (bumpedMeanwhile) cards.bump(row.task_id);
  checkpoint('card-recorded');
  return written;
}

async function editCard(
  deps: CardDeps,
  row: StoredCard,
  messageId: number,
  { card, hash }: Drawing,
): Promise<WriteResult> {
  const { cards, clock, log } = deps;
  const answer = await editText(deps, { chatId: row.chat_id, messageId }, card);
  switch (answer.kind) {
    case 'answered':
    case 'unchanged':
      cards.markDrawn(row.task_id, row.wanted, hash, toStoredTime(clock.now()));
      return written;
    case 'gone':
      log.info({ task: row.task_id, chat: row.chat_id, why: answer.why }, 'the card is replaced');
      cards.forgetMessage(row.task_id);
      return written;
    case 'flood':
    case 'closed':
    case 'transient':
    case 'unanswered':
    case 'undeletable':
    case 'entities':
    case 'topic':
    case 'refused':
      return toRepeatable(answer);
  }
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
