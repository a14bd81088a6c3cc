import { toStoredTime } from '../stored-time.ts';
import { advanceWaits } from '../workflow/advance-waits.ts';
import { postDigests } from '../workflow/digest.ts';
import { pruneAttachments } from '../workflow/fetch-attachments.ts';
import { checkHealth, type HealthProbe } from '../workflow/health/check-health.ts';
import { stopIdleLooks } from '../workflow/health/finish-look.ts';
import { startLook } from '../workflow/health/health-command.ts';
import { createHoldWatch } from '../workflow/hold-watch.ts';
import { reconcile } from '../workflow/reconcile/reconcile.ts';
import { remind } from '../workflow/remind.ts';
import { repairGates } from '../workflow/repair-gates.ts';
import { createRunFollower } from '../workflow/runs/follow-runs.ts';
import { reapRuns } from '../workflow/runs/reap-runs.ts';
import type { RunContext } from '../workflow/runs/run-context.ts';
import { takeOverReviews } from '../workflow/take-over-reviews.ts';
import { awaitsResume } from '../workflow/takeover.ts';
import type { Chore } from './schedule.ts';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;
const DAY_MS = 24 * HOUR_SECONDS * 1000;
const ANSWERS_KEPT_DAYS = 7;
const DIALOGUES_KEPT_DAYS = 1;
/** After the end of their task. */
const ATTACHMENTS_KEPT_DAYS = 30;
/** Longer than any look reaches back: what is forgotten here would be acted on again. */
const SEEN_KEPT_DAYS = 365;
const AUDIT_KEPT_DAYS = 365;
const HEALTH_CHECKS_KEPT_DAYS = 90;

type ChoreSettings = {
  reaperSeconds: number;
  reaperGraceSeconds: number;
  reconcileSeconds: number;
  eventsKeepDays: number;
};

/** What the clock looks after: nothing here is needed when all goes well, and everything is found again when it does not. */
export function createChores(
  context: RunContext,
  probe: HealthProbe,
  { reaperSeconds, reaperGraceSeconds, reconcileSeconds, eventsKeepDays }: ChoreSettings,
): Chore[] {
  const follower = createRunFollower(context);
  const watchHolds = createHoldWatch(context);
  return [
    { name: 'reconciler', everySeconds: reconcileSeconds, atStart: true, run: () => lookOutside(context) },
    { name: 'health', everySeconds: 1, run: () => watchReleases(context, probe) },
    { name: 'progress', everySeconds: 1, run: () => follower.look() },
    {
      name: 'reaper',
      everySeconds: reaperSeconds,
      run: () => reap(context, reaperGraceSeconds * 1000, watchHolds),
    },
    { name: 'reminders', everySeconds: MINUTE_SECONDS, run: async () => remind(context) },
    { name: 'digest', everySeconds: MINUTE_SECONDS, atStart: true, run: async () => postDigests(context) },
    { name: 'pruning', everySeconds: HOUR_SECONDS, run: () => prune(context, eventsKeepDays) },
  ];
}

async function watchReleases(context: RunContext, probe: HealthProbe): Promise<void> {
  stopIdleLooks(context);
  await checkHealth(context, { url: probe, command: (watched) => startLook(context, watched) });
}

/** Before the Resume of a takeover the earlier installation may still be answering for what stands there. */
async function lookOutside(context: RunContext): Promise<void> {
  if (!awaitsResume(context)) await reconcile(context);
}

/** Runs nobody watches are taken up again, waits that are over end, and every loop looks at the file once more. */
async function reap(context: RunContext, graceMs: number, watchHolds: () => void): Promise<void> {
  try {
    await reapRuns(context, graceMs);
    await takeOverReviews(context);
  } finally {
    // What cannot be taken up does not keep the rest waiting.
    repairGates(context);
    advanceWaits(context);
    watchHolds();
    context.nudge();
  }
}

/** What grows with every message and delivery, and what nobody asks for later. */
async function prune({ store, clock, runsDir }: RunContext, eventsKeepDays: number): Promise<void> {
  const daysAgo = (days: number) => toStoredTime(new Date(clock.now().getTime() - days * DAY_MS));
  store.notices.pruneAnswers(daysAgo(ANSWERS_KEPT_DAYS));
  store.eventLog.prunePayloads(daysAgo(eventsKeepDays));
  store.seen.pruneBefore(daysAgo(SEEN_KEPT_DAYS));
  store.audit.pruneBefore(daysAgo(AUDIT_KEPT_DAYS));
  store.deployments.pruneChecksBefore(daysAgo(HEALTH_CHECKS_KEPT_DAYS));
  store.strangers.pruneBefore(daysAgo(1));
  store.dialogues.pruneBefore(daysAgo(DIALOGUES_KEPT_DAYS));
  await pruneAttachments({ store, runsDir }, daysAgo(ATTACHMENTS_KEPT_DAYS));
}
