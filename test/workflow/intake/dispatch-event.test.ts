import { describe, expect, test } from 'vitest';
import { createDispatcher } from '../../../src/workflow/intake/dispatch-event.ts';
import { createTestContext, reopen, type TestContext } from '../../support/context.ts';
import { createSource, record, trouble } from './event-source.ts';

const eventOf = ({ store }: TestContext, id: number) => {
  const { state, note, attempts } = store.inbox.find(id) ?? {};
  return { state, note, attempts };
};

describe('an event that is looked into', () => {
  test('is settled when its look has ended, and wakes who waits for its place', async () => {
    const context = await createTestContext();
    const source = createSource(context);
    record(context, { word: 'a', look: true });
    source.dispatch();
    expect(eventOf(context, 1)).toEqual({ state: 'pending', note: null, attempts: 0 });
    source.dispatch();
    expect(source.begun).toEqual(['a']);
    const before = context.nudges.count;
    await source.end('a');
    expect(eventOf(context, 1)).toMatchObject({ state: 'done', note: 'did a' });
    expect(context.nudges.count).toBeGreaterThan(before);
    expect(context.checkpoints).toEqual(['event-dispatched']);
  });

  test('does not keep the others waiting: four at once, and all the rest when a place is free', async () => {
    const context = await createTestContext();
    const source = createSource(context);
    record(context, ...['a', 'b', 'c', 'd', 'e', 'f'].map((word) => ({ word, look: true })), {
      word: 'at once',
    });
    source.dispatch();
    expect(source.begun).toEqual(['a', 'b', 'c', 'd']);
    expect(source.settled).toEqual(['at once']);
    await source.end('c');
    source.dispatch();
    await source.end('a');
    source.dispatch();
    expect(source.begun).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    for (const word of ['f', 'e', 'd', 'b']) await source.end(word);
    expect(source.settled).toEqual(['at once', 'c', 'a', 'f', 'e', 'd', 'b']);
  });

  test('has given its place back when it wakes the others', async () => {
    const context = await createTestContext();
    const source = createSource({
      ...context,
      nudge: () => source.dispatch(),
    });
    record(context, ...['a', 'b', 'c', 'd', 'e'].map((word) => ({ word, look: true })));
    source.dispatch();
    await source.end('a');
    expect(source.begun).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('has its end waited for by idle', async () => {
    const context = await createTestContext();
    const source = createSource(context);
    record(context, { word: 'a', look: true }, { word: 'b', look: true });
    source.dispatch();
    const idle = source.idle().then(() => source.settled.length);
    await source.end('a');
    await source.end('b', trouble('plane answered 502'));
    expect(await idle).toBe(1);
  });
});

describe('events about one thing', () => {
  test('are taken in order, and those about others pass them', async () => {
    const context = await createTestContext();
    const source = createSource(context);
    record(
      context,
      { word: 'first', about: 'x', look: true },
      { word: 'second', about: 'x' },
      { word: 'third', about: 'x', look: true },
      { word: 'other', about: 'y' },
      { word: 'nobody' },
    );
    source.dispatch();
    expect(source.settled).toEqual(['other', 'nobody']);
    await source.end('first');
    source.dispatch();
    expect(source.settled).toEqual(['other', 'nobody', 'first', 'second']);
    await source.end('third');
    expect(source.settled.at(-1)).toBe('third');
  });

  test('wait for one that was put off, also in the next process', async () => {
    const context = await createTestContext();
    const source = createSource(context);
    record(context, { word: 'first', about: 'x', look: true }, { word: 'second', about: 'x' });
    source.dispatch();
    await source.end('first', trouble('plane answered 502'));
    source.dispatch();
    expect(source.settled).toEqual([]);
    const next = await reopen(context);
    const again = createSource(next);
    again.dispatch();
    expect([again.settled, again.begun]).toEqual([[], []]);
    next.clock.advance(20_000);
    again.dispatch();
    await again.end('first');
    again.dispatch();
    expect(again.settled).toEqual(['first', 'second']);
  });

  test('however many of them wait, do not keep the others from their turn', async () => {
    const context = await createTestContext();
    const source = createSource(context);
    record(context, { word: 'first', about: 'x', look: true });
    source.dispatch();
    await source.end('first', trouble('plane answered 502'));
    record(context, ...Array.from({ length: 210 }, (_, index) => ({ word: `${index}`, about: 'x' })));
    record(context, { word: 'other', about: 'y' });
    source.dispatch();
    expect(source.settled).toEqual(['other']);
    context.clock.advance(20_000);
    source.dispatch();
    await source.end('first');
    source.dispatch();
    expect(source.settled).toHaveLength(212);
  });

  test('go on after one that is kept as failed', async () => {
    const context = await createTestContext();
    const source = createSource(context);
    record(
      context,
      { word: 'poison', about: 'x' },
      { word: 'a', about: 'x', look: true },
      { word: 'b', about: 'x' },
    );
    source.dispatch();
    await source.end('a', new Error('a bug'));
    source.dispatch();
    expect([1, 2, 3].map((id) => context.store.inbox.find(id)?.state)).toEqual(['failed', 'failed', 'done']);
  });
});

describe('a look that fails', () => {
  test('by trouble that may pass is put off, longer each time, and kept as failed in the end', async () => {
    const context = await createTestContext();
    const source = createSource(context);
    record(context, { word: 'a', look: true });
    const waits: number[] = [];
    while (context.store.inbox.find(1)?.state === 'pending') {
      source.dispatch();
      await source.end('a', trouble('plane answered 502'));
      const due = context.store.inbox.nextDue('2026-03-01 12:00:00.000');
      if (context.store.inbox.find(1)?.state !== 'pending' || due === null) break;
      waits.push(Date.parse(`${due.replace(' ', 'T')}Z`) - context.clock.now().getTime());
      source.dispatch();
      context.clock.advance(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([20_000, 40_000, 80_000, 160_000, 320_000, 600_000, 600_000]);
    expect(source.begun).toHaveLength(8);
    expect(eventOf(context, 1)).toMatchObject({ state: 'failed', note: 'plane answered 502' });
    expect(source.settled).toEqual([]);
  });

  test('waits as long as the other side asks', async () => {
    const context = await createTestContext();
    const source = createSource(context);
    record(context, { word: 'a', look: true });
    source.dispatch();
    await source.end('a', trouble('too many', { retryable: true, retryAfterMs: 90_000 }));
    expect(context.store.inbox.nextDue('2026')).toBe('2026-03-01 12:01:30.000');
  });

  test.for([
    ['a refusal', trouble('forbidden', { retryable: false })],
    ['a bug', new TypeError('undefined is not a function')],
  ] as const)('by %s is kept at once with its error', async ([, error]) => {
    const context = await createTestContext();
    const source = createSource(context);
    record(context, { word: 'a', look: true });
    source.dispatch();
    await source.end('a', error);
    expect(eventOf(context, 1)).toEqual({ state: 'failed', note: error.message, attempts: 0 });
    expect(context.logged.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('of which a part was made true leaves nothing of it', async () => {
    const context = await createTestContext();
    const halfway = () => {
      context.store.seen.note('plane', 'half', '2026-03-01 12:00:00.000');
      throw new Error('in the middle');
    };
    record(context, { word: 'a' });
    const dispatcher = createDispatcher(context, {
      test: () => ({ subject: 'x', look: () => Promise.resolve(halfway) }),
    });
    dispatcher.dispatch();
    await dispatcher.idle();
    expect(eventOf(context, 1)).toMatchObject({ state: 'failed', note: 'in the middle' });
    expect(context.store.seen.has('plane', 'half')).toBe(false);
  });
});

test('a process that dies right after an event was settled by its look does not act on it again', async () => {
  const context = await createTestContext({
    onCheckpoint: () => {
      throw new Error('killed');
    },
  });
  const source = createSource(context);
  record(context, { word: 'a', look: true, about: 'x' }, { word: 'b', about: 'x' });
  source.dispatch();
  await source.end('a');
  const next = await reopen(context);
  const again = createSource(next);
  again.dispatch();
  await again.idle();
  expect([again.begun, again.settled]).toEqual([[], ['b']]);
  expect(eventOf(next, 1)).toEqual({ state: 'done', note: 'did a', attempts: 0 });
});

test('a process that dies during a look leaves the event to the next', async () => {
  const context = await createTestContext();
  const source = createSource(context);
  record(context, { word: 'a', look: true });
  source.dispatch();
  const next = await reopen(context);
  const again = createSource(next);
  again.dispatch();
  await again.end('a');
  expect(again.settled).toEqual(['a']);
});
