import { isWithin, localTime } from '../domain/time-of-day.ts';
import type { AskingRow } from '../store/asking.ts';
import { fromStoredTime } from '../stored-time.ts';
import { listAskingDependants } from './ask-dependants.ts';
import { mannerOf } from './chat-manner.ts';
import type { Context } from './context.ts';

const DAY_MS = 86_400_000;

/**
 * Has the cards ring again that wait for a person: once after the configured time, then daily. What came up in the
 * chat's quiet hours rings when these are over.
 */
export function remind(context: Context): void {
  const { store, log } = context;
  const asking = [...store.asking.list(), ...listAskingDependants(context)];
  const due = asking.filter((row) => isDue(context, row));
  for (const { task_id: taskId } of due) store.cards.bump(taskId);
  if (due.length === 0) return;
  log.info({ tasks: due.map((row) => row.task_id) }, 'people are reminded');
  context.nudge();
}

function isDue(context: Context, asking: AskingRow): boolean {
  return !isQuiet(context, asking.chat_id) && dueAtMs(context, asking) <= context.clock.now().getTime();
}

function isQuiet(context: Context, chatId: number): boolean {
  const { quietHours, timezone } = mannerOf(context, chatId);
  return quietHours !== null && isWithin(quietHours, localTime(context.clock.now(), timezone).minuteOfDay);
}

function dueAtMs({ remindAfterMs }: Context, { since, rung_at: rungAt }: AskingRow): number {
  if (rungAt === null) return 0;
  if (remindAfterMs === null) return Number.POSITIVE_INFINITY;
  const [sinceMs, rungMs] = [since, rungAt].map((time) => fromStoredTime(time).getTime()) as [number, number];
  return rungMs + (rungMs - sinceMs < remindAfterMs ? remindAfterMs : DAY_MS);
}
