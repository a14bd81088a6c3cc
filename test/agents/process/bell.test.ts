import { describe, expect, it } from 'vitest';
import { createBell, DetachedError } from '../../../src/agents/process/bell.ts';

describe('a bell', () => {
  it('ends a wait when the time is over, or at once when it rings', async () => {
    const before = countTimers();
    const bell = createBell(new AbortController().signal);
    await bell.wait(1);
    const longWait = bell.wait(60_000);
    bell.ring();
    await longWait;
    bell.ring();
    expect(countTimers()).toBeLessThanOrEqual(before);
  });

  it('fails the waits of one that is stopped, before and after, and leaves no timer', async () => {
    const before = countTimers();
    const stopper = new AbortController();
    const bell = createBell(stopper.signal);
    const under = bell.wait(60_000);
    stopper.abort();
    await expect(under).rejects.toThrow(DetachedError);
    await expect(bell.wait(60_000)).rejects.toThrow(DetachedError);
    expect(countTimers()).toBeLessThanOrEqual(before);
  });
});

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}
