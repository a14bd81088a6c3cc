import { describe, expect, test } from 'vitest';
import { emptyReport } from '../../../src/domain/report.ts';
import { createProjectIndex } from '../../../src/workflow/context.ts';
import { project, type TestContext } from '../../support/context.ts';
import { ada, claim, find, positionOf, settle, signal, walkTo } from '../walk.ts';
import { begin, beginAt, listMirror, type Options, payloadOf, pending, tell } from './mirror-bench.ts';
import { trouble } from './mirror-fakes.ts';

const publishBrd = ({ context, id }: { context: TestContext; id: number }) =>
  signal(context, id, { type: 'published', commit: find(context, id).commit_sha ?? '' });

describe('what is to be told', () => {
  test('is queued in the transaction of its decision', async () => {
    const begun = await beginAt('analysis/publish');
    const { context, id } = begun;
    const cutOff = () =>
      context.store.transaction(() => {
        publishBrd(begun);
        expect(pending(context)).toHaveLength(3);
        throw new Error('killed');
      });
    expect(cutOff).toThrow('killed');
    expect(positionOf(context, id)).toBe('analysis/publish');
    expect(pending(context)).toEqual([]);
    publishBrd(begun);
    expect(pending(context).map(({ kind }) => kind)).toEqual(['itemState', 'itemPost', 'changePost']);
  });

  test('is told to the tracker and the change, with where the BRD is', async () => {
    const begun = await beginAt('analysis/publish');
    publishBrd(begun);
    await tell(begun.context);
    expect(begun.outside.told).toEqual([
      'item-1 is Needs Review',
      expect.stringMatching(/^item-1: The requirements .* by moving this item to `Approved`,/),
      expect.stringMatching(/^task\/et-012: The requirements .* by moving the work item to `Approved`,/),
    ]);
    for (const text of begun.outside.posts.values()) {
      expect(text).toContain(
        '\n\nRead them: http://forge.example/task/et-012/docs/work-items/ET-012/01-brd.md',
      );
    }
    expect(pending(begun.context)).toEqual([]);
  });

  test.each<[string, Options]>([
    ['the project has no tracker', { project: { tracker: null }, item: null }],
    ['the tracker has no key', { hasKey: false }],
    ['the task has no work item there', { item: null }],
  ])('is told to the change alone where %s', async (_, options) => {
    const begun = await beginAt('analysis/publish', options);
    expect(listMirror(begun.context)).toEqual([]);
    publishBrd(begun);
    expect(pending(begun.context).map(({ kind }) => kind)).toEqual(['changePost']);
  });

  test('is told to the tracker alone while there is no change, or where the forge has none', async () => {
    const { context, id } = await begin();
    walkTo(context, id, 'analysis/approval');
    expect(listMirror(context).filter(({ target }) => target === 'forge')).toEqual([]);
    const { forge } = project();
    const local = await beginAt('analysis/publish', { project: { forge } });
    publishBrd(local);
    expect(pending(local.context).map(({ kind }) => kind)).toEqual(['itemState', 'itemPost']);
  });

  test('ends with what the task cost', async () => {
    const { context, id, outside } = await beginAt('deploy/health');
    const work = { name: 'run-1', folder: '', clone: '', startCommit: null, model: 'm', effort: null };
    const agent = { runner: 'claude', account: 'team', sessionId: null, resumes: null };
    const job = { jobId: null, effectId: null, agent: 'developer', stage: 'development' };
    const runId = context.store.runs.begin({ taskId: id, ...job, ...work, ...agent }, '2026-03-01 12:00:00');
    const usage = {
      inputTokens: 1500,
      outputTokens: 200,
      cacheReadTokens: null,
      cacheCreationTokens: null,
      costUsd: 2.5,
      model: 'm',
    };
    const charge = { usage, basis: 'told', sessionCostUsd: null } as const;
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
    context.store.runs.end(runId, ended, '2026-03-01 12:00:00');
    signal(context, id, { type: 'healthy' });
    await tell(context);
    expect(outside.told).toHaveLength(3);
    expect(outside.told).toContain('item-1 is Done');
    for (const text of outside.posts.values()) {
      expect(text).toBe(
        'Work item `ET-012` is done: merged as `1a4ded`, deployed and healthy.\n\nCost: $2.50 · 1.5k tokens in, 200 out.',
      );
    }
  });
});

describe('the state of the item', () => {
  test('is the latest wish alone, however long the tracker was away', async () => {
    const begun = await beginAt('analysis/publish');
    const { context, id, outside } = begun;
    publishBrd(begun);
    signal(context, id, { type: 'approved', revision: 'rev-1', by: ada });
    expect(
      listMirror(context)
        .filter(({ kind }) => kind === 'itemState')
        .slice(-2),
    ).toMatchObject([
      { state: 'dropped', payload: '{"state":"Needs Review"}' },
      { state: 'pending', payload: '{"state":"Designing"}' },
    ]);
    await tell(context);
    expect(outside.told.filter((line) => line.includes(' is '))).toContain('item-1 is Designing');
    expect(outside.told).not.toContain('item-1 is Needs Review');
  });

  test('is that of the latest task of an item that was started again', async () => {
    const { context, id, outside } = await beginAt('development/publish');
    signal(context, id, { type: 'cancel', by: ada });
    context.database.db
      .prepare(
        `INSERT INTO tasks (plane_id, plane_issue_id, repo, stage) VALUES ('item-1', 'item-1', 'shop', 'created')`,
      )
      .run();
    await tell(context);
    expect(pending(context)).toEqual([]);
    expect(outside.told).toEqual([]);
  });
});

describe('a place that cannot be told', () => {
  test('is told later, however long it takes, and in order', async () => {
    const begun = await beginAt('analysis/publish', { project: { forge: project().forge } });
    const { context, id, outside } = begun;
    // Both places are tried in each turn: the state of the item, and what is below it.
    outside.fates.push(...Array.from({ length: 24 }, () => trouble('plane answered 502')));
    publishBrd(begun);
    await tell(context, 12);
    expect(outside.told).toEqual([]);
    expect(pending(context)).toMatchObject([
      { kind: 'itemState', attempts: 12, error: 'plane answered 502' },
      { kind: 'itemPost', attempts: 12, error: 'plane answered 502' },
    ]);
    expect(positionOf(context, id)).toBe('analysis/approval');
    expect(find(context, id).attention).toBeNull();
    await tell(context);
    expect(outside.told).toEqual([
      'item-1 is Needs Review',
      expect.stringMatching(/^item-1: The requirements/),
    ]);
  });

  test('whose answer was lost is told once, with the key it was told with', async () => {
    const begun = await beginAt('analysis/publish', { hasKey: false });
    const { context, outside } = begun;
    outside.fates.push('lost');
    publishBrd(begun);
    const { key } = payloadOf(pending(context)[0]);
    await tell(context, 1);
    expect(pending(context)).toMatchObject([{ attempts: 1, error: 'the answer was lost' }]);
    await tell(context);
    expect(pending(context)).toEqual([]);
    expect(outside.fates).toEqual([]);
    expect([...outside.posts.keys()]).toEqual([key]);
    expect(outside.told).toHaveLength(1);
    expect(key).toMatch(/^[0-9a-f]{16}$/);
  });

  test('has a key of its own for every post', async () => {
    const begun = await beginAt('analysis/publish');
    publishBrd(begun);
    const keys = pending(begun.context).flatMap((effect) => payloadOf(effect)['key'] ?? []);
    expect(new Set(keys).size).toBe(2);
  });

  test.each([
    ['Plane', 'itemPost', { project: { forge: project().forge } }],
    ['the change', 'changePost', { hasKey: false }],
  ] as const)('%s asks nobody and holds nothing up when it refuses', async (whom, kind, options) => {
    const begun = await beginAt('analysis/publish', options);
    const { context, id, outside } = begun;
    publishBrd(begun);
    // The state of the item is told first.
    if (kind === 'itemPost') outside.fates.push('done');
    outside.fates.push(trouble('it is archived', false));
    const { wanted = 0 } = context.store.cards.find(id) ?? {};
    await tell(context);
    expect(listMirror(context).at(-1)).toMatchObject({ kind, state: 'refused', error: 'it is archived' });
    expect(find(context, id)).toMatchObject({ attention: null, stage: 'analysis', step: 'approval' });
    expect(context.store.log.findLatest(id)).toMatchObject({
      why: `${whom} could not be told: it is archived`,
      to_stage: null,
      via: 'signalbox',
    });
    expect(context.store.cards.find(id)?.wanted).toBeGreaterThan(wanted);
    expect(context.logged).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        fields: expect.objectContaining({ effect: kind, again: false }),
      }),
    );
    signal(context, id, { type: 'approved', revision: 'rev-1', by: ada });
    expect(positionOf(context, id)).toBe('architecture/work');
  });

  test('is put on record once for each reason, however often the task passes by', async () => {
    const { context, id, outside } = await beginAt('review/work', { project: { forge: project().forge } });
    for (let round = 0; round < 3; round += 1) {
      outside.fates.push(trouble('there is no state In Development', false));
      claim(context);
      const findings = `point ${round}`;
      settle(context, id, { kind: 'completed', report: { ...emptyReport, verdict: 'changes', findings } });
      await tell(context);
      walkTo(context, id, 'review/work');
    }
    const told = context.store.log.listOfTask(id).filter(({ why }) => why.includes('could not be told'));
    expect(told.map(({ why }) => why)).toEqual(['Plane could not be told: there is no state In Development']);
    expect(outside.fates).toEqual([]);
  });

  test('for a bug is tried a few times, and then put on record', async () => {
    const begun = await beginAt('analysis/publish', { hasKey: false });
    const { context, id, outside } = begun;
    outside.fates.push(...Array.from({ length: 3 }, () => new TypeError('x is undefined')));
    publishBrd(begun);
    await tell(context);
    expect(outside.told).toEqual([]);
    expect(context.store.log.findLatest(id)?.why).toBe(
      'the change could not be told: x is undefined; it was tried 3 times',
    );
    expect(find(context, id).attention).toBeNull();
  });

  test('because its project is configured no more is let be', async () => {
    const begun = await beginAt('analysis/publish');
    const { context, id, outside } = begun;
    publishBrd(begun);
    const entries = context.store.log.listOfTask(id).length;
    await tell({ ...context, projects: createProjectIndex([]) });
    expect(outside.told).toEqual([]);
    expect(pending(context)).toEqual([]);
    expect(context.store.log.listOfTask(id)).toHaveLength(entries);
  });
});

test('a cancel drops what the task waits for, and not what is to be told', async () => {
  const { context, id, outside } = await beginAt('development/ci');
  signal(context, id, { type: 'ciFailed', commit: find(context, id).commit_sha ?? '', log: 'red' });
  walkTo(context, id, 'development/work');
  expect(pending(context).map(({ kind }) => kind)).toEqual(['changePost']);
  signal(context, id, { type: 'cancel', by: ada });
  expect(pending(context).map(({ kind }) => kind)).toEqual(['changePost', 'itemState']);
  await tell(context);
  expect(outside.told.toSorted()).toEqual([
    'item-1 is Cancelled',
    'task/et-012: Work item `ET-012` is back in development (`CI is red`): rework 1 of 3.',
  ]);
});

test('a question of an agent is put to both places', async () => {
  const { context, id, outside } = await beginAt('development/work');
  claim(context);
  settle(context, id, { kind: 'question', question: 'Which currency?', report: emptyReport });
  expect(find(context, id).attention).toBe('question');
  await tell(context);
  expect(outside.told).toEqual([
    'item-1: The developer of `ET-012` asks:',
    'task/et-012: The developer of `ET-012` asks:',
  ]);
});
