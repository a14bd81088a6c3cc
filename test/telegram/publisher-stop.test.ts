import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHarness, type Harness, privateChat, until } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.stopAll());

test('stopping waits for the write in flight, begins no other and leaves no timer', async () => {
  for (const taskId of [1, 2, 3]) harness.addCard(taskId, privateChat);
  harness.emulator.inject({ kind: 'delay', ms: 60, method: 'sendMessage', times: 2 });
  const started = vi.spyOn(globalThis, 'setTimeout');
  const cleared = vi.spyOn(globalThis, 'clearTimeout');
  const publisher = harness.publisher({ limits: { private: { perSecond: 0.001, burst: 2 } } });
  publisher.start();
  await until(() => harness.store.cards.listIntents()[0]?.task_id === 2);
  publisher.nudge();
  await publisher.stop();
  expect(harness.texts(privateChat)).toHaveLength(2);
  expect(harness.store.cards.listOpenMessages(2)).toEqual([2]);
  publisher.nudge();
  await harness.settled();
  expect(harness.texts(privateChat)).toHaveLength(2);
  const long = started.mock.results.filter((_, index) => (started.mock.calls[index]?.[1] ?? 0) >= 30_000);
  const ended = new Set(cleared.mock.calls.map(([timer]) => timer));
  expect(long.length).toBeGreaterThan(1);
  expect(long.filter(({ value }) => !ended.has(value))).toEqual([]);
});

test('a stopped publisher that waits for its budget leaves no timer either', async () => {
  for (const taskId of [1, 2]) harness.addCard(taskId, privateChat);
  const started = vi.spyOn(globalThis, 'setTimeout');
  const publisher = harness.publisher({ limits: { private: { perSecond: 0.001, burst: 1 } } });
  publisher.start();
  const waiting = () =>
    started.mock.results.find((_, index) => (started.mock.calls[index]?.[1] ?? 0) > 900_000);
  await until(() => waiting() !== undefined);
  const cleared = vi.spyOn(globalThis, 'clearTimeout');
  await publisher.stop();
  expect(cleared.mock.calls.map(([timer]) => timer)).toContain(waiting()?.value);
  expect(harness.texts(privateChat)).toHaveLength(1);
});
