import { expect, test } from 'vitest';
import { toStoredTime } from '../../src/stored-time.ts';
import { remind } from '../../src/workflow/remind.ts';
import { createTestContext, type TestContext } from '../support/context.ts';
import { find, open, walkTo } from './walk.ts';

const hourMs = 3_600_000;

/** A card that stands in the chat and has rung just now, as the publisher leaves it. */
function ring({ store, database, clock }: TestContext, taskId: number): void {
  const card = store.cards.find(taskId);
  if (card === undefined) throw new Error('the task has no card');
  const now = toStoredTime(clock.now());
  const sent = { taskId, chatId: card.chat_id, topicId: null, messageId: 50, wanted: card.wanted, hash: '' };
  store.cards.recordSent(sent, now);
  database.db.prepare('UPDATE cards SET reminded_at = ?, bump = 0 WHERE task_id = ?').run(now, taskId);
}

async function waitingForApproval(settings: Partial<TestContext> = {}) {
  const context = { ...(await createTestContext()), remindAfterMs: 4 * hourMs, ...settings };
  const { id } = open(context);
  walkTo(context, id, 'analysis/approval');
  return { context, id, rings: () => find(context, id) && context.store.cards.find(id)?.bump === 1 };
}

test('an unanswered approval rings again after the configured time, then daily', async () => {
  const { context, id, rings } = await waitingForApproval();
  ring(context, id);
  const rung: number[] = [];
  for (let hour = 1; hour <= 60; hour += 1) {
    context.clock.advance(hourMs);
    remind(context);
    if (!rings()) continue;
    rung.push(hour);
    ring(context, id);
  }
  expect(rung).toEqual([4, 28, 52]);
});

test('with REMIND_AFTER off nothing rings again', async () => {
  const { context, id, rings } = await waitingForApproval({ remindAfterMs: null });
  ring(context, id);
  context.clock.advance(100 * hourMs);
  remind(context);
  expect(rings()).toBe(false);
});

test('an answered one does not ring', async () => {
  const { context, id, rings } = await waitingForApproval();
  walkTo(context, id, 'architecture/work');
  ring(context, id);
  context.clock.advance(100 * hourMs);
  remind(context);
  expect(rings()).toBe(false);
});

test('what came up in the quiet hours rings when they are over, and not before', async () => {
  const { context, id, rings } = await waitingForApproval();
  const { chat_id: chatId } = context.store.cards.find(id) ?? { chat_id: 0 };
  context.store.chats.set(chatId, 'quiet_hours', '11:00-15:00');
  ring(context, id);
  context.database.db.prepare('UPDATE cards SET reminded_at = NULL').run();
  const rung: boolean[] = [];
  for (let hour = 13; hour <= 15; hour += 1) {
    context.clock.advance(hourMs);
    remind(context);
    rung.push(rings());
  }
  expect(rung).toEqual([false, false, true]);
});

test('a repository that stays frozen has the card of the task ring that froze it', async () => {
  const { context, id, rings } = await waitingForApproval();
  const { repo, work_item_id: workItemId } = find(context, id);
  walkTo(context, id, 'architecture/work');
  ring(context, id);
  context.store.freezes.freeze(
    repo,
    'the health check failed',
    workItemId,
    toStoredTime(context.clock.now()),
  );
  context.clock.advance(hourMs);
  ring(context, id);
  context.clock.advance(4 * hourMs);
  remind(context);
  expect(rings()).toBe(true);
});
