import { expect, test } from 'vitest';
import { decide } from '../../../src/domain/decide/decide.ts';
import { isFinished, roleAt, type Stage, stages, steps } from '../../../src/domain/stage.ts';
import { gather } from '../../../src/workflow/gather.ts';
import { createTestContext, type TestContext } from '../../support/context.ts';

const jobs = ['none', 'queued', 'done', 'running', 'queued elsewhere', 'done elsewhere'] as const;

type Left = {
  stage: Stage;
  step: string | null;
  stop: string | null;
  job: (typeof jobs)[number];
  approval: boolean;
  pending: boolean;
};

function* everyWay(): Generator<Left> {
  for (const stage of stages.filter((one) => !isFinished(one)))
    for (const step of [...steps, null])
      for (const stop of [null, 'cancel', 'halt'])
        for (const job of jobs)
          for (const approval of [true, false])
            for (const pending of [true, false]) yield { stage, step, stop, job, approval, pending };
}

function leaveEach({ database: { db } }: TestContext): void {
  const task = db.prepare(
    `INSERT INTO tasks (repo, stage, step, stop_requested, commit_sha) VALUES ('shop', @stage, @step, @stop, 'c')`,
  );
  const job = db.prepare(
    `INSERT INTO jobs (agent, repo, task_id, task_content, status) VALUES (@agent, 'shop', @id, '', @status)`,
  );
  const approval = db.prepare(
    `INSERT INTO approvals (task_id, revision, nonce, document, requested_at) VALUES (@id, 'r', @id, '', '2026')`,
  );
  const effect = db.prepare(
    `INSERT INTO outbox (task_id, kind, target, payload, created_at) VALUES (@id, 'ci', 'git', '{}', '2026')`,
  );
  for (const { approval: isAsked, pending, job: kind, ...left } of everyWay()) {
    const { stage, step, stop } = left;
    const id = Number(task.run({ stage, step, stop }).lastInsertRowid);
    const [status, elsewhere] = kind.split(' ');
    const own = roleAt(stage);
    const other = own === 'tester' ? 'reviewer' : 'tester';
    if (status !== 'none') job.run({ id, agent: elsewhere === undefined ? own : other, status });
    if (isAsked) approval.run({ id });
    if (pending) effect.run({ id });
  }
}

test('however a task was left, it is listed as idle when it would be resumed, and else not', async () => {
  const context = await createTestContext();
  context.store.transaction(() => leaveEach(context));
  const wouldBe = context.store.tasks.listOpen().filter(({ id }) => {
    const gathered = gather(context, id);
    return gathered !== undefined && decide(gathered.facts, { type: 'stalled' }).kind === 'act';
  });
  const idsOf = (tasks: readonly { id: number }[]) => tasks.map(({ id }) => id);
  expect(wouldBe.length).toBeGreaterThan(400);
  expect(idsOf(context.store.tasks.listIdle())).toEqual(idsOf(wouldBe));
});
