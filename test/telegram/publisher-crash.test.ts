import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHarness, type Harness, privateChat, until } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.stopAll());

const warnings = () => harness.log.filter(({ level }) => level === 'warn').map(({ text }) => text);

test.for(['card-intended', 'card-sent', 'card-recorded'])(
  'after a crash at %s one card is current',
  async (where) => {
    harness.addCard(1, privateChat);
    const crashing = harness.publisher({
      checkpoint: (name) => {
        if (name === where) throw new Error('crash');
      },
    });
    crashing.start();
    await until(() => harness.log.length > 0);
    await crashing.stop();
    harness.log.length = 0;
    const next = harness.publisher();
    next.start();
    await next.idle();
    const sent = { 'card-intended': 1, 'card-sent': 2, 'card-recorded': 1 }[where] ?? 0;
    expect(harness.texts(privateChat)).toHaveLength(sent);
    expect(harness.store.cards.listOpenMessages(1)).toEqual([sent]);
    expect(harness.store.cards.listIntents()).toEqual([]);
    expect(warnings()).toHaveLength(where === 'card-recorded' ? 0 : 1);
  },
);

test('a notice that was under way at a crash is not sent again', async () => {
  harness.say('hello');
  const crashing = harness.publisher({
    checkpoint: () => {
      throw new Error('crash');
    },
  });
  crashing.start();
  await until(() => harness.log.length > 0);
  await crashing.stop();
  harness.log.length = 0;
  const next = harness.publisher();
  next.start();
  await next.idle();
  expect(harness.texts(privateChat)).toEqual([]);
  expect(warnings()).toEqual(['stopped while a notice was being sent']);
});

test('a loud notice that was under way at a crash is sent once more, and not a third time', async () => {
  harness.say('the release is degraded', { loud: true, importance: 'needed' });
  for (const _ of ['first', 'second']) {
    const crashing = harness.publisher({
      checkpoint: () => {
        throw new Error('crash');
      },
    });
    crashing.start();
    await until(() => harness.log.some(({ level }) => level === 'error'));
    await crashing.stop();
    harness.log.length = 0;
  }
  const next = harness.publisher();
  next.start();
  await next.idle();
  expect(harness.texts(privateChat)).toEqual([]);
  expect(warnings()).toEqual(['stopped while a notice was being sent']);
});
