import { afterEach, beforeEach, expect, test } from 'vitest';
import { toStoredTime } from '../../src/stored-time.ts';
import type { Publisher } from '../../src/telegram/publisher.ts';
import { createHarness, type Harness, privateChat, until, usualNotice } from './harness.ts';

let harness: Harness;
let publisher: Publisher;
beforeEach(async () => {
  harness = await createHarness();
  publisher = harness.publisher();
});
afterEach(() => harness.stopAll());

const keyboard = { inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] };

function put(text: string, more: object = {}): void {
  const message = JSON.stringify({ text, entities: [], ...more });
  harness.store.notices.put({ ...usualNotice, key: 'k', message }, toStoredTime(harness.now()));
  publisher.nudge();
}

async function shown(): Promise<unknown[]> {
  publisher.start();
  await publisher.idle();
  return harness.emulator.messages(privateChat).map(({ id, text }) => [id, text]);
}

test('what is put again is edited in place, silently and with its latest words only', async () => {
  put('one');
  expect(await shown()).toEqual([[1, 'one']]);
  for (const text of ['two', 'three', 'four']) put(text, { keyboard });
  expect(await shown()).toEqual([[1, 'four']]);
  expect(harness.emulator.messages(privateChat)[0]?.buttons).toMatchObject([[{ text: 'Go' }]]);
  expect(harness.emulator.calls('editMessageText')).toHaveLength(1);
});

test('what is put again before it was sent is sent once', async () => {
  put('one');
  put('two');
  expect(await shown()).toEqual([[1, 'two']]);
  expect(harness.begun).toHaveLength(1);
});

test('words that come while the earlier ones are under way are edited in after them', async () => {
  harness.emulator.inject({ kind: 'delay', ms: 40, method: 'sendMessage' });
  put('one');
  publisher.start();
  await until(() => harness.begun.length === 1);
  put('two');
  expect(await shown()).toEqual([[1, 'two']]);
});

test('words that come while a picture is made replace what was to be sent', async () => {
  let finish = (): void => undefined;
  const readOutput = () =>
    new Promise<null>((resolve) => {
      finish = () => resolve(null);
    });
  publisher = harness.publisher({ readOutput });
  put('old', { file: { name: 'x', kind: 'run', run: 1 } });
  publisher.start();
  await new Promise(setImmediate);
  put('new');
  finish();
  expect(await shown()).toEqual([[1, 'new']]);
});

test('what is withdrawn before it was sent is never sent, and afterwards it is deleted', async () => {
  put('one');
  harness.store.notices.withdraw('k');
  expect(await shown()).toEqual([]);
  put('two');
  expect(await shown()).toEqual([[1, 'two']]);
  harness.store.notices.withdraw('k');
  expect(await shown()).toEqual([]);
  put('three');
  expect(await shown()).toEqual([[2, 'three']]);
});

test('what is withdrawn after 48 hours becomes a line; with a file it loses its buttons', async () => {
  put('one', { keyboard });
  harness.say('file', { key: 'f' }, { keyboard, file: { name: 'x.md', kind: 'text', text: 'x' } });
  await shown();
  harness.advance(49 * 3_600_000);
  for (const key of ['k', 'f']) harness.store.notices.withdraw(key);
  expect(await shown()).toEqual([
    [1, '✕ no longer current'],
    [2, 'file'],
  ]);
  expect(harness.emulator.messages(privateChat).map(({ buttons }) => buttons)).toEqual([[], []]);
  expect(harness.store.notices.listChanged()).toEqual([]);
});

test('a notice that somebody deleted is let be', async () => {
  put('one');
  await shown();
  harness.emulator.deleteAsUser(privateChat, privateChat, 1);
  put('two');
  expect(await shown()).toEqual([]);
  put('three');
  expect(await shown()).toEqual([]);
  expect(harness.emulator.calls('sendMessage')).toHaveLength(1);
  expect(harness.emulator.calls('editMessageText')).toHaveLength(1);
});

test('an edit that Telegram refuses is not made again', async () => {
  put('one');
  await shown();
  const description = 'Bad Request: BUTTON_DATA_INVALID';
  harness.emulator.inject({ kind: 'error', method: 'editMessageText', code: 400, description });
  put('two');
  expect(await shown()).toEqual([[1, 'one']]);
  expect(harness.log).toMatchObject([{ level: 'error', text: 'a notice is left as it stands' }]);
  put('three');
  expect(await shown()).toEqual([[1, 'three']]);
});

test('a message loses its buttons and keeps its words, also when nobody knows them any more', async () => {
  put('one', { keyboard });
  harness.say('answer:1', {}, { keyboard });
  await shown();
  const later = toStoredTime(new Date(harness.now().getTime() + 1000));
  expect(harness.store.notices.pruneAnswers(later)).toBe(1);
  for (const id of [1, 2, 2]) harness.store.notices.stripKeyboard(privateChat, id, later);
  expect(await shown()).toEqual([
    [1, 'one'],
    [2, 'answer:1'],
  ]);
  expect(harness.emulator.messages(privateChat).map(({ buttons }) => buttons)).toEqual([[], []]);
  expect(harness.emulator.calls()).toHaveLength(4);
});
