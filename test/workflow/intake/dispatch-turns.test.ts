import { describe, expect, test } from 'vitest';
import { createTestContext } from '../../support/context.ts';
import { createSource, record, trouble } from './event-source.ts';

describe('events that take long together', () => {
  const slow = (...words: string[]) => words.map((word) => ({ word, slow: true }));

  test('are taken in several turns, and each asks for the next', async () => {
    const context = await createTestContext();
    const source = createSource(context);
    record(context, ...slow('a', 'b', 'c'));
    for (const settled of [['a'], ['a', 'b']]) {
      const before = context.nudges.count;
      expect(source.turn()).toBe(true);
      expect(source.settled).toEqual(settled);
      expect(context.nudges.count).toBeGreaterThan(before);
    }
    source.dispatch();
    expect(source.settled).toEqual(['a', 'b', 'c']);
    const before = context.nudges.count;
    expect(source.turn()).toBe(false);
    expect(context.nudges.count).toBe(before);
  });

  test('keep no later one from its turn while they wait for a look', async () => {
    const context = await createTestContext();
    const source = createSource(context);
    record(context, ...['a', 'b', 'c', 'd'].map((word) => ({ word, look: true })));
    record(context, ...slow('e', 'f').map((wish) => ({ ...wish, look: true })), { word: 'at once' });
    source.dispatch();
    expect([source.begun, source.settled]).toEqual([['a', 'b', 'c', 'd'], ['at once']]);
  });

  test('do not hide one that falls due meanwhile', async () => {
    const context = await createTestContext();
    const source = createSource(context);
    record(context, { word: 'put off', look: true });
    source.dispatch();
    await source.end('put off', trouble('plane answered 502'));
    record(context, ...slow('a', 'b').map((wish) => ({ ...wish, about: 'x' })));
    source.turn();
    context.clock.advance(20_000);
    source.dispatch();
    expect([source.settled, source.begun]).toEqual([
      ['a', 'b'],
      ['put off', 'put off'],
    ]);
  });

  test('do not hide one whose predecessor was looked into meanwhile', async () => {
    const context = await createTestContext();
    const source = createSource(context);
    record(context, { word: 'first', about: 'x', look: true }, { word: 'second', about: 'x' });
    record(context, ...slow('a', 'b'));
    source.turn();
    expect(source.settled).toEqual(['a']);
    await source.end('first');
    source.dispatch();
    expect(source.settled).toEqual(['a', 'first', 'b', 'second']);
  });
});

test('events that wait for a place to be looked into are understood once, and again when a place is free', async () => {
  const context = await createTestContext();
  const source = createSource(context);
  record(context, ...Array.from({ length: 20 }, (_, index) => ({ word: `${index}`, look: true })));
  for (let turns = 0; turns < 5; turns += 1) source.dispatch();
  expect(source.understood).toHaveLength(20);
  await source.end('0');
  source.dispatch();
  expect(source.understood.slice(20)).toEqual(['4']);
  expect(source.begun).toEqual(['0', '1', '2', '3', '4']);
});
