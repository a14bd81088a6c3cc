import { toStoredTime } from '../stored-time.ts';
import { advanceWaits } from '../workflow/advance-waits.ts';
import { checkHealth, type HealthProbe } from '../workflow/check-health.ts';
import { recoverRuns } from '../workflow/recover-runs.ts';
import type { RunContext } from '../workflow/run-context.ts';
import { takeOverReviews } from '../workflow/take-over-reviews.ts';
import type { Chore } from './schedule.ts';

const HOUR_SECONDS = 3600;
const ANSWERS_KEPT_MS = 7 * 24 * HOUR_SECONDS * 1000;

/** What the clock looks after: nothing here is needed when all goes well, and everything is found again when it does not. */
export function createChores(
  context: RunContext,
  probe: HealthProbe,
  { reaperSeconds }: { reaperSeconds: number },
): Chore[] {
  return [
    { name: 'health', everySeconds: 1, run: () => checkHealth(context, probe) },
    { name: 'reaper', everySeconds: reaperSeconds, run: () => reap(context) },
    { name: 'pruning', everySeconds: HOUR_SECONDS, run: () => prune(context) },
  ];
}

/** Runs nobody watches are taken up again, waits that are over end, and every loop looks at the file once more. */
async function reap(context: RunContext): Promise<void> {
  try {
    await recoverRuns(context);
    await takeOverReviews(context);
  } finally {
    // What cannot be taken up does not keep the rest waiting.
    advanceWaits(context);
    context.nudge();
  }
}

/** Every answer of the bot is a row until it was sent; nobody asks for it later. */
async function prune({ store, clock }: RunContext): Promise<void> {
  store.notices.pruneAnswers(toStoredTime(new Date(clock.now().getTime() - ANSWERS_KEPT_MS)));
}
