import type { Outcome } from '../../src/domain/outcome.ts';
import { emptyReport, type Verdict } from '../../src/domain/report.ts';
import type { Signal, Work } from '../../src/domain/signal.ts';
import type { TaskRow } from '../../src/store/tasks.ts';
import { toStoredTime } from '../../src/stored-time.ts';
import { advanceWaits } from '../../src/workflow/advance-waits.ts';
import { commitSignal, signalbox } from '../../src/workflow/commit.ts';
import { openTask } from '../../src/workflow/open-task.ts';
import type { RunContext } from '../../src/workflow/runs/run-context.ts';
import { claimJob } from '../../src/workflow/runs/start-run.ts';
import type { Random } from './random.ts';

/** The revisions that analysts wrote, by task, the latest last: what people may decide about. */
export type Revisions = Map<number, string[]>;

/** Agents, forges and monitors in one: whatever is due may happen next, well or badly. */
export function moveWorld(context: RunContext, random: Random, revisions: Revisions): void {
  advanceWaits(context);
  const open = context.store.tasks.listOpen();
  if (open.length < 6 || (open.length < 14 && random.between(0, 1) < 0.1)) openSomething(context, random);
  for (let move = 0; move < movesOfStep; move += 1) {
    claimJob(context);
    const task = random.pick(context.store.tasks.listOpen().filter((one) => canMove(context, one)));
    if (task !== undefined) moveTask(context, random, revisions, task);
  }
}

const movesOfStep = 3;

/** Those that wait for people stand aside. */
function canMove({ store }: RunContext, { id, step }: TaskRow): boolean {
  return (step !== null && moving.has(step)) || store.jobs.findOfTask(id)?.status === 'running';
}

const moving: ReadonlySet<string> = new Set(['publish', 'ci', 'update', 'merge', 'health']);

function openSomething(context: RunContext, random: Random): void {
  const project = random.pick(context.projects.all);
  const title = random.pick(titles) ?? '';
  if (project === undefined) return;
  openTask(context, { project, title, description: 'As asked.', item: null, by: signalbox });
}

const titles = [
  'Prices with tax',
  'Escape <b>&amp;</b> & friends',
  'Отправлять чек по почте',
  'שלום עולם inside',
  '👩‍👩‍👧‍👦 families',
  'x'.repeat(300),
  'A `code` *star* _under_ [link](http://x.y)',
];

function moveTask(context: RunContext, random: Random, revisions: Revisions, task: TaskRow): void {
  const { store, clock } = context;
  for (const effect of store.outbox.listDue('9999')) {
    if (effect.task_id === task.id) store.outbox.settle(effect.id, 'done', null, toStoredTime(clock.now()));
  }
  const job = store.jobs.findOfTask(task.id);
  if (job?.status === 'running') {
    const left = toWork(task, random, revisions);
    const outcome: Outcome =
      task.stop_requested === null ? pickOutcome(random, task) : { kind: 'cancelled', why: 'stopped' };
    commitSignal(context, task.id, { type: 'runSettled', outcome, work: left }, { by: signalbox });
    return;
  }
  const signal = pickSignal(random, task);
  if (signal !== undefined) commitSignal(context, task.id, signal, { by: signalbox });
}

function toWork(task: TaskRow, random: Random, revisions: Revisions): Work {
  const known = revisions.get(task.id) ?? [];
  if (task.stage === 'analysis') {
    known.push(`${String(task.id).padStart(8, 'a')}${known.length}${Math.floor(random.between(0, 1e9))}`);
    revisions.set(task.id, known);
  }
  const brdRevision = known.at(-1) ?? null;
  return {
    commit: `c0ffee${Math.floor(random.between(10, 99))}`,
    descends: true,
    changedOutsideDocs: true,
    brdRevision,
    brdText: brdRevision === null ? null : `# Requirements\n\nRevision ${brdRevision}.\n\n- one\n- two`,
    adrCount: 1,
  };
}

function pickOutcome(random: Random, { stage }: TaskRow): Outcome {
  const kind = random.weighted({
    completed: 60,
    negative: 8,
    failed: 6,
    transient: 6,
    question: 6,
    silent: 2,
  });
  switch (kind) {
    case 'completed':
    case 'negative': {
      const verdict = verdictOf(stage, kind === 'completed');
      return {
        kind: 'completed',
        report: { ...emptyReport, verdict, summary: 'Did it.', findings: 'Not <so>.' },
      };
    }
    case 'failed':
      return { kind, why: `exit 1 (${Math.floor(random.between(0, 99))})`, report: emptyReport };
    case 'transient':
      return { kind, why: '529 overloaded', retryAfterMs: null };
    case 'question':
      return { kind, question: 'Which <currency>?', report: emptyReport };
    case 'silent':
      return { kind, why: 'no output for 20 min' };
  }
}

function verdictOf(stage: string | null, isGood: boolean): Verdict | null {
  if (stage === 'review') return isGood ? 'approve' : 'changes';
  if (stage === 'testing' || stage === 'staging' || stage === 'deploy') return isGood ? 'pass' : 'fail';
  return null;
}

function pickSignal(random: Random, { step, commit_sha: commit }: TaskRow): Signal | undefined {
  const isGood = random.between(0, 1) < 0.85;
  const at = commit ?? 'c0ffee01';
  switch (step) {
    case 'publish':
      return { type: 'published', commit: at };
    case 'ci':
      return isGood
        ? { type: 'ciPassed', commit: at }
        : { type: 'ciFailed', commit: at, log: '1 of 9 failed' };
    case 'update':
      return isGood
        ? { type: 'updated', commit: 'c0ffee02', base: 'ba5e' }
        : { type: 'updateConflicted', details: 'both changed a.ts' };
    case 'merge':
      return isGood ? { type: 'landed', commit: '1a4ded' } : { type: 'baseMoved' };
    case 'health':
      return isGood ? { type: 'healthy' } : { type: 'degraded', reason: '3 checks failed', by: signalbox };
    case null:
    default:
      return undefined;
  }
}
