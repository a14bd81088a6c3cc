import { describe, expect, test } from 'vitest';
import { DetachedError } from '../../../src/agents/process/bell.ts';
import { recoverRuns } from '../../../src/workflow/runs/recover-runs.ts';
import { claimJob, startRun } from '../../../src/workflow/runs/start-run.ts';
import { runGit } from '../../workspace/support.ts';
import { agentCommit, runsEnded, type TestRunContext } from '../run-context.ts';
import { ada, jobOf, open, positionOf, signal } from '../walk.ts';
import { createSpokenContext, resultLine } from './spoken-cli.ts';

const writeBrd =
  'mkdir -p docs/work-items/$SIGNALBOX_TASK && echo "# BRD" >docs/work-items/$SIGNALBOX_TASK/01-brd.md';
const asks = resultLine(0.01, { verdict: 'question', question: 'Which currency?' });
const done = resultLine(0.02, { summary: 'written' });
const script = `if [ -z "$resumed" ]; then echo half >half.txt; say '${asks}'; exit 0; fi
  test -f half.txt && ${writeBrd} && say '${done}'`;

async function runNext(context: TestRunContext): Promise<void> {
  const job = claimJob(context);
  if (job === undefined) throw new Error('no job can be claimed');
  await startRun(context, job);
  await runsEnded(context);
}

function pushToMain({ yard }: TestRunContext): string {
  const tree = runGit(yard.origin, 'rev-parse', 'main^{tree}');
  const identity = ['-c', 'user.name=Bo', '-c', 'user.email=bo@example.org'];
  const commit = runGit(yard.origin, ...identity, 'commit-tree', tree, '-p', 'main', '-m', 'Meanwhile');
  runGit(yard.origin, 'update-ref', 'refs/heads/main', commit);
  return commit;
}

describe('an answered question', () => {
  test('goes on in its session though the default branch has moved while the person thought', async () => {
    const context = await createSpokenContext(script);
    const { id } = open(context);
    await runNext(context);
    const moved = pushToMain(context);
    signal(context, id, { type: 'retry', hint: 'Euros', by: ada }, ada);
    await runNext(context);
    const [first, second] = context.store.runs.listOfTask(id);
    expect(second).toMatchObject({
      resumes: first?.id,
      start_commit: first?.start_commit,
      outcome: 'completed',
    });
    expect(second?.start_commit).not.toBe(moved);
    expect(positionOf(context, id)).toBe('analysis/publish');
  });

  test('begins anew when the commit of the task itself was moved', async () => {
    const context = await createSpokenContext(script);
    const { id } = open(context);
    await runNext(context);
    const own = await agentCommit(context, { 'a.txt': 'a' });
    context.store.tasks.setCommit(id, own);
    signal(context, id, { type: 'retry', hint: 'Euros', by: ada }, ada);
    await runNext(context);
    expect(context.store.runs.listOfTask(id)[1]).toMatchObject({ resumes: null, start_commit: own });
  });
});

test('a start that is cut off by the end of Signalbox is left to the next, which finds it', async () => {
  const context = await createSpokenContext(`${writeBrd} && say '${done}'`);
  const { id } = open(context);
  const cutOff = {
    ...context,
    host: {
      ...context.host,
      start: async (spec: Parameters<typeof context.host.start>[0]) => {
        await context.host.start(spec);
        throw new DetachedError();
      },
    },
  };
  const job = claimJob(cutOff);
  if (job === undefined) throw new Error('no job can be claimed');
  await startRun(cutOff, job);
  expect(context.store.runs.listLive()).toHaveLength(1);
  expect(jobOf(context, id)).toMatchObject({ status: 'running' });
  await recoverRuns(context);
  await runsEnded(context);
  expect(positionOf(context, id)).toBe('analysis/publish');
  expect(context.store.runs.listOfTask(id)).toHaveLength(1);
});
