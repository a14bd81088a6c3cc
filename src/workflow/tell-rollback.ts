import { durationPhrase } from '../domain/amounts.ts';
import { phrase, type Said } from '../domain/phrase.ts';
import { inEnglish } from '../locale/translator.ts';
import type { RollbackRow } from '../store/rollbacks.ts';
import { fromStoredTime, toStoredTime } from '../stored-time.ts';
import { speak } from './chat-manner.ts';
import { placeOfTask } from './chat-place.ts';
import type { Context } from './context.ts';
import { showRelease } from './show-release.ts';
import { tellEach } from './tell-further-chats.ts';
import { keepTopic } from './topics.ts';
import { touchFrozen } from './touch-cards.ts';

/** `why` is null where it succeeded; `output` is the end of what its command printed. */
type Ended = { why: Said | null; exitCode: number | null; output: string };

/** Ends a rollback once, and tells of it: on record, on the card, in the release's notice and in one of its own. Called inside a transaction. */
export function endRollback(context: Context, row: RollbackRow, { why, exitCode, output }: Ended): void {
  const { store, clock, log } = context;
  const now = toStoredTime(clock.now());
  const state = why === null ? 'done' : 'failed';
  if (!store.rollbacks.end(row.id, { state, exitCode, output }, now)) return;
  // What it ran in goes before another one of the task may begin, also when this process ends here.
  if (store.outbox.findPending(row.task_id, 'cleanUp') === undefined)
    store.outbox.add(row.task_id, 'cleanUp', { end: 'done' }, now);
  const who = row.asked_by;
  const time = durationPhrase(clock.now().getTime() - fromStoredTime(row.asked_at).getTime());
  const said =
    why === null ? phrase('why-rolled-back', { who, time }) : phrase('why-rollback-failed', { who, why });
  const task = store.tasks.find(row.task_id);
  const from = { stage: task?.stage ?? null, step: task?.step ?? null };
  const by = { who: 'signalbox', via: 'signalbox' } as const;
  store.log.append({ taskId: row.task_id, from, to: null, why: said, by }, now);
  store.cards.touch(row.task_id);
  touchFrozen({ store }, row.repo);
  keepTopic(context, row.task_id);
  showRelease(context, row.task_id);
  tell(context, row, { said, output, loud: why !== null });
  log.info({ task: row.task_id, repo: row.repo, rollback: state, why: inEnglish(said) }, 'rollback ended');
}

function tell(
  context: Context,
  row: RollbackRow,
  { said, output, loud }: { said: Said; output: string; loud: boolean },
): void {
  const { store, projects, clock, presenter } = context;
  const task = store.tasks.find(row.task_id);
  if (task === undefined) return;
  const project = projects.findForTask(task);
  const now = toStoredTime(clock.now());
  const id = loud ? 'news-rollback-failed' : 'news-rolled-back';
  const args = { task: task.work_item_id ?? `task ${task.id}`, repo: row.repo, said };
  if (project !== undefined) {
    tellEach(context, project, { about: `rollback:${row.id}`, id, args, loud, taskId: task.id }, now);
  }
  const place = placeOfTask(context, project, task.id);
  if (place === null) return;
  const text = speak(context, place.chatId).t(id, args);
  store.notices.add(
    {
      key: `rollback:${row.id}`,
      ...place,
      taskId: task.id,
      // Somebody pressed for it.
      importance: loud ? 'needed' : 'answer',
      loud,
      message: JSON.stringify(presenter.output(text, output)),
    },
    now,
  );
}
