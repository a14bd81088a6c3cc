import type { RunEnd } from '../../agents/process/run-process.ts';
import { backoffMs } from '../../domain/backoff.ts';
import { type Phrase, phrase, type Said } from '../../domain/phrase.ts';
import type { Project } from '../../domain/project.ts';
import { inEnglish } from '../../locale/translator.ts';
import type { EffectRow } from '../../store/outbox.ts';
import type { RollbackRow } from '../../store/rollbacks.ts';
import type { RunRow } from '../../store/runs.ts';
import { toStoredTime } from '../../stored-time.ts';
import { isHeld } from '../pause.ts';
import { Refusal } from '../refusal.ts';
import { endCommand, startCommand } from '../runs/command-run.ts';
import { identityOf } from '../runs/prepare-run.ts';
import { releaseSurroundings } from '../runs/release-surroundings.ts';
import type { RunContext } from '../runs/run-context.ts';
import { showRelease } from '../show-release.ts';
import { endRollback } from '../tell-rollback.ts';
import type { EffectTarget } from './effect-target.ts';

const TAIL_BYTES = 6000;
const TRIES = 4;
const FALLBACK_LIMIT_MS = 3_600_000;

/** As long as a deploy may take. */
export function rollbackLimitMs({ roles }: Project): number {
  return roles.deployer?.limitMs ?? FALLBACK_LIMIT_MS;
}

/** Runs the project's rollback command on a clean checkout of what landed. Null where it has ended already. */
export async function startRollback(
  context: RunContext,
  { effect, task, project }: EffectTarget,
): Promise<'underway' | null> {
  const row = findRollback(context, effect);
  if (row === undefined || row.ended_at !== null) return null;
  const { rollback: command } = project;
  if (command === null) throw new Refusal('no rollback command is configured any more');
  if (row.commit_sha === null) throw new Refusal('it is not known what has landed');
  const { path: clone } = await context.workspace.checkOut(project.repo, {
    folder: rollbackFolder(task.id),
    branch: null,
    commit: row.commit_sha,
    identity: identityOf('rollback'),
  });
  const commit = row.commit_sha;
  const { home, env: deployed } = releaseSurroundings(context, 'rollback', { task, project, commit });
  const env = { ...deployed, SIGNALBOX_ROLLBACK_TO: row.to_sha ?? '' };
  const limitMs = rollbackLimitMs(project);
  const about = { task, project, effectId: effect.id, clone, commit };
  await startCommand(
    context,
    { agent: 'rollback', ...about, command, home, env, limitMs },
    {
      // An emergency may have come while the clone was being prepared.
      isWanted: () => context.store.outbox.find(effect.id)?.state === 'pending' && !isHeld(context, effect),
      onRecorded: (runId) => {
        context.store.rollbacks.begin(row.id, runId);
        show(context, task.id);
      },
      finish: finishRollback,
    },
  );
  return 'underway';
}

export function rollbackFolder(taskId: number): string {
  return `rollback-${taskId}`;
}

/** Settles the rollback with its run. One that vanished in the middle is never repeated: a person looks first. */
export async function finishRollback(context: RunContext, runId: number, end: RunEnd): Promise<void> {
  const { store } = context;
  const run = store.runs.find(runId);
  const effect = run?.effect_id == null ? undefined : store.outbox.find(run.effect_id);
  if (run === undefined || effect === undefined || run.finished_at !== null) return;
  await endCommand(context, run, end, {
    tailBytes: TAIL_BYTES,
    read: (tail) => {
      const found = readEnd(context, run, end);
      return {
        outcome: found.outcome,
        settle: () => settle(context, effect, { ...found, exitCode: end.exitCode, output: tail }),
      };
    },
  });
}

/** Trouble on the way to its start, or a project that is not configured any more. Called inside a transaction. */
export function refuseRollback(context: RunContext, effect: EffectRow, why: Said): void {
  const row = findRollback(context, effect);
  if (row !== undefined) endRollback(context, row, { why, exitCode: null, output: '' });
}

function findRollback({ store }: RunContext, { payload }: EffectRow): RollbackRow | undefined {
  const { rollback } = JSON.parse(payload) as { rollback?: string };
  return store.rollbacks.find(Number(rollback));
}

/** From its beginning on nobody can take it back. Called inside a transaction. */
function show(context: RunContext, taskId: number): void {
  context.store.cards.touch(taskId);
  showRelease(context, taskId);
}

type Found = { outcome: string; why: Phrase | null; began: boolean };

function settle(
  context: RunContext,
  effect: EffectRow,
  { why, began, ...printed }: Found & { exitCode: number | null; output: string },
): void {
  const { store, clock, backoff } = context;
  const row = findRollback(context, effect);
  const attempts = effect.attempts + 1;
  if (why !== null && !began && attempts < TRIES) {
    const at = new Date(clock.now().getTime() + backoffMs(attempts, backoff));
    store.outbox.tryLater(effect.id, toStoredTime(at), inEnglish(why));
    if (row !== undefined) store.rollbacks.putBack(row.id);
    return show(context, effect.task_id);
  }
  if (!store.outbox.settle(effect.id, 'done', null, toStoredTime(clock.now()))) return;
  if (row !== undefined) endRollback(context, row, { why, ...printed });
}

/** `why` is null for success; what never began can have done nothing, and may be tried again. */
function readEnd({ tools }: RunContext, { folder }: RunRow, { reason, exitCode }: RunEnd): Found {
  const failed = (outcome: string, why: Phrase): Found => ({ outcome, why, began: true });
  switch (reason) {
    case 'cancelled':
      return failed('cancelled', phrase('why-rollback-stopped'));
    case 'lost': {
      const began = folder !== null && tools.hasBegun(folder);
      return { ...failed('lost', phrase(began ? 'why-rollback-vanished' : 'why-rollback-not-begun')), began };
    }
    case 'overtime':
      return failed('overtime', phrase('why-rollback-overtime'));
    case 'silent':
    case 'output-limit':
      return failed('failed', phrase('why-rollback-output'));
    case 'exited':
      if (exitCode === 0) return { outcome: 'completed', why: null, began: true };
      return failed('failed', phrase('why-rollback-exit', { status: String(exitCode ?? '?') }));
  }
}
