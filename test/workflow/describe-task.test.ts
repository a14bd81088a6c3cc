import { describe, expect, test } from 'vitest';
import { phrase } from '../../src/domain/phrase.ts';
import { unknownUsage } from '../../src/domain/report.ts';
import { inEnglish } from '../../src/locale/translator.ts';
import { createTestContext, makeFolder, project } from '../support/context.ts';
import { createOldInstallation } from '../support/old-installation.ts';
import { describeTask } from './in-english.ts';
import { beginRun, endRun, view } from './task-runs.ts';
import { ada, claim, jobOf, open, settle, signal, walkTo } from './walk.ts';

describe('what stands behind the explanation', () => {
  const red = {
    type: 'ciFailed',
    commit: 'c0ffee01',
    log: 'CI ended with exit status 1.\n\nnot ok 3',
  } as const;

  test('is in rework what was found, and by what', async () => {
    const context = await createTestContext();
    const { id } = open(context);
    walkTo(context, id, 'development/ci');
    signal(context, id, red);
    expect(view(context, id).details).toEqual({ title: phrase('why-ci-red'), text: red.log });
  });

  test('is kept apart from the sentence when the rework is used up', async () => {
    const context = await createTestContext({ projects: [project({ reworkLimit: 0 })] });
    const { id } = open(context);
    walkTo(context, id, 'development/ci');
    signal(context, id, red);
    const { explanation, details, rework } = view(context, id);
    expect(inEnglish(explanation.text)).toBe('CI is red, and 0 rounds of rework are used up.');
    expect(details).toEqual({ title: '', text: red.log });
    expect(rework).toBe(0);
    signal(context, id, { type: 'retry', hint: '', by: ada });
    expect(jobOf(context, id).notes).toContain(red.log);
  });

  test('is nothing once the task has gone on', async () => {
    const context = await createTestContext();
    const { id } = open(context);
    walkTo(context, id, 'development/ci');
    signal(context, id, red);
    walkTo(context, id, 'review/work');
    expect(view(context, id).details).toBeNull();
  });
});

test('a degraded release is not just done, and its repository is named as frozen', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  walkTo(context, id, 'deploy/health');
  signal(context, id, { type: 'degraded', reason: 'it answered 502', by: ada });
  const { explanation, actions } = view(context, id);
  expect([explanation.code, inEnglish(explanation.text), inEnglish(explanation.lifts)]).toEqual([
    'degraded',
    'Released, but degraded: it answered 502.',
    'shop stays frozen until a person unfreezes it: /unfreeze shop.',
  ]);
  const [freeze] = context.store.freezes.listActive('shop');
  expect(actions).toEqual([{ kind: 'unfreeze', key: String(freeze?.id) }]);
  expect(context.logged).toContainEqual(
    expect.objectContaining({ level: 'warn', text: 'the repository is frozen' }),
  );
});

test('a cancelled task says by whom', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  claim(context);
  signal(context, id, { type: 'cancel', by: ada });
  settle(context, id, { kind: 'cancelled', why: 'the analyst was stopped' });
  expect(inEnglish(view(context, id).explanation.text)).toBe('Cancelled by Ada.');
});

describe('the picture of a task', () => {
  test('sums what its runs told of themselves', async () => {
    const context = await createTestContext();
    const { id } = open(context);
    endRun(
      context,
      beginRun(context, id, 'analyst', 'analysis', 'opus'),
      {
        inputTokens: 10,
        cacheReadTokens: 200,
        cacheCreationTokens: 30,
        outputTokens: 5,
        costUsd: 0.5,
      },
      'Wrote the BRD.',
    );
    const { usage, stages, lastSummary } = view(context, id);
    expect(usage).toEqual({
      inputTokens: 240,
      cacheReadTokens: 200,
      cacheCreationTokens: 30,
      outputTokens: 5,
      costUsd: 0.5,
      estimated: false,
      unknownRuns: 0,
    });
    expect(stages[0]).toMatchObject({ model: 'opus', usage });
    expect(lastSummary).toBe('Wrote the BRD.');
  });

  test('counts a run at work with what it told, and shows what it does', async () => {
    const context = await createTestContext({ projects: [project({ budget: { task: 10, day: null } })] });
    const { id } = open(context);
    claim(context);
    const run = beginRun(context, id, 'analyst', 'analysis', null);
    expect(view(context, id)).toMatchObject({
      run: { id: run, step: null, turns: null, resumed: false },
      usage: { unknownRuns: 0 },
      budgetUsd: 10,
    });
    const usage = {
      ...unknownUsage,
      inputTokens: 10,
      cacheReadTokens: 5,
      outputTokens: 2,
      costUsd: 0.1,
      model: 'opus',
    };
    context.store.runs.noteProgress(
      run,
      { sessionId: 's', step: 'Read a.ts', turns: 2, usage },
      '2026-03-01 12:00:30.000',
    );
    expect(view(context, id)).toMatchObject({
      run: { step: 'Read a.ts', turns: 2, usage },
      usage: { inputTokens: 15, outputTokens: 2, costUsd: 0.1, estimated: true, unknownRuns: 0 },
    });
    expect(view(context, id).stages[0]).toMatchObject({ model: 'opus', usage: { inputTokens: 15 } });
    context.store.tasks.setBudget(id, 25);
    expect(view(context, id).budgetUsd).toBe(25);
  });

  test('calls neither a run that is under way nor CI a run that told nothing', async () => {
    const context = await createTestContext();
    const { id } = open(context);
    endRun(context, beginRun(context, id, 'developer', 'development', 'opus'), {
      costUsd: 1,
      outputTokens: 3,
    });
    endRun(context, beginRun(context, id, 'ci', 'development', null));
    beginRun(context, id, 'developer', 'development', 'opus');
    expect(view(context, id).usage).toMatchObject({ costUsd: 1, unknownRuns: 0 });
    expect(view(context, id).stages[2]?.usage.unknownRuns).toBe(0);
  });

  test("keeps the developer's model when CI has run after", async () => {
    const context = await createTestContext();
    const { id } = open(context);
    endRun(context, beginRun(context, id, 'developer', 'development', 'opus'));
    endRun(context, beginRun(context, id, 'ci', 'development', null));
    expect(view(context, id).stages[2]).toMatchObject({ stage: 'development', model: 'opus' });
  });

  test('notes a stage that was passed because nothing is configured for it', async () => {
    const all = project().roles;
    const roles = { ...all, 'staging-deployer': null, deployer: null };
    const context = await createTestContext({ projects: [project({ roles })] });
    const { id } = open(context);
    endRun(context, beginRun(context, id, 'analyst', 'analysis', null));
    endRun(context, beginRun(context, id, 'ci', 'staging', null));
    walkTo(context, id, 'done/rest');
    const notes = view(context, id).stages.map(({ stage, note }) => [stage, note]);
    const none = phrase('stage-nothing-configured');
    expect(Object.fromEntries(notes)).toMatchObject({ analysis: null, staging: none, deploy: none });
  });

  test('is undefined for a task nobody knows', async () => {
    expect(describeTask(await createTestContext(), 1)).toBeUndefined();
  });
});

describe('a task of an earlier installation', () => {
  async function old() {
    const path = `${makeFolder()}/old.db`;
    createOldInstallation(path);
    return createTestContext({ path });
  }

  test('is shown as its file tells it', async () => {
    const context = await old();
    expect(view(context, 1)).toMatchObject({
      workItemId: 'SHOP-7',
      title: 'Größe',
      project: null,
      stage: 'development',
      step: 'work',
      ended: false,
      usage: { costUsd: 0.25 },
    });
    expect(view(context, 1).stages[2]).toMatchObject({
      state: 'current',
      since: null,
      model: 'm-1',
      durationMs: null,
    });
  });

  test('without a stage has ended, without a title shows its id, without an id its number', async () => {
    const context = await old();
    expect(view(context, 3)).toMatchObject({
      workItemId: 'task 3',
      title: 'task 3',
      stage: null,
      ended: true,
    });
    expect(view(context, 3)).toMatchObject({ explanation: { code: 'done' }, actions: [] });
    expect(view(context, 2).title).toBe('SHOP-7');
  });

  test('at a stage nobody knows is shown and left alone', async () => {
    const { stages, ...rest } = view(await old(), 4);
    expect(rest).toMatchObject({
      stage: 'polishing',
      ended: false,
      actions: [{ kind: 'cancel', key: 'now' }],
      explanation: { code: 'unknown-stage' },
    });
    expect(stages.every(({ state }) => state === 'ahead')).toBe(true);
  });
});

test('a note stands on the task until it moves, and what was recovered until the next thing happens', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  const news = () => {
    const { note, recovered } = describeTask(context, id) ?? {};
    return [note, recovered];
  };
  expect(news()).toEqual([null, null]);
  const entry = { taskId: id, from: null, to: null, by: { who: 'Ada', via: 'plane' } } as const;
  context.store.log.append(
    { ...entry, why: 'the title was changed', recovered: true },
    '2026-03-01 12:00:00.000',
  );
  expect(news()).toEqual([null, 'the title was changed']);
  context.store.log.append({ ...entry, why: 'not counted' }, '2026-03-01 12:00:01.000');
  expect(news()).toEqual(['not counted', 'the title was changed']);
  walkTo(context, id, 'analysis/publish');
  expect(news()).toEqual([null, null]);
});
