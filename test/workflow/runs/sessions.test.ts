import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pause, resume } from '../../../src/workflow/pause.ts';
import { createRunFollower } from '../../../src/workflow/runs/follow-runs.ts';
import { claimJob, startRun } from '../../../src/workflow/runs/start-run.ts';
import { until } from '../../support/until.ts';
import { describeTask } from '../in-english.ts';
import { runsEnded, type TestRunContext } from '../run-context.ts';
import { ada, find, jobOf, open, positionOf, signal } from '../walk.ts';
import { answerLine, createSpokenContext, resultLine } from './spoken-cli.ts';

const writeBrd =
  'mkdir -p docs/work-items/$SIGNALBOX_TASK && echo "# BRD" >docs/work-items/$SIGNALBOX_TASK/01-brd.md';
const done = resultLine(0.02, { summary: 'written' });

async function startNext(context: TestRunContext): Promise<void> {
  const job = claimJob(context);
  if (job === undefined) throw new Error('no job can be claimed');
  await startRun(context, job);
}

async function runNext(context: TestRunContext): Promise<void> {
  await startNext(context);
  await runsEnded(context);
}

function spend(context: TestRunContext, taskId: number, usd: number): void {
  context.database.db
    .prepare(
      `INSERT INTO agent_runs (task_id, agent, started_at, cost_usd) VALUES (?, 'analyst', '2026-01-01', ?)`,
    )
    .run(taskId, usd);
}

function promptOf(context: TestRunContext, taskId: number): string {
  const folder = context.store.runs.listOfTask(taskId).at(-1)?.folder ?? '';
  return readFileSync(join(folder, 'prompt.md'), 'utf8');
}

describe('a question', () => {
  const asks = resultLine(0.01, { verdict: 'question', question: 'Which currency?' });
  const script = `if [ -z "$resumed" ]; then echo half >half.txt; say '${asks}'; exit 0; fi
    test -f half.txt && ${writeBrd} && say '${done}'`;

  test('is put to a person, and its answer goes on in the same session and clone', async () => {
    const context = await createSpokenContext(script);
    const { id } = open(context);
    await runNext(context);
    expect(find(context, id)).toMatchObject({ attention: 'question', attention_text: 'Which currency?' });
    signal(context, id, { type: 'retry', hint: 'Euros, of course', by: ada }, ada);
    await runNext(context);
    const [first, second] = context.store.runs.listOfTask(id);
    expect(second).toMatchObject({ resumes: first?.id, session_id: first?.session_id, clone: first?.clone });
    expect(promptOf(context, id)).toContain('Euros, of course');
    expect(positionOf(context, id)).toBe('analysis/publish');
    expect(context.store.spending.ofTask(id)).toBeCloseTo(0.02, 9);
  });

  test('of a session that is gone begins anew, on a fresh clone', async () => {
    const gone = resultLine(0, null, {
      subtype: 'error_during_execution',
      is_error: true,
      result: undefined,
      errors: ['No conversation found with session ID: x'],
    });
    const context = await createSpokenContext(
      `if [ -n "$resumed" ]; then say '${gone}'; exit 1; fi
       if [ ! -e ../asked ]; then touch ../asked; say '${asks}'; exit 0; fi
       ${writeBrd} && say '${done}'`,
    );
    const { id } = open(context);
    await runNext(context);
    signal(context, id, { type: 'retry', hint: 'Euros', by: ada }, ada);
    await runNext(context);
    expect(jobOf(context, id)).toMatchObject({ status: 'queued', outcome: 'lost' });
    context.clock.advance(60_000);
    await runNext(context);
    expect(context.store.runs.listOfTask(id).at(-1)).toMatchObject({ resumes: null, outcome: 'completed' });
    expect(promptOf(context, id)).toContain('Euros');
    expect(positionOf(context, id)).toBe('analysis/publish');
  });
});

test('a run that was killed goes on in its session, and is told so', async () => {
  const context = await createSpokenContext(
    `say '${answerLine('m1', 'sleep')}'
     if [ -z "$resumed" ]; then echo half >half.txt; kill -KILL $$; fi
     test -f half.txt && ${writeBrd} && say '${done}'`,
  );
  const { id } = open(context);
  await runNext(context);
  expect(jobOf(context, id)).toMatchObject({ status: 'queued', outcome: 'lost', attempts: 0 });
  context.clock.advance(60_000);
  await runNext(context);
  expect(promptOf(context, id)).toContain('Your process was killed from outside');
  expect(positionOf(context, id)).toBe('analysis/publish');
  expect(context.store.runs.listOfTask(id).map(({ input_tokens: tokens }) => tokens)).toEqual([1000, 1000]);
});

test('a run whose git was killed with it finds no lock of that git when it goes on', async () => {
  const context = await createSpokenContext(
    `say '${answerLine('m1', 'git commit')}'
     if [ -z "$resumed" ]; then touch .git/index.lock .git/refs/heads/x.lock; kill -KILL $$; fi
     test ! -e .git/refs/heads/x.lock && ${writeBrd} && git add --all && git commit -qm BRD && say '${done}'`,
  );
  const { id } = open(context);
  await runNext(context);
  context.clock.advance(60_000);
  await runNext(context);
  expect(context.store.runs.listOfTask(id).at(-1)).toMatchObject({ outcome: 'completed' });
  expect(positionOf(context, id)).toBe('analysis/publish');
});

test('every run of a task and account has the same HOME and environment of its own, and another account another', async () => {
  const context = await createSpokenContext(`env >"$HOME/env"; ${writeBrd}; say '${done}'`);
  const { id } = open(context);
  await runNext(context);
  const home = join(context.runsDir, 'homes', `task-${id}`, 'team');
  const variables = readFileSync(join(home, 'env'), 'utf8');
  expect(variables).toContain(`HOME=${home}\n`);
  expect(variables).toContain('KEY=team\n');
  expect(variables).not.toMatch(/^(TELEGRAM|PLANE|GITEA|GITHUB|DB_PATH|npm_)/m);
  expect(existsSync(join(context.runsDir, 'homes', `task-${id}`, 'spare'))).toBe(false);
});

describe('what a run says while it goes on', () => {
  const waits = `say '${answerLine('m1', 'npm test')}'; while [ ! -e ../go ]; do sleep 0.05; done; ${writeBrd}; say '${done}'`;

  test('is on its row and card: step, turns and tokens', async () => {
    const context = await createSpokenContext(waits);
    const { id } = open(context);
    await startNext(context);
    const follower = createRunFollower(context);
    const run = () => context.store.runs.listLive()[0];
    await until('it has said something', async () => {
      context.clock.advance(5000);
      await follower.look();
      return run()?.turns === 1;
    });
    expect(run()).toMatchObject({ input_tokens: 1000, cache_read_tokens: 300, cost_usd: null });
    expect(describeTask(context, id)?.run).toMatchObject({
      step: 'Bash: npm test',
      turns: 1,
      resumed: false,
    });
    await context.live.cancel(run()?.id ?? 0);
    await runsEnded(context);
  });

  test('comes to its card with its first step, however soon before that it was looked at', async () => {
    const context = await createSpokenContext(
      `while [ ! -e ../go ]; do sleep 0.05; done; say '${answerLine('m1', 'npm test')}'; sleep 60`,
    );
    const { id } = open(context);
    await startNext(context);
    const follower = createRunFollower(context);
    const run = () => context.store.runs.listLive()[0];
    const said = (words: string) => () =>
      readFileSync(join(run()?.folder ?? '', 'stdout'), 'utf8').includes(words);
    await until('its beginning', said('init'));
    await follower.look();
    for (const { task_id: card, wanted } of context.store.cards.listStale())
      context.store.cards.markDrawn(card, wanted, 'x', '2026-03-01');
    writeFileSync(join(run()?.clone ?? '', '..', 'go'), '');
    await until('its first step', said('npm test'));
    context.clock.advance(5000);
    await follower.look();
    expect(context.store.cards.listStale()).toMatchObject([{ task_id: id }]);
    await context.live.cancel(run()?.id ?? 0);
    await runsEnded(context);
  });

  test('stops it when it has cost more than there is', async () => {
    const context = await createSpokenContext(waits, { task: 0.004, day: null });
    const { id } = open(context);
    const priced = {
      ...context,
      prices: { 'claude-opus-5-5': { input: 4, output: 20, cacheRead: 0.2, cacheCreation: 5 } },
    };
    await startNext(priced);
    const follower = createRunFollower(priced);
    await until('it is to be stopped', async () => {
      context.clock.advance(5000);
      await follower.look();
      return find(context, id).stop_requested === 'budget';
    });
    await context.live.cancel(context.store.runs.listLive()[0]?.id ?? 0);
    await runsEnded(context);
    expect(find(context, id)).toMatchObject({ attention: 'budget', stop_requested: null });
  });
});

test('a run that says nothing is stopped when others use up what it spends from', async () => {
  const context = await createSpokenContext('sleep 60', { task: 1, day: null });
  const { id } = open(context);
  await startNext(context);
  const follower = createRunFollower(context);
  await until('all it says', () => {
    const folder = context.store.runs.listLive()[0]?.folder ?? '';
    return readFileSync(join(folder, 'stdout'), 'utf8').includes('init');
  });
  context.clock.advance(5000);
  await follower.look();
  expect(find(context, id)).toMatchObject({ stop_requested: null });
  spend(context, id, 2);
  await follower.look();
  expect(find(context, id)).toMatchObject({ stop_requested: 'budget' });
  await context.live.cancel(context.store.runs.listLive()[0]?.id ?? 0);
  await runsEnded(context);
});

test('a run whose money is gone before it begins never begins', async () => {
  const context = await createSpokenContext('say never', { task: 1, day: null });
  const { id } = open(context);
  spend(context, id, 2);
  await startNext(context);
  expect(find(context, id)).toMatchObject({ attention: 'budget' });
  expect(context.store.runs.listLive()).toEqual([]);
});

test('a limit of the account holds all its jobs until the reset, and takes no attempt', async () => {
  const resetsAt = Math.floor(Date.now() / 1000) + 3600;
  const limit = JSON.stringify({
    type: 'rate_limit_event',
    rate_limit_info: { status: 'rejected', resetsAt, rateLimitType: 'five_hour' },
  });
  const refused = resultLine(0, null, {
    is_error: true,
    api_error_status: 429,
    result: '5-hour limit',
  });
  const context = await createSpokenContext(`say '${limit}'; say '${refused}'; exit 1`);
  const { id } = open(context);
  await runNext(context);
  expect(jobOf(context, id)).toMatchObject({ status: 'queued', attempts: 0, transient_attempts: 0 });
  expect(describeTask(context, id)?.explanation).toMatchObject({ code: 'usage-limit' });
  expect(claimJob(context)).toBeUndefined();
  // A person may have it tried before, which finds out whether the limit still stands.
  signal(context, id, { type: 'retry', hint: '', by: ada }, ada);
  await runNext(context);
  expect(jobOf(context, id)).toMatchObject({ status: 'queued', attempts: 0, transient_attempts: 0 });
  expect(describeTask(context, id)?.explanation).toMatchObject({ code: 'usage-limit' });
  expect(claimJob(context)).toBeUndefined();
  context.clock.set(new Date(resetsAt * 1000 + 1).toISOString());
  expect(claimJob(context)).toMatchObject({ task_id: id });
});

test('a key that is refused stops every job of the account at once, says how to mend it, and goes on when a person says so', async () => {
  const refused = resultLine(0, null, { is_error: true, api_error_status: 401, result: 'Invalid API key' });
  const context = await createSpokenContext(`say '${refused}'; exit 1`);
  const { id } = open(context);
  await runNext(context);
  expect(find(context, id)).toMatchObject({ attention: 'misconfigured' });
  expect(describeTask(context, id)?.details?.text).not.toBe('');
  expect(context.store.accounts.listActive('2026-01-01')).toMatchObject([{ account: 'team', kind: 'fault' }]);
  signal(context, id, { type: 'retry', hint: '', by: ada }, ada);
  expect(context.store.accounts.listActive('2026-01-01')).toEqual([]);
  expect(claimJob(context)).toMatchObject({ task_id: id });
});

test('a pause that lets nothing finish stops a turn, which goes on in the same session and clone', async () => {
  const asked = answerLine('m1', 'x');
  const context = await createSpokenContext(
    `if [ -n "$resumed" ]; then test -f half.txt && ${writeBrd} && say '${done}'; exit 0; fi
     echo half >half.txt; say '${asked}'; touch ../begun; sleep 60`,
  );
  const { id } = open(context);
  await startNext(context);
  const clone = context.store.runs.listOfTask(id)[0]?.clone ?? '';
  await until('it has begun', () => existsSync(join(clone, '..', 'begun')));
  pause(context, 'shop', { by: ada, reason: '', mode: 'now' });
  for (const run of context.store.runs.listLive()) void context.live.cancel(run.id);
  await runsEnded(context);
  expect(claimJob(context)).toBeUndefined();
  resume(context, 'shop', ada);
  await runNext(context);
  const [first, second] = context.store.runs.listOfTask(id);
  expect(second).toMatchObject({ resumes: first?.id, session_id: first?.session_id, clone: first?.clone });
  expect(positionOf(context, id)).toBe('analysis/publish');
});
