import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Logger } from '../../src/log.ts';
import { createLoop, type Loop } from '../../src/worker/loop.ts';

const secondMs = 1000;
const quiet = () => undefined;

type Given = { turn?: (loop: Loop) => void | Promise<void>; nextDue?: () => Date | null };

/** A loop that counts its turns and keeps what it logs. */
function createCounted({ turn = quiet, nextDue = () => null }: Given = {}) {
  const [seen, errors] = [{ turns: 0 }, [] as unknown[]];
  const error = (fields: object, text: string) => void errors.push({ ...fields, text });
  const loop: Loop = createLoop({
    name: 'test',
    turn: () => {
      seen.turns += 1;
      return turn(loop);
    },
    nextDue,
    now: () => new Date(),
    log: { debug: quiet, info: quiet, warn: quiet, error } as unknown as Logger,
  });
  onTestFinished(() => loop.stop());
  return { loop, seen, errors };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a loop at rest', () => {
  test('looks once at its start and then not before a minute is over', async () => {
    const { loop, seen } = createCounted();
    loop.start();
    await pass(59 * secondMs);
    expect(seen.turns).toBe(1);
    await pass(secondMs);
    expect(seen.turns).toBe(2);
  });

  test('turns at a nudge; several at once are one', async () => {
    const { loop, seen } = createCounted();
    loop.start();
    await pass(0);
    for (let n = 0; n < 5; n += 1) loop.nudge();
    expect(seen.turns).toBe(1);
    await pass(0);
    expect(seen.turns).toBe(2);
    await pass(30 * secondMs);
    expect(seen.turns).toBe(2);
  });

  test('turns when something falls due, late or far away as it may be', async () => {
    const due = { at: Date.now() + 10 * secondMs };
    const { loop, seen } = createCounted({ nextDue: () => new Date(due.at) });
    loop.start();
    await pass(10 * secondMs - 1);
    expect(seen.turns).toBe(1);
    due.at = Date.now() - secondMs;
    await pass(1);
    expect(seen.turns).toBe(2);
    due.at = Date.now() + 1e12;
    await pass(1);
    expect(seen.turns).toBe(3);
    await pass(59 * secondMs);
    expect(seen.turns).toBe(3);
    await pass(2 * secondMs);
    expect(seen.turns).toBe(4);
  });
});

describe('a nudge in the middle of a turn', () => {
  test('is one more turn after it, never a second one beside it', async () => {
    const gates: (() => void)[] = [];
    const { loop, seen } = createCounted({ turn: () => new Promise((resolve) => gates.push(resolve)) });
    loop.start();
    for (let n = 0; n < 3; n += 1) loop.nudge();
    await pass(2 * 60 * secondMs);
    expect(seen.turns).toBe(1);
    gates[0]?.();
    await pass(1);
    expect(seen.turns).toBe(2);
    gates[1]?.();
    await pass(30 * secondMs);
    expect(seen.turns).toBe(2);
  });

  test('by a loop that always has more to do lets the rest of the process go on', async () => {
    vi.useRealTimers();
    const { loop, seen } = createCounted({ turn: (self) => self.nudge() });
    loop.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen.turns).toBeGreaterThan(1);
  });

  test('is not lost when it comes as the turn ends', async () => {
    const { loop, seen } = createCounted({
      turn: (self) => {
        if (seen.turns > 1) return;
        let later = Promise.resolve();
        for (let n = 0; n < 6; n += 1) later = later.then(() => self.nudge());
      },
    });
    loop.start();
    await pass(secondMs);
    expect(seen.turns).toBeGreaterThan(1);
  });
});

describe('a turn that fails', () => {
  const fail = (): never => {
    throw new Error('the disk is full');
  };

  test('is logged and followed by the next one after a rest', async () => {
    const { loop, seen, errors } = createCounted({ turn: fail });
    loop.start();
    await pass(0);
    expect(errors).toMatchObject([{ loop: 'test', text: 'a turn failed: the disk is full' }]);
    await pass(5 * secondMs - 1);
    expect(seen.turns).toBe(1);
    await pass(1);
    expect(seen.turns).toBe(2);
  });

  test.each<[string, Given]>([
    ['after it nudged itself', { turn: (self) => (self.nudge(), fail()) }],
    ['as it asks what falls due next', { nextDue: fail }],
  ])('%s rests as well', async (_, given) => {
    const { loop, seen, errors } = createCounted(given);
    loop.start();
    await pass(5 * secondMs - 1);
    expect([seen.turns, errors.length]).toEqual([1, 1]);
    await pass(1);
    expect(seen.turns).toBe(2);
  });

  test('does not keep a nudge from outside waiting', async () => {
    const { loop, seen } = createCounted({ turn: (self) => (self.nudge(), fail()) });
    loop.start();
    await pass(0);
    loop.nudge();
    await pass(1);
    expect(seen.turns).toBe(2);
  });
});

describe('a loop that is stopped', () => {
  test('finishes the turn under way first, and begins no other', async () => {
    let end: () => void = quiet;
    const { loop, seen } = createCounted({
      turn: () =>
        new Promise((resolve) => {
          end = resolve;
        }),
    });
    loop.start();
    loop.nudge();
    const stopped = { yet: false };
    void loop.stop().then(() => {
      stopped.yet = true;
    });
    await pass(secondMs);
    expect(stopped.yet).toBe(false);
    end();
    await pass(0);
    expect(stopped.yet).toBe(true);
    loop.nudge();
    await pass(10 * 60 * secondMs);
    expect(seen.turns).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('forgets a nudge that came just before', async () => {
    const { loop, seen } = createCounted();
    loop.start();
    await pass(0);
    loop.nudge();
    await loop.stop();
    await pass(60 * secondMs);
    expect(seen.turns).toBe(1);
  });
});

test('a loop that was not started does nothing', async () => {
  const { loop, seen } = createCounted();
  loop.nudge();
  await pass(60 * secondMs);
  expect(seen.turns).toBe(0);
});
