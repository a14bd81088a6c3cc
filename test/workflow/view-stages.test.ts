import { expect, test } from 'vitest';
import { unknownUsage } from '../../src/domain/report.ts';
import type { Work } from '../../src/domain/signal.ts';
import { toStoredTime } from '../../src/stored-time.ts';
import { createTestContext } from '../support/context.ts';
import { describeTask } from './in-english.ts';
import { ada, claim, completed, open, settle, signal, walkTo, work } from './walk.ts';

async function setUp() {
  const context = await createTestContext();
  const { id } = open(context);
  const { store, clock } = context;
  const now = () => toStoredTime(clock.now());
  const view = () => {
    const described = describeTask(context, id);
    if (described === undefined) throw new Error('the task is gone');
    const { stages, ...rest } = described;
    const ofStage = (name: string) => stages.find(({ stage }) => stage === name);
    return { ...rest, stages, ofStage };
  };
  const later = (seconds: number) => clock.advance(seconds * 1000);
  const begin = (agent: string, stage: string, effectId: number | null = null) => {
    const job = effectId === null ? claim(context) : undefined;
    const name = `run-${store.runs.listOfTask(id).length}`;
    const place = {
      name,
      folder: '/nowhere',
      clone: '/nowhere',
      startCommit: null,
      model: null,
      effort: null,
      runner: 'command',
      account: null,
      sessionId: null,
      resumes: null,
    };
    return store.runs.begin({ taskId: id, jobId: job?.id ?? null, effectId, agent, stage, ...place }, now());
  };
  const end = (run: number) => {
    const charge = { usage: unknownUsage, basis: null, sessionCostUsd: null };
    const session = { id: null, isGone: false };
    const ended = {
      exitCode: 0,
      outcome: 'completed',
      summary: null,
      charge,
      session,
      turns: null,
      fault: null,
    };
    store.runs.end(run, ended, now());
  };
  const run = (
    agent: string,
    stage: string,
    seconds: number,
    outcome = completed(),
    left: Work | null = work,
  ) => {
    const began = begin(agent, stage);
    later(seconds);
    end(began);
    settle(context, id, outcome, left);
  };
  return { context, id, view, later, begin, end, run };
}

test('a stage takes the time of its work, without the queue before and the person behind it', async () => {
  const { context, id, view, later, begin, end, run } = await setUp();
  later(540);
  expect(view().ofStage('analysis')).toMatchObject({
    state: 'current',
    since: null,
    durationMs: null,
    rounds: 1,
  });
  const analyst = begin('analyst', 'analysis');
  later(5);
  expect(view().ofStage('analysis')).toMatchObject({
    since: new Date('2026-03-01T12:09:00Z'),
    durationMs: 5000,
  });
  end(analyst);
  settle(context, id, completed(), work);
  walkTo(context, id, 'analysis/approval');
  later(600);
  expect(view()).toMatchObject({ yourTimeMs: null });
  signal(context, id, { type: 'rejected', revision: 'rev-1', comment: 'Tax!', by: ada });
  later(10);
  expect(view()).toMatchObject({ yourTimeMs: 600_000, rework: 0 });
  expect(view().ofStage('analysis')).toMatchObject({ rounds: 2, durationMs: 5000 });
  run('analyst', 'analysis', 6, completed(), { ...work, brdRevision: 'rev-2' });
  signal(context, id, { type: 'published', commit: work.commit });
  later(100);
  signal(context, id, { type: 'approved', revision: 'rev-2', by: ada });
  later(1000);
  expect(view()).toMatchObject({ yourTimeMs: 700_000, stage: 'architecture' });
  expect(view().ofStage('analysis')).toMatchObject({ state: 'done', rounds: 2, durationMs: 11_000 });
  expect(view().ofStage('architecture')).toMatchObject({ since: null, durationMs: null });
});

test('CI and what the forge does count once, as waits of their stage', async () => {
  const { context, id, view, later, begin, end, run } = await setUp();
  walkTo(context, id, 'development/work');
  run('developer', 'development', 10);
  later(2);
  signal(context, id, { type: 'published', commit: work.commit });
  const ci = begin('ci', 'development', 7);
  later(20);
  end(ci);
  expect(view().ofStage('development')).toMatchObject({ rounds: 1, durationMs: 32_000 });
  signal(context, id, { type: 'ciFailed', commit: work.commit, log: 'not ok 1' } as never);
  later(300);
  expect(view()).toMatchObject({ stage: 'development', step: 'work', rework: 1 });
  expect(view().ofStage('development')).toMatchObject({ rounds: 2, durationMs: 32_000 });
});

test('a deploy that failed has no second round before a person wants one', async () => {
  const { context, id, view, run } = await setUp();
  walkTo(context, id, 'deploy/work');
  run('deployer', 'deploy', 5, completed('fail', 'no space left'));
  expect(view()).toMatchObject({ attention: { code: 'deploy-failed' } });
  expect(view().ofStage('deploy')).toMatchObject({ rounds: 1 });
  signal(context, id, { type: 'retry', hint: '', by: ada });
  expect(view().ofStage('deploy')).toMatchObject({ rounds: 2 });
});

test('rework leaves the time of the stages it was in, and a retry does not make it forgotten', async () => {
  const { context, id, view, later, run } = await setUp();
  walkTo(context, id, 'review/work');
  for (let round = 1; round <= 4; round += 1) {
    run('reviewer', 'review', 10, completed('changes', `finding ${round}`));
    if (round < 4) walkTo(context, id, 'review/work');
  }
  expect(view()).toMatchObject({ stage: 'development', rework: 3, attention: { code: 'rework-limit' } });
  expect(view().ofStage('review')).toMatchObject({ state: 'ahead', durationMs: 40_000, rounds: 4 });
  later(60);
  signal(context, id, { type: 'retry', hint: '', by: ada });
  expect(view()).toMatchObject({ attention: null, rework: 4 });
});
