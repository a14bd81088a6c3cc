import { expect, test } from 'vitest';
import { claimJob, startRun } from '../../../src/workflow/runs/start-run.ts';
import { runsEnded, type TestRunContext } from '../run-context.ts';
import { ada, open, signal } from '../walk.ts';
import { createSpokenContext, resultLine } from './spoken-cli.ts';

async function runNext(context: TestRunContext): Promise<void> {
  const job = claimJob(context);
  if (job === undefined) throw new Error('no job can be claimed');
  await startRun(context, job);
  await runsEnded(context);
}

test('a session whose id would be an option of the CLI is not gone on with', async () => {
  const asks = { verdict: 'question', question: 'Which?' };
  const line = resultLine(0.01, asks, { session_id: '--dangerously-skip-permissions' });
  const context = await createSpokenContext(`say '${line}'`);
  const { id } = open(context);
  await runNext(context);
  signal(context, id, { type: 'retry', hint: 'this', by: ada }, ada);
  await runNext(context);
  expect(context.store.runs.listOfTask(id).map(({ resumes }) => resumes)).toEqual([null, null]);
});
