import type { RunContext } from '../workflow/runs/run-context.ts';
import { createLoop, type Loop } from './loop.ts';

/** Fetches what people attached as soon as they did, beside the queue: a slow file keeps nothing else waiting. */
export function createFetcher({ attachments, clock, log }: RunContext): Loop {
  const loop = createLoop({
    name: 'fetcher',
    log,
    now: () => clock.now(),
    turn: () => attachments.look(),
    nextDue: () => attachments.nextDue(),
  });
  return {
    ...loop,
    stop: () => {
      attachments.stop();
      return loop.stop();
    },
  };
}
