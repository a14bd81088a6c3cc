import { referenceTo } from './circle.ts';
import { explainCircle } from './explain-circle.ts';
import { namesOf } from './explain-gates.ts';
import type { Explanation } from './explanation.ts';
import { type Phrase, phrase, type Said } from './phrase.ts';
import { sayStage } from './say-stage.ts';
import type { Predecessor, Standing, Stuck } from './standing.ts';

/** A predecessor that is on its way: there is only to wait. */
export function explainDependency(standing: Standing): Explanation | null {
  const { blockers, gates, job } = standing;
  if (!gates.dependencies || blockers.length === 0) return null;
  return (
    explainCircle(standing) ?? {
      code: 'dependency',
      text: phrase('explain-dependency', { tasks: blockers.map(sayBlocker) }),
      since: job?.since ?? null,
      lifts: phrase('explain-lift-dependency', { tasks: namesOf(blockers), count: blockers.length }),
    }
  );
}

/** One that was cancelled or has failed: a person is asked what is to become of what waits for it. */
export function explainStuck(standing: Standing): Explanation | null {
  if (!standing.gates.dependencies) return null;
  const since = whenAsked(standing);
  const cancelled = listStuck(standing, 'cancelled');
  if (cancelled.length > 0) {
    return { code: 'dependency-cancelled', since, ...wordCancelled(standing, cancelled) };
  }
  const failed = listStuck(standing, 'failed');
  return failed.length === 0 ? null : { code: 'dependency-failed', since, ...wordFailed(standing, failed) };
}

type StuckOn<K extends Stuck['kind']> = Predecessor & { taskId: number; stuck: Stuck & { kind: K } };

export function listStuck<K extends Stuck['kind']>({ blockers }: Standing, kind: K): StuckOn<K>[] {
  return blockers.filter(
    (blocker): blocker is StuckOn<K> => blocker.taskId !== null && blocker.stuck?.kind === kind,
  );
}

/** With the latest of them, or when it was the task's turn after all of them. */
function whenAsked({ blockers, job, since }: Standing): string {
  const turn = job?.status === 'queued' ? job.since : since;
  return blockers.reduce(
    (latest, { stuck }) => (stuck !== null && stuck.since > latest ? stuck.since : latest),
    turn,
  );
}

type Words = Pick<Explanation, 'text' | 'lifts'>;

function wordCancelled(standing: Standing, stuck: readonly StuckOn<'cancelled'>[]): Words {
  const next = stuck.flatMap(({ stuck: { next: one } }) => one ?? []);
  const [first] = next;
  const args = argsOf(standing, stuck);
  return {
    text: phrase('explain-dependency-cancelled', { tasks: stuck.map(sayCancelled) }),
    lifts:
      first === undefined
        ? phrase('explain-lift-dependency-cancelled', args)
        : phrase('explain-lift-dependency-followed', { ...args, next: first.workItemId }),
  };
}

function wordFailed(standing: Standing, stuck: readonly StuckOn<'failed'>[]): Words {
  const [first] = stuck;
  const others = stuck.length - 1;
  const args = { ...argsOf(standing, stuck), other: first?.workItemId ?? '' };
  return {
    text: phrase(others > 0 ? 'explain-dependency-failed-more' : 'explain-dependency-failed', {
      task: args.other,
      why: first?.stuck.why ?? '',
      ...(others > 0 ? { others: namesOf(stuck.slice(1)) } : {}),
    }),
    lifts: phrase('explain-lift-dependency-failed', args),
  };
}

function argsOf(
  { workItemId: task }: Standing,
  stuck: readonly Predecessor[],
): { task: string; drop: string } {
  return { task, drop: `/deps remove ${task} ${stuck.map(referenceTo).join(' ')}` };
}

function sayCancelled({ workItemId: task, stuck: { why, next } }: StuckOn<'cancelled'>): Phrase {
  const words: Said = why ?? sayStage('cancelled');
  return next === null
    ? phrase('explain-blocker-cancelled', { task, why: words })
    : phrase('explain-blocker-followed', { task, why: words, next: next.workItemId });
}

function sayBlocker({ workItemId: task, stage }: Predecessor): Phrase {
  return stage === null
    ? phrase('explain-blocker-no-task', { task })
    : phrase('explain-blocker', { task, stage: sayStage(stage) });
}
