import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Logger } from '../../src/log.ts';
import { type Chore, createSchedule } from '../../src/upkeep/schedule.ts';

const secondMs = 1000;
const quiet = () => undefined;
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * secondMs);

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime('2026-03-01T11:59:07.400Z');
});
afterEach(() => {
  vi.useRealTimers();
});

function createStarted(...chores: Chore[]) {
  const errors: unknown[] = [];
  const error = (fields: object, text: string) => void errors.push({ ...fields, text });
  const log = { debug: quiet, info: quiet, warn: quiet, error } as unknown as Logger;
  const schedule = createSchedule(chores, log);
  onTestFinished(() => schedule.stop());
  schedule.start();
  return { schedule, errors };
}

/** A chore that notes the seconds since the start at which it had its turns. */
function createNoting(everySeconds: number, run: () => Promise<void> = async () => {}) {
  const startMs = Date.now();
  const turns: number[] = [];
  const chore: Chore = {
    name: `every ${everySeconds} s`,
    everySeconds,
    run: () => {
      turns.push((Date.now() - startMs) / secondMs);
      return run();
    },
  };
  return { chore, turns };
}

const gapsOf = (turns: readonly number[]) => turns.slice(1).map((at, n) => Math.round(at - (turns[n] ?? 0)));

describe('a chore', () => {
  test.each([
    ['a second', 1],
    ['seconds that do not divide a minute', 45],
    ['a minute', 60],
    ['a minute and a half', 90],
    ['minutes that do not divide an hour', 45 * 60],
  ])('has its turns evenly, every so many seconds: %s', async (_, everySeconds) => {
    const { chore, turns } = createNoting(everySeconds);
    createStarted(chore);
    await pass(4 * everySeconds + 1);
    expect(turns).toHaveLength(4);
    expect(gapsOf(turns)).toEqual([everySeconds, everySeconds, everySeconds]);
  });

  test('has its first turn when its interval has passed once', async () => {
    const { chore, turns } = createNoting(30);
    createStarted(chore);
    await pass(29.9);
    expect(turns).toEqual([]);
    await pass(1.1);
    expect(turns).toHaveLength(1);
  });

  test('does not wait for another one', async () => {
    let end: () => void = quiet;
    const stuck = createNoting(1, () => new Promise((resolve) => (end = resolve)));
    const other = createNoting(2);
    createStarted(stuck.chore, other.chore);
    await pass(11);
    expect([stuck.turns.length, other.turns.length]).toEqual([1, 5]);
    end();
  });

  test('never has two turns at once; one that comes late is made up for', async () => {
    let end: () => void = quiet;
    const { chore, turns } = createNoting(10, () => new Promise((resolve) => (end = resolve)));
    createStarted(chore);
    await pass(11);
    expect(turns).toHaveLength(1);
    await pass(24);
    expect(turns).toHaveLength(1);
    end();
    await pass(1);
    expect(turns).toHaveLength(2);
    end();
    await pass(9);
    expect(turns).toHaveLength(2);
    await pass(1);
    expect(turns).toHaveLength(3);
    end();
  });

  test('that fails is logged and has its next turn all the same', async () => {
    const { chore, turns } = createNoting(1, () => Promise.reject(new Error('no such table')));
    const { errors } = createStarted(chore);
    await pass(3);
    expect(turns.length).toBeGreaterThan(1);
    expect(errors).toHaveLength(turns.length);
    expect(errors[0]).toMatchObject({ chore: 'every 1 s', text: 'a chore failed: no such table' });
  });

  test('goes on after the process was held up', async () => {
    const { chore, turns } = createNoting(1);
    const { errors } = createStarted(chore);
    await pass(2);
    vi.setSystemTime(Date.now() + 3600 * secondMs);
    await pass(5);
    expect(turns.length).toBeGreaterThan(4);
    expect(errors).toEqual([]);
  });
});

describe('a schedule that is stopped', () => {
  test('waits for the turn under way, and leaves no timer', async () => {
    let end: () => void = quiet;
    const { chore, turns } = createNoting(1, () => new Promise((resolve) => (end = resolve)));
    const { schedule } = createStarted(chore);
    await pass(2);
    const stopped = { yet: false };
    void schedule.stop().then(() => {
      stopped.yet = true;
    });
    await pass(10);
    expect(stopped.yet).toBe(false);
    end();
    await pass(0);
    expect([stopped.yet, turns.length, vi.getTimerCount()]).toEqual([true, 1, 0]);
  });

  test('was perhaps never started', async () => {
    const { chore } = createNoting(1);
    const schedule = createSchedule([chore], { error: quiet } as unknown as Logger);
    await schedule.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
