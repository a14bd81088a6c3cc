import { afterEach, beforeEach, expect, test } from 'vitest';
import { toStoredTime } from '../../src/stored-time.ts';
import { createHarness, type Harness, privateChat, until } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.stopAll());

test('a bump sends the new card with sound, then deletes the old one and closes its ledger row', async () => {
  harness.addCard(1, privateChat, { attention: { code: 'question', text: 'Which?' } });
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

/** A card with so many older messages in the ledger, of which the chat shows some. */
async function leaveBehind(count: number, shown: number): Promise<void> {
  harness.addCard(1, privateChat);
  const { cards } = harness.store;
  const publisher = harness.publisher({ cards: { ...cards, listSuperseded: () => [] } });
  publisher.start();
  for (let sent = 0; sent <= shown; sent += 1) {
    cards.bump(1);
    await publisher.idle();
  }
  await publisher.stop();
  for (let id = 1000; id < 1000 + count - shown; id += 1)
    cards.recordStray(1, privateChat, id, toStoredTime(harness.now()));
  harness.begun.length = 0;
}

async function tidyUp(): Promise<void> {
  const publisher = harness.publisher();
  publisher.start();
  await publisher.idle();
}

const removals = () => harness.begun.map(({ method }) => method);

test('many old messages are deleted by one call of a hundred and one of the rest', async () => {
  await leaveBehind(102, 2);
  await tidyUp();
  expect(harness.emulator.messages(privateChat)).toHaveLength(1);
  expect(removals()).toEqual(['deleteMessages', 'deleteMessages']);
  expect(harness.store.cards.listSuperseded()).toEqual([]);
});

test('one that cannot be deleted keeps no other: they go one by one, and it becomes a line', async () => {
  await leaveBehind(3, 3);
  const description = "Bad Request: message can't be deleted for everyone";
  for (const method of ['deleteMessages', 'deleteMessage'])
    harness.emulator.inject({ kind: 'error', method, code: 400, description });
  await tidyUp();
  expect(removals().toSorted()).toEqual([
    'deleteMessage',
    'deleteMessage',
    'deleteMessage',
    'deleteMessages',
    'editMessageText',
  ]);
  expect(harness.texts(privateChat)).toHaveLength(2);
  expect(harness.store.cards.listOpenMessages(1)).toEqual([4]);
});
