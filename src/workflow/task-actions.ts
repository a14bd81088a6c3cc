import { listStuck } from '../domain/explain-dependencies.ts';
import type { ReasonCode } from '../domain/explanation.ts';
import type { AttentionCode } from '../domain/facts.ts';
import type { Blocker, Predecessor, Standing } from '../domain/standing.ts';
import type { TaskAction, TaskView } from '../domain/task-view.ts';
import type { TaskRow } from '../store/tasks.ts';
import { readRollback } from './ask-rollback.ts';
import type { Context } from './context.ts';
import { isOver, listBudgets, suggestRaise } from './money.ts';

/** What a task looks like before anybody says what can be done. */
type Shown = Omit<TaskView, 'actions' | 'menu'>;

type ReadContext = Pick<Context, 'store' | 'clock' | 'gates' | 'projects'>;

type Moment = { context: ReadContext; view: Shown; task: TaskRow; standing: Standing };

/** Nobody is asked, and yet a person can make it go on. */
const retryable: ReadonlySet<ReasonCode> = new Set([
  'backoff',
  'no-job',
  'other-stage',
  'account',
  'usage-limit',
]);

const mostShown = 3;

/** What fits the moment. Each carries what it was shown for, so that an old press can be told. */
export function listActions(moment: Moment): TaskAction[] {
  const { view, task, standing } = moment;
  if (view.ended) return atEnd(moment);
  if (task.stop_requested !== null) return [];
  const { approval, attention, run, explanation } = view;
  if (attention !== null) return whenAsked(moment, attention.code);
  if (approval !== null) {
    const key = approval.nonce;
    return [
      { kind: 'approve', key },
      { kind: 'changes', key },
      { kind: 'open', key },
    ];
  }
  if (explanation.code === 'unknown-stage') return [{ kind: 'cancel', key: 'now' }];
  if (run !== null) return [{ kind: 'stop', key: String(run.id) }];
  const { trouble } = standing;
  const isPutOff = trouble !== null && trouble.retryAt > standing.now;
  if (isPutOff || retryable.has(explanation.code)) return [{ kind: 'retry', key: 'now' }];
  return lifting[explanation.code]?.(moment) ?? [];
}

/** What lifts the gate that holds it, or leads to the task that has to end first. */
const lifting: Partial<Record<ReasonCode, (moment: Moment) => TaskAction[]>> = {
  budget: ({ context, task }) => raiseOf(context, task),
  pause: ({ standing }) => standing.pauses.slice(0, 1).map(({ scope }) => ({ kind: 'resume', key: scope })),
  freeze: ({ standing: { freezes, rollingBack } }) =>
    rollingBack ? [] : freezes.slice(0, 1).map(({ id }) => ({ kind: 'unfreeze', key: String(id) })),
  dependency: ({ standing }) => standing.blockers.flatMap(showOne).slice(0, mostShown),
  'dependency-cancelled': ({ standing }) => whenStuck(listStuck(standing, 'cancelled')),
  'dependency-failed': ({ standing }) => whenStuck(listStuck(standing, 'failed')),
  circle: ({ standing }) => inCircle(standing),
  serial: ({ context, standing }) => showAll(context, standing.lane),
  lock: ({ context, standing: { lockHolder: holder } }) =>
    holder === null ? [] : showAll(context, [{ workItemId: holder, stage: null }]),
};

/** The first of them have buttons of their own; the next ones come up when these are answered. */
function whenStuck(stuck: readonly Predecessor[]): TaskAction[] {
  const actions = stuck.slice(0, mostShown).flatMap((one): TaskAction[] => {
    const { taskId, workItemId: name, stuck: why } = one;
    const next = why?.kind === 'cancelled' ? why.next : null;
    const key = String(taskId);
    return [
      ...(next === null
        ? []
        : [{ kind: 'follow', key: `${key}-${next.taskId}`, name: next.workItemId } as const]),
      { kind: 'without', key, name },
      ...(why?.kind === 'failed' ? showOne(one) : []),
    ];
  });
  const [first] = stuck;
  // The key tells it from any other question about cancelling, and is over with this situation.
  return [...actions, { kind: 'cancel', key: `after${first?.taskId ?? ''}`, name: first?.workItemId ?? '' }];
}

/** It goes on without the next one where it depends on that; else the next one has to. */
function inCircle({ circle }: Standing): TaskAction[] {
  const [own, next = own] = circle ?? [];
  if (own === undefined || next === undefined) return [];
  const about = { key: String(next.taskId), name: next.workItemId };
  return own.by === 'dependency' ? [{ kind: 'without', ...about }] : [{ kind: 'show', ...about }];
}

function showOne({ taskId, workItemId: name }: Predecessor): TaskAction[] {
  return taskId === null ? [] : [{ kind: 'show', key: String(taskId), name }];
}

/** Those of them that are tasks already. */
function showAll({ store }: ReadContext, blockers: readonly Blocker[]): TaskAction[] {
  const found = blockers.flatMap(({ workItemId: name }): TaskAction[] => {
    const [, row] = /^task (\d+)$/.exec(name) ?? [];
    const [task = row === undefined ? undefined : store.tasks.find(Number(row))] =
      store.tasks.listByWorkItem(name);
    return task === undefined ? [] : [{ kind: 'show', key: String(task.id), name }];
  });
  return found.slice(0, mostShown);
}

function atEnd({ context, view, task, standing }: Moment): TaskAction[] {
  const { restart, freezes } = standing;
  const own = freezes.find(({ workItemId }) => workItemId === view.workItemId);
  const rollback = readRollback(context, task);
  const isHeld = own !== undefined && !rollback.underWay;
  const latest = String(context.store.rollbacks.findOfTask(task.id)?.id ?? 0);
  return [
    ...(isHeld ? [{ kind: 'unfreeze', key: String(own.id) } as const] : []),
    ...(isHeld ? rollbackOf(context, task, latest) : []),
    ...(rollback.own?.state === 'asked' ? [{ kind: 'withdraw', key: latest } as const] : []),
    ...(restart === null ? [] : [{ kind: 'restart', key: digits(restart.since) } as const]),
    ...(restart === null && canRestart(context, task) ? [{ kind: 'restart', key: 'end' } as const] : []),
  ];
}

/** Where it would be done now. */
function rollbackOf(context: ReadContext, task: TaskRow, key: string): TaskAction[] {
  const { configured, underWay, own, latest } = readRollback(context, task);
  return configured && latest && !underWay && own?.state !== 'done' && task.merge_sha !== null
    ? [{ kind: 'rollback', key }]
    : [];
}

/** What was cancelled can begin anew, as long as nothing has followed it. */
function canRestart({ store, projects }: ReadContext, task: TaskRow): boolean {
  if (task.stage !== 'cancelled' || projects.findForTask(task) === undefined) return false;
  const item = task.plane_issue_id ?? task.plane_id;
  const latest = item === null ? undefined : store.tasks.findByTrackerItem(item);
  return (latest?.id ?? task.id) === task.id && store.origins.find('restart', String(task.id)) === undefined;
}

function whenAsked({ context, task }: Moment, code: AttentionCode): TaskAction[] {
  const key = digits(task.attention_at ?? '');
  const cancel: TaskAction = { kind: 'cancel', key };
  const retry: TaskAction = { kind: 'retry', key };
  if (code === 'question') return [{ kind: 'answer', key }, cancel];
  if (code === 'deploy-failed')
    return [retry, ...rollbackOf(context, task, key), { kind: 'degrade', key }, cancel];
  const raise = code === 'budget' ? raiseOf(context, task) : [];
  // The budgets of a day begin anew by themselves: then there is only to go on.
  return [...(raise.length > 0 ? raise : [retry]), cancel];
}

/** The key is the sum that the button names, so that a press on an older sum is told. */
function raiseOf(context: ReadContext, task: TaskRow): TaskAction[] {
  const over = listBudgets(context, task).find(isOver);
  return over === undefined ? [] : [{ kind: 'raise', key: String(suggestRaise(over)) }];
}

/** A stored time as the key of a button: short, and without a separator. */
function digits(time: string): string {
  return time.replaceAll(/\D/g, '');
}
