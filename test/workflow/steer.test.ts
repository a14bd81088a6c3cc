import { describe, expect, test } from 'vitest';
import type { Signal } from '../../src/domain/signal.ts';
import { toEnglish } from '../../src/locale/to-english.ts';
import { findTask } from '../../src/workflow/steer-task.ts';
import { createTestContext, project, type TestContext } from '../support/context.ts';
import { describeTask, steerTask } from './in-english.ts';
import {
  ada,
  claim,
  completed,
  failed,
  find,
  jobOf,
  open,
  positionOf,
  settle,
  walkTo,
  work,
} from './walk.ts';

const stop: Signal = { type: 'stop', by: ada };
const cancel: Signal = { type: 'cancel', by: ada };
const retry = (hint = ''): Signal => ({ type: 'retry', hint, by: ada });

async function begun() {
  const context = await createTestContext();
  const { id } = open(context);
  const steer = (signal: Signal) => steerTask(context, id, signal, ada);
  return { context, id, steer };
}

function exhaust(context: TestContext, id: number): void {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    claim(context);
    settle(context, id, failed('the BRD was eaten'));
    context.clock.advance(600_000);
  }
}

describe('a stop', () => {
  test('of a queued job takes it from the queue and asks', async () => {
    const { context, id, steer } = await begun();
    expect(steer(stop)).toEqual({ ok: true, text: 'Stopped by Ada.' });
    expect(find(context, id)).toMatchObject({ attention: 'stopped', attention_text: 'Stopped by Ada.' });
    expect(jobOf(context, id)).toMatchObject({ status: 'failed', outcome: 'cancelled' });
    expect(claim(context)).toBeUndefined();
  });

  test('of a running job is obeyed when its run has settled', async () => {
    const { context, id, steer } = await begun();
    claim(context);
    expect(steer(stop)).toEqual({ ok: true, text: 'Stopped by Ada.' });
    expect(find(context, id)).toMatchObject({ stop_requested: 'stop', attention: null });
    expect(steer(stop)).toEqual({ ok: false, text: 'It is being stopped already.' });
    settle(context, id, { kind: 'cancelled', why: 'the analyst was stopped' });
    expect(find(context, id)).toMatchObject({ stop_requested: null, attention: 'stopped' });
    expect(positionOf(context, id)).toBe('analysis/work');
  });

  test('that comes as the run completes drops the result and says so', async () => {
    const { context, id, steer } = await begun();
    claim(context);
    steer(stop);
    settle(context, id, completed(), work);
    expect(find(context, id).attention_text).toContain('had just completed');
    expect(find(context, id).commit_sha).toBeNull();
  });

  test('where nothing runs changes nothing and says so', async () => {
    const { context, id, steer } = await begun();
    walkTo(context, id, 'analysis/approval');
    expect(steer(stop)).toEqual({ ok: false, text: 'Nothing is running.' });
  });
});

describe('a retry', () => {
  test('after the attempts are used up carries the notes and the hint', async () => {
    const { context, id, steer } = await begun();
    walkTo(context, id, 'review/work');
    claim(context);
    settle(context, id, completed('changes', 'Handle the timeout.'));
    exhaust(context, id);
    expect(find(context, id)).toMatchObject({
      attention: 'failed',
      attention_text: 'The BRD was eaten (attempt 2 of 2).',
    });
    expect(steer(retry('Use a queue.'))).toEqual({ ok: true, text: 'Tried again by Ada.' });
    const job = jobOf(context, id);
    expect(job).toMatchObject({ agent: 'developer', status: 'queued', attempts: 0 });
    expect(job.notes).toBe(
      'Handle the timeout.\n\nThe last attempt failed: The BRD was eaten (attempt 2 of 2).\n\nA person adds: Use a queue.',
    );
    expect(find(context, id).attention).toBeNull();
  });

  test('of a job that is put off starts it at once', async () => {
    const { context, id, steer } = await begun();
    claim(context);
    settle(context, id, failed('it broke'));
    expect(claim(context)).toBeUndefined();
    expect(steer(retry()).ok).toBe(true);
    expect(claim(context)?.task_id).toBe(id);
  });

  test('queues the right job where only one of another stage is left from an earlier installation', async () => {
    const { context, id, steer } = await begun();
    context.store.tasks.move(id, { stage: 'review', step: 'work' }, '2026-03-01 12:00:00');
    expect(claim(context)).toBeUndefined();
    expect(describeTask(context, id)).toMatchObject({
      explanation: { code: 'other-stage' },
      actions: [{ kind: 'retry' }],
    });
    expect(steer(retry()).ok).toBe(true);
    expect(context.store.jobs.listQueued()).toMatchObject([{ agent: 'reviewer', notes: '' }]);
    expect(claim(context)?.agent).toBe('reviewer');
  });

  test('answers a question', async () => {
    const { context, id, steer } = await begun();
    claim(context);
    const report = {
      verdict: 'question',
      summary: null,
      findings: null,
      question: 'Which one?',
      denied: null,
    } as const;
    const outcome = completed();
    const usage = outcome.kind === 'completed' ? outcome.report.usage : undefined;
    if (usage === undefined) throw new Error('no usage');
    settle(context, id, { kind: 'question', question: 'Which one?', report: { ...report, usage } });
    expect(find(context, id)).toMatchObject({ attention: 'question', attention_text: 'Which one?' });
    expect(steer(retry(' '))).toEqual({
      ok: false,
      text: 'The agent asked a question: put the answer behind /answer and the id of the task.',
    });
    expect(find(context, id).attention).toBe('question');
    steer(retry('The second.'));
    const notes = 'You asked: Which one?\n\nA person answers: The second.';
    expect(jobOf(context, id)).toMatchObject({ status: 'queued', notes });
  });

  test('where nothing failed changes nothing and says so', async () => {
    const { context, id, steer } = await begun();
    expect(steer(retry())).toEqual({ ok: false, text: 'There is nothing to try again.' });
    walkTo(context, id, 'analysis/approval');
    expect(steer(retry())).toEqual({ ok: false, text: 'There is nothing to try again.' });
    expect(positionOf(context, id)).toBe('analysis/approval');
  });

  test('past the limit of rework counts anew', async () => {
    const context = await createTestContext({ projects: [project({ reworkLimit: 0 })] });
    const { id } = open(context);
    walkTo(context, id, 'review/work');
    claim(context);
    settle(context, id, completed('changes', 'Everything.'));
    expect(find(context, id)).toMatchObject({ attention: 'rework-limit', rework: 0, stage: 'development' });
    expect(find(context, id).attention_text).toContain('Everything.');
    steerTask(context, id, retry('Again.'), ada);
    expect(find(context, id)).toMatchObject({ attention: null, rework: 0 });
    const notes =
      'What was found: The review asked for changes, and 0 rounds of rework are used up.\n\nEverything.\n\nA person adds: Again.';
    expect(jobOf(context, id)).toMatchObject({ agent: 'developer', status: 'queued', notes });
  });
});

describe('a cancel', () => {
  test('of a queued task ends it', async () => {
    const { context, id, steer } = await begun();
    expect(steer(cancel)).toEqual({ ok: true, text: 'Cancelled by Ada.' });
    expect(positionOf(context, id)).toBe('cancelled/rest');
    expect(steer(cancel)).toEqual({ ok: false, text: 'The task is cancelled already.' });
  });

  test('at the approval or while a person is asked ends it', async () => {
    const { context, id, steer } = await begun();
    walkTo(context, id, 'analysis/approval');
    steer(cancel);
    expect(positionOf(context, id)).toBe('cancelled/rest');
    const other = open(context).id;
    exhaust(context, other);
    steerTask(context, other, cancel, ada);
    expect(find(context, other)).toMatchObject({ stage: 'cancelled', attention: null });
  });

  test('of a running task stops the run first, a stop before it or not', async () => {
    const { context, id, steer } = await begun();
    claim(context);
    steer(stop);
    expect(steer(cancel).ok).toBe(true);
    expect(find(context, id).stop_requested).toBe('cancel');
    settle(context, id, { kind: 'cancelled', why: 'stopped' });
    expect(find(context, id)).toMatchObject({ stage: 'cancelled', stop_requested: null, attention: null });
  });

  test('of a task at a stage nobody knows ends it and frees its repository', async () => {
    const { context, id, steer } = await begun();
    claim(context);
    settle(context, id, failed('it broke'));
    context.database.db.prepare(`UPDATE tasks SET stage = 'polishing', step = NULL WHERE id = ?`).run(id);
    const next = open(context).id;
    expect(claim(context)).toBeUndefined();
    expect(steer(stop)).toEqual({
      ok: false,
      text: "Its stage is none of this pipeline's; it can only be cancelled.",
    });
    expect(steer(cancel)).toEqual({ ok: true, text: 'Cancelled by Ada.' });
    expect(positionOf(context, id)).toBe('cancelled/rest');
    expect(jobOf(context, id)).toMatchObject({ status: 'failed', error: 'cancelled by Ada' });
    const entry = { from_stage: 'polishing', to_stage: 'cancelled', who: 'Ada', via: 'telegram' };
    expect(context.store.log.listOfTask(id).at(-1)).toMatchObject(entry);
    expect(claim(context)?.task_id).toBe(next);
  });

  test('gives the merge lock back, and freezes the repository once the change has landed', async () => {
    const { context, id, steer } = await begun();
    walkTo(context, id, 'deploy/health');
    expect(context.store.locks.findHolder('shop')).toBe(id);
    steer(cancel);
    expect(context.store.locks.findHolder('shop')).toBeUndefined();
    expect(toEnglish(context.store.freezes.listActive('shop'))).toMatchObject([
      { workItemId: 'ET-001', reason: 'cancelled after its change had landed' },
    ]);
  });
});

test('a failed deploy that is declared degraded ends the task and freezes the repository', async () => {
  const { context, id, steer } = await begun();
  walkTo(context, id, 'deploy/work');
  claim(context);
  settle(context, id, completed('fail', 'the server is gone'));
  expect(find(context, id)).toMatchObject({ attention: 'deploy-failed', stage: 'deploy' });
  expect(context.store.locks.findHolder('shop')).toBe(id);
  expect(steer({ type: 'degraded', reason: 'declared degraded', by: ada }).ok).toBe(true);
  expect(positionOf(context, id)).toBe('done/rest');
  expect(toEnglish(context.store.freezes.listActive('shop'))).toMatchObject([
    { reason: 'declared degraded' },
  ]);
  expect(steer({ type: 'degraded', reason: 'again', by: ada })).toEqual({
    ok: false,
    text: 'No health check is under way.',
  });
});

describe('a task is found', () => {
  test('by its work item id in any case, and by its number', async () => {
    const { context, id } = await begun();
    expect(findTask(context, 'et-001')?.id).toBe(id);
    expect(findTask(context, String(id))?.id).toBe(id);
    for (const unknown of ['ET-002', '7', '', '1.0', ' 1'])
      expect(findTask(context, unknown)).toBeUndefined();
  });

  test('the youngest, when several share an id', async () => {
    const { context } = await begun();
    context.database.db.exec(
      `INSERT INTO tasks (work_item_id, repo, stage) VALUES ('ET-001', 'till', 'done')`,
    );
    expect(findTask(context, 'ET-001')?.id).toBe(2);
  });
});
