import { type Edge, findCycle } from '../domain/dependency-graph.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';

const LISTED = 10;
/** The words of the pause that the migration makes. */
const TAKEN_OVER = 'taken over from an earlier installation';

/** Until the Resume after the takeover nothing is done, told or heard outside: what comes in waits in the inbox. */
export function awaitsResume({ store }: Pick<Context, 'store'>): boolean {
  return store.pauses.list().some(({ scope, why }) => scope === '*' && why === TAKEN_OVER);
}

/**
 * At the first start on an earlier installation's file that gets this far: cards for what is unfinished, and one summary
 * for the owner. Everything is paused (the migration did that) until he presses Resume.
 */
export function announceTakeover(context: Context, ownerChatId: number): void {
  const { store, clock, projects } = context;
  const now = toStoredTime(clock.now());
  store.transaction(() => {
    for (const task of store.tasks.listOpen()) {
      const chat = projects.findForTask(task)?.chat;
      if (chat != null) store.cards.ensure(task.id, chat.id, chat.topic ?? null);
    }
    store.notices.add(
      {
        key: 'takeover',
        chatId: ownerChatId,
        topicId: null,
        taskId: null,
        message: JSON.stringify(
          context.presenter.notice(summarise(context), { text: 'Resume', data: 'resume:*' }),
        ),
        loud: true,
      },
      now,
    );
    store.meta.noteTakeoverAnnounced(now);
  });
}

function summarise(context: Context): string {
  const { store } = context;
  const open = store.tasks.listOpen();
  const byStage = Map.groupBy(open, (task) => task.stage ?? 'unknown');
  const queued = store.jobs.listQueued();
  const frozen = store.freezes.listAllActive();
  const orphans = queued.filter((job) => job.task_id !== null && store.tasks.find(job.task_id) === undefined);
  return [
    'Signalbox has taken over the earlier installation. Nothing runs before you press Resume.',
    '',
    `Unfinished tasks: ${open.length}`,
    ...[...byStage].map(
      ([stage, tasks]) =>
        `· ${stage}: ${listed(tasks.map((task) => task.work_item_id ?? `task ${task.id}`))}`,
    ),
    `Queued jobs: ${queued.length}${queued.length === 0 ? '' : ` (${listed(queued.map((job) => `${job.agent} of ${job.repo}`))})`}`,
    `Frozen repositories: ${frozen.length === 0 ? 'none' : listed(frozen.map(({ repo, reason }) => `${repo} (${reason})`))}`,
    ...listCycles(context).map((cycle) => `Odd: these tasks wait for each other: ${cycle}.`),
    ...(orphans.length === 0 ? [] : [`Odd: ${orphans.length} queued jobs belong to no task.`]),
  ].join('\n');
}

/** Each cycle once, by the edge that closes it. */
function listCycles({ store }: Context): string[] {
  const edges: Edge[] = [];
  const cycles: string[] = [];
  for (const { task_id: from, depends_on_task_id: to } of store.dependencies.list()) {
    const cycle = findCycle(edges, { from, to });
    if (cycle === undefined) edges.push({ from, to });
    else cycles.push(cycle.map((id) => store.tasks.find(id)?.work_item_id ?? `task ${id}`).join(' → '));
  }
  return cycles;
}

function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return [...names.slice(0, LISTED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
