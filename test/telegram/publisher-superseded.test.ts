import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHarness, type Harness, privateChat, until } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.stopAll());

test('a bump sends the new card with sound, then deletes the old one and closes its ledger row', async () => {
  harness.addCard(1, privateChat);
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  harness.store.cards.bump(1);
  publisher.nudge();
  await publisher.idle();
  const [message, ...others] = harness.emulator.messages(privateChat);
  expect(others).toEqual([]);
  expect(message).toMatchObject({ silent: false, id: 2 });
  expect(harness.emulator.calls().map(({ method }) => method)).toEqual([
    'sendMessage',
    'sendMessage',
    'deleteMessage',
  ]);
  expect(harness.store.cards.listOpenMessages(1)).toEqual([2]);
  expect(harness.store.cards.find(1)?.bump).toBe(0);
});

test('an old message that is over 48 hours of age becomes a line without buttons', async () => {
  harness.addCard(1, privateChat);
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  harness.advance(49 * 3_600_000);
  harness.store.cards.bump(1);
  publisher.nudge();
  await publisher.idle();
  expect(harness.emulator.messages(privateChat)).toMatchObject([
    { id: 1, text: '↓ ET-1 moved below', buttons: [] },
    { id: 2 },
  ]);
  expect(harness.emulator.calls('deleteMessage')).toEqual([]);
  expect(harness.store.cards.listOpenMessages(1)).toEqual([2]);
});

test.for([
  ['Bad Request: message to delete not found', 0],
  ["Bad Request: message can't be deleted for everyone", 1],
] as const)('an old message that cannot be deleted is closed: %s', async ([description, tombstones]) => {
  harness.addCard(1, privateChat);
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  harness.emulator.inject({ kind: 'error', method: 'deleteMessage', code: 400, description });
  harness.store.cards.bump(1);
  publisher.nudge();
  await publisher.idle();
  expect(harness.emulator.calls('deleteMessage')).toHaveLength(1);
  expect(harness.emulator.calls('editMessageText')).toHaveLength(tombstones);
  expect(harness.store.cards.listOpenMessages(1)).toEqual([2]);
});

test('a delete that failed for a moment is tried again', async () => {
  harness.addCard(1, privateChat);
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
  harness.emulator.inject({ kind: 'lost-answer', method: 'deleteMessage' });
  harness.store.cards.bump(1);
  publisher.nudge();
  await until(() => harness.emulator.calls('deleteMessage').length === 1);
  harness.advance(2000);
  await publisher.idle();
  expect(harness.emulator.calls('deleteMessage')).toHaveLength(2);
  expect(harness.store.cards.listOpenMessages(1)).toEqual([2]);
});
