import type { Project } from '../../../src/domain/project.ts';
import type { EffectRow } from '../../../src/store/outbox.ts';
import { performEffect } from '../../../src/workflow/effects/perform-effect.ts';
import { openTask } from '../../../src/workflow/open-task.ts';
import type { RunContext } from '../../../src/workflow/runs/run-context.ts';
import { createTestContext, planeTracker, project, type TestContext } from '../../support/context.ts';
import { ada, walkTo } from '../walk.ts';
import { createOutside } from './mirror-fakes.ts';

const stages = { analysis: 'Analysing', architecture: 'Designing', development: 'In Development' };

export const mirrored = {
  tracker: {
    ...planeTracker,
    label: null,
    stages,
    states: {
      start: ['In Progress'],
      approved: ['Approved'],
      rejected: ['Rejected'],
      cancelled: 'Cancelled',
      review: 'Needs Review',
      done: 'Done',
    },
  },
  forge: {
    kind: 'gitea',
    owner: 'acme',
    repo: 'shop',
    merge: 'merge',
    ci: { kind: 'command', command: 'true', timeoutMs: 60_000 },
  },
} satisfies Partial<Project>;

/** What is told asks for no workspace and no processes. */
type Telling = TestContext & RunContext;

export type Options = { project?: Partial<Project>; item?: string | null; hasKey?: boolean };

/** A task of work item `item-1`, in a process that can tell its tracker and its forge. */
export async function begin({ project: parts = {}, item = 'item-1', hasKey = true }: Options = {}) {
  const outside = createOutside();
  const one = project({ ...mirrored, ...parts });
  const told: Pick<RunContext, 'trackers' | 'forges'> = {
    trackers: { of: () => (hasKey ? outside.tracker : null) },
    forges: { of: () => outside.forge },
  };
  const context = { ...(await createTestContext({ projects: [one] })), ...told } as Telling;
  const wanted = item === null ? null : { id: item, wantedId: 'ET-012' };
  const request = { project: one, title: 'A title', description: '', item: wanted, by: ada };
  const { taskId: id } = openTask(context, request);
  return { context, id, outside };
}

/** With its change open, and all that was to be told until then out of the way. */
export async function beginAt(position: string, options: Options = {}) {
  const begun = await begin(options);
  const { context, id } = begun;
  walkTo(context, id, 'analysis/publish');
  context.store.tasks.setChange(id, { id: '7', url: 'http://forge.example/7' });
  walkTo(context, id, position);
  context.database.db.prepare(`UPDATE outbox SET state = 'done' WHERE target <> 'git'`).run();
  return begun;
}

export function listMirror({ database }: TestContext): EffectRow[] {
  return database.db.prepare<[], EffectRow>(`SELECT * FROM outbox WHERE target <> 'git' ORDER BY id`).all();
}

export function pending(context: TestContext): EffectRow[] {
  return listMirror(context).filter(({ state }) => state === 'pending');
}

export function payloadOf(effect: EffectRow | undefined): Record<string, string> {
  return JSON.parse(effect?.payload ?? '{}') as Record<string, string>;
}

/** Tells what is due, in the order and only as often as the worker would. */
export async function tell(context: Telling, times = 10): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const due = context.store.outbox.listDue('9999').filter(({ target }) => target !== 'git');
    if (due.length === 0) return;
    for (const effect of due) await performEffect(context, effect);
  }
}
