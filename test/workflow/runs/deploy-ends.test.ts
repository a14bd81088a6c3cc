import { expect, test } from 'vitest';
import { logFiles } from '../../../src/agents/process/log-files.ts';
import type { RoleSettings } from '../../../src/domain/project.ts';
import { createRunLogs } from '../../../src/workflow/read-log.ts';
import { claimJob, startRun } from '../../../src/workflow/runs/start-run.ts';
import { project, role } from '../../support/context.ts';
import { until } from '../../support/until.ts';
import { agentCommit, createRunContext, runsEnded, type TestRunContext } from '../run-context.ts';
import { find, jobOf, open, signal, walkTo } from '../walk.ts';

/** A deploy that has begun. */
async function deploying(command: string, overrides: Partial<RoleSettings> = {}) {
  const deployer = role(command, { report: false, ...overrides });
  const context = await createRunContext({ project: { roles: { ...project().roles, deployer } } });
  const { id } = open(context);
  const commit = await agentCommit(context, { 'a.txt': 'a' });
  walkTo(context, id, 'deploy/merge');
  signal(context, id, { type: 'landed', commit });
  const job = claimJob(context);
  if (job === undefined) throw new Error('no job can be claimed');
  await startRun(context, job);
  return { context, id };
}

async function logOf(context: TestRunContext, id: number) {
  const logs = createRunLogs({ store: context.store, files: logFiles, mask: (text) => text });
  return (await logs.readLatest(id, 'deployer'))?.lines;
}

test.for([3, 127])('a deploy that ends with %i asks with that and its last lines', async (status) => {
  const { context, id } = await deploying(`echo "pushing"; echo "no space left" >&2; exit ${status}`);
  await runsEnded(context);
  const { attention, attention_text: asked } = find(context, id);
  expect(attention).toBe('deploy-failed');
  expect(asked).toMatch(new RegExp(`ended with exit status ${status}\\.\\n\\npushing\\nno space left$`));
  expect(await logOf(context, id)).toEqual(['pushing', 'no space left']);
});

test('a deploy that is killed at its time limit asks, and is never repeated', async () => {
  const { context, id } = await deploying('echo "half of it is out"; sleep 60');
  await until('it has said so', async () => (await logOf(context, id))?.length === 1);
  context.clock.advance(120_000);
  await runsEnded(context);
  expect(find(context, id)).toMatchObject({ attention: 'deploy-failed', stage: 'deploy' });
  expect(find(context, id).attention_text).toMatch(/time limit/);
  expect(jobOf(context, id).status).toBe('failed');
  expect(claimJob(context)).toBeUndefined();
  expect((await logOf(context, id))?.[0]).toBe('half of it is out');
  expect(context.store.deployments.findOfTask(id)?.state).toBe('deploying');
});
