import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHarness, group, type Harness } from './harness.ts';

const tasks = 20;
const changesPerSecond = 50;
const seconds = 60;
const stepMs = 100;
/** What Telegram allows in a group: about 20 a minute, a few at once. */
const limits = { privatePerSecond: 1, groupPerMinute: 20, burst: 5 };

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness(limits);
});
afterEach(() => harness.stopAll());

const cardsOf = (taskId: number) =>
  harness.emulator.messages(group).filter(({ text }) => text.startsWith(`ET-${taskId} `));

/** Time passes in steps, and the publisher does at each what it can. */
async function pass(ms: number, change: (atMs: number) => void = () => undefined): Promise<void> {
  for (let atMs = 0; atMs < ms; atMs += stepMs) {
    change(atMs);
    harness.advance(stepMs);
    await harness.settled();
  }
}

test('a flood of changes in one group ends with every card once, on its final state, within the limits of the chat', {
  timeout: 120_000,
}, async () => {
  const publisher = harness.publisher({ limits: {} });
  const ids = Array.from({ length: tasks }, (_, index) => index + 1);
  for (const id of ids) harness.addCard(id, group, { title: 'round 0' });
  publisher.start();
  let changes = 0;
  await pass(seconds * 1000, (atMs) => {
    if (atMs % 15_000 === 0) {
      const flood = {
        code: 429,
        description: 'Too Many Requests: retry after 3',
        parameters: { retry_after: 3 },
      };
      harness.emulator.inject({ kind: 'error', method: '*', chatId: group, ...flood });
    }
    for (const id of ids) {
      for (let each = 0; each < (changesPerSecond * stepMs) / 1000; each += 1) {
        changes += 1;
        harness.change(id, { title: `round ${changes}` });
      }
    }
  });
  for (const id of ids) harness.change(id, { title: `the end of ${id}`, ended: true });
  await pass(180_000);

  const calls = harness.emulator.calls();
  const of = (method: string) => calls.filter((call) => call.method === method && call.ok);
  const injected = calls.filter((call) => call.fault !== undefined);
  const own = calls.filter((call) => !call.ok && call.fault === undefined);
  const [sends, edits] = [of('sendMessage').length, of('editMessageText').length];
  console.log(
    `${changes} changes of ${tasks} cards in ${seconds} s: ${sends} sends and ${edits} edits, ${injected.length} injected 429s`,
  );
  expect(ids.map((id) => cardsOf(id).map(({ text }) => text.split('\n')[0]))).toEqual(
    ids.map((id) => [`ET-${id} the end of ${id}`]),
  );
  expect(own).toEqual([]);
  expect(sends).toBe(tasks);
  expect(injected.length).toBeGreaterThan(2);
});
