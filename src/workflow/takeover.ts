import { type Edge, findCycle } from '../domain/dependency-graph.ts';
import { type Phrase, phrase, type Said } from '../domain/phrase.ts';
import { sayRole, sayStage } from '../domain/say-stage.ts';
import type { Translator } from '../locale/translator.ts';
import type { FreezeRow } from '../store/gates.ts';
import type { JobRow } from '../store/jobs.ts';
import type { TaskRow } from '../store/tasks.ts';
import { toStoredTime } from '../stored-time.ts';
import { speak } from './chat-manner.ts';
import { placeAt, placeOfTask } from './chat-place.ts';
import type { Context } from './context.ts';
import { keepTopic } from './topics.ts';

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
  const translator = speak(context, ownerChatId);
  const resume = { text: translator.t('steer-takeover-resume'), data: 'resume:*' };
  store.transaction(() => {
    for (const task of store.tasks.listOpen()) {
      const place = placeOfTask(context, projects.findForTask(task), task.id);
      if (place !== null) store.cards.ensure(task.id, place);
      keepTopic(context, task.id);
    }
    store.notices.add(
      {
        key: 'takeover',
        ...placeAt(ownerChatId),
        taskId: null,
        importance: 'needed',
        message: JSON.stringify(context.presenter.notice(summarise(context, translator), resume)),
        loud: true,
      },
      now,
    );
    store.meta.noteTakeoverAnnounced(now);
  });
}

function summarise(context: Context, { t, say }: Translator): string {
  const { store } = context;
  const open = store.tasks.listOpen();
  const byStage = Map.groupBy(open, (task) => task.stage ?? 'unknown');
  const queued = store.jobs.listQueued();
  const frozen = store.freezes.listAllActive();
  const orphans = queued.filter((job) => job.task_id !== null && store.tasks.find(job.task_id) === undefined);
  const listed = (names: readonly Said[]) => listedOf(names).map(say).join(', ');
  const stageLine = (stage: string, tasks: readonly TaskRow[]) =>
    `· ${say(sayStage(stage))}: ${listed(tasks.map((task) => task.work_item_id ?? `task ${task.id}`))}`;
  return [
    t('steer-takeover'),
    '',
    t('steer-takeover-open', { count: open.length }),
    ...[...byStage].map(([stage, tasks]) => stageLine(stage, tasks)),
    queued.length === 0
      ? t('steer-takeover-no-jobs')
      : t('steer-takeover-jobs', { count: queued.length, jobs: listed(queued.map(sayJob)) }),
    frozen.length === 0
      ? t('steer-takeover-none-frozen')
      : t('steer-takeover-frozen', { repos: listed(frozen.map(sayFreeze)) }),
    ...listCycles(context).map((cycle) => t('steer-takeover-cycle', { cycle })),
    ...(orphans.length === 0 ? [] : [t('steer-takeover-orphans', { count: orphans.length })]),
  ].join('\n');
}

function sayJob({ agent, repo }: JobRow): Phrase {
  return phrase('steer-takeover-job', { role: sayRole(agent), repo });
}

function sayFreeze({ repo, reason }: FreezeRow): Phrase {
  return phrase('steer-takeover-freeze', { repo, reason });
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

function listedOf(names: readonly Said[]): Said[] {
  const more = names.length - LISTED;
  return [...names.slice(0, LISTED), ...(more > 0 ? [phrase('steer-takeover-more', { more })] : [])];
}
