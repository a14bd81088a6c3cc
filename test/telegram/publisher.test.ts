import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHarness, type Harness, otherChat, privateChat, until } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.stopAll());

test('a card is sent once, silently and without a preview, and recorded in the ledger', async () => {
  harness.addCard(1, privateChat);
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  const [message, ...others] = harness.emulator.messages(privateChat);
  expect(others).toEqual([]);
  expect(message).toMatchObject({ silent: true });
  expect(message?.text).toContain('ET-1 Export invoices');
  expect(message?.buttons[0]?.[0]).toMatchObject({ text: 'Stop', data: 'stop:1:3', style: 'danger' });
  expect(harness.emulator.calls('sendMessage')[0]?.params['link_preview_options']).toEqual({
    is_disabled: true,
  });
  expect(harness.store.cards.listOpenMessages(1)).toEqual([message?.id]);
  expect(harness.store.cards.listIntents()).toEqual([]);
  expect(harness.store.cards.listStale()).toEqual([]);
});

test('a change is an edit of the same message, and a change that shows nothing new is no call at all', async () => {
  harness.addCard(1, privateChat);
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  harness.change(1, { title: 'Export all invoices' });
  publisher.nudge();
  await publisher.idle();
  harness.store.cards.touch(1);
  publisher.nudge();
  await publisher.idle();
  expect(harness.texts(privateChat)).toHaveLength(1);
  expect(harness.texts(privateChat)[0]).toContain('Export all invoices');
  expect(harness.emulator.calls('editMessageText')).toHaveLength(1);
  expect(harness.store.cards.listStale()).toEqual([]);
});

test('a change made while a write is under way is drawn after it', async () => {
  harness.addCard(1, privateChat);
  harness.emulator.inject({ kind: 'delay', ms: 60, method: 'sendMessage' });
  const publisher = harness.publisher();
  publisher.start();
  await until(() => harness.store.cards.listIntents().length === 1);
  harness.change(1, { title: 'Changed meanwhile' });
  publisher.nudge();
  await publisher.idle();
  expect(harness.texts(privateChat)[0]).toContain('Changed meanwhile');
  expect(harness.emulator.calls('sendMessage')).toHaveLength(1);
});

test('a bump that comes while its card is being sent silently is still made', async () => {
  harness.addCard(1, privateChat, { attention: { code: 'question', text: 'Which?' } });
  harness.emulator.inject({ kind: 'delay', ms: 60, method: 'sendMessage' });
  const publisher = harness.publisher();
  publisher.start();
  await until(() => harness.store.cards.listIntents().length === 1);
  harness.store.cards.bump(1);
  publisher.nudge();
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([{ silent: false }]);
  expect(harness.emulator.calls('sendMessage')).toHaveLength(2);
});

test('a card that a user deleted comes back, and the ledger forgets the old message', async () => {
  harness.addCard(1, privateChat);
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  harness.emulator.deleteAsUser(privateChat, privateChat, 1);
  harness.change(1, { title: 'Still here' });
  publisher.nudge();
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([{ id: 2, silent: true }]);
  expect(harness.store.cards.listOpenMessages(1)).toEqual([2]);
});

test('a card whose drawing throws is logged and held, and the others are written', async () => {
  for (const taskId of [1, 2]) harness.addCard(taskId, privateChat);
  let broken = true;
  const view = (taskId: number) => {
    if (taskId === 1 && broken) throw new Error('a bug');
    return harness.views.get(taskId);
  };
  const publisher = harness.publisher({ view });
  publisher.start();
  await until(() => harness.texts(privateChat).length === 1);
  expect(harness.texts(privateChat)[0]).toContain('ET-2');
  expect(harness.log.filter(({ text }) => text === 'what is to be written cannot be made')).toHaveLength(1);
  broken = false;
  harness.advance(1500);
  await publisher.idle();
  expect(harness.texts(privateChat)).toHaveLength(2);
});

test('a slow chat holds up nobody else', async () => {
  harness.addCard(1, privateChat);
  harness.addCard(2, otherChat);
  harness.emulator.inject({ kind: 'delay', ms: 400, method: 'sendMessage', chatId: privateChat });
  const publisher = harness.publisher();
  publisher.start();
  await until(() => harness.texts(otherChat).length === 1);
  expect(harness.texts(privateChat)).toEqual([]);
});

test('the card of a task that is gone is let be', async () => {
  harness.store.cards.ensure(5, { chatId: privateChat, topicId: null, subject: null });
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  expect(harness.emulator.calls()).toEqual([]);
  expect(harness.store.cards.listStale()).toEqual([]);
});
