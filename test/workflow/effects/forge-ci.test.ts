import { describe, expect, test } from 'vitest';
import type { CiSettings } from '../../../src/domain/project.ts';
import type { Check, Forge } from '../../../src/forges/forge.ts';
import type { ForgeNews } from '../../../src/forges/forge-news.ts';
import { performEffect } from '../../../src/workflow/effects/perform-effect.ts';
import { createDispatcher } from '../../../src/workflow/intake/dispatch-event.ts';
import { createForgeEventHandler } from '../../../src/workflow/intake/forge-event.ts';
import type { RunContext } from '../../../src/workflow/runs/run-context.ts';
import { createTestContext, project, type TestContext } from '../../support/context.ts';
import { describeTask } from '../in-english.ts';
import { find, open, positionOf, signal, walkTo, work } from '../walk.ts';

const commit = 'c'.repeat(40);
const build = (state: Check['state'], details = ''): Check => ({ name: 'build', state, details });

type Waiting = Partial<Extract<CiSettings, { kind: 'checks' }>> & { hears?: boolean };

/** A task that awaits the checks of its commit at a forge whose answers the test gives. */
async function awaitChecks({ hears = true, ...wanted }: Waiting = {}) {
  const ci: CiSettings = { kind: 'checks', names: ['build'], timeoutMs: 600_000, ...wanted };
  const forge = { kind: 'gitea', owner: 'acme', repo: 'shop', merge: 'merge', ci } as const;
  const asked: string[] = [];
  const answers = { next: (): Promise<Check[]> | Check[] => [] };
  const listChecks: Forge['listChecks'] = async (_repo, one) => {
    asked.push(one);
    return answers.next();
  };
  const context = {
    ...(await createTestContext({ projects: [project({ forge, tracker: null })] })),
    forges: { of: () => ({ listChecks }) as Partial<Forge> as Forge },
    hears: () => hears,
  } as unknown as TestContext & RunContext;
  const { id } = open(context);
  walkTo(context, id, 'development/ci', { ...work, commit });
  return { context, asked, answers, ...toActs(context) };
}

function toActs(context: TestContext & RunContext) {
  const { store, clock } = context;
  const dueAt = () => store.outbox.findPending(1, 'ci')?.available_at ?? null;
  return {
    dueAt,
    /** Looks if a look is due now; whether it was. */
    look: async () => {
      const now = clock.now().toISOString().slice(0, 23).replace('T', ' ');
      const [effect] = store.outbox.listDue(now).filter(({ kind }) => kind === 'ci');
      if (effect !== undefined) await performEffect(context, effect);
      return effect !== undefined;
    },
    tell: (news: Partial<Extract<ForgeNews, { kind: 'checked' }>> = {}) => tell(context, news),
    lastLog: () => store.log.listOfTask(1).at(-1),
  };
}

/** A webhook about a check; what it comes to. */
async function tell(context: TestContext, news: Partial<Extract<ForgeNews, { kind: 'checked' }>>) {
  const known = { kind: 'checked', repo: 'acme/shop', commit, branch: null, name: 'build' } as const;
  const handler = createForgeEventHandler({
    system: 'gitea',
    parse: () => ({ ...known, state: 'green', ...news }),
    branchesContaining: async () => [],
    findContinued: async () => null,
  });
  const dispatcher = createDispatcher(context, { gitea: handler });
  const event = { source: 'gitea', eventType: 'status', payload: '{}', deliveryId: null, bodyHash: null };
  const stored = context.store.inbox.record(event, '2026-03-01 12:00:00.000');
  dispatcher.dispatch();
  await dispatcher.idle();
  return stored === 'duplicate' ? null : context.store.inbox.find(stored.id)?.note;
}

describe('the checks of the awaited commit', () => {
  test('are looked at every interval, and move the task when they are green', async () => {
    const { context, asked, answers, look, dueAt, lastLog } = await awaitChecks();
    expect(await look()).toBe(true);
    expect(dueAt()).toBe('2026-03-01 12:01:00.000');
    expect(await look()).toBe(false);
    context.clock.advance(60_000);
    answers.next = () => [build('pending')];
    await look();
    context.clock.advance(60_000);
    answers.next = () => [build('green')];
    await look();
    expect(positionOf(context, 1)).toBe('review/work');
    expect(lastLog()).toMatchObject({ why: 'CI is green', recovered: 1 });
    expect(asked).toEqual([commit, commit, commit]);
  });

  test('send the task back with what failed', async () => {
    const { context, answers, look } = await awaitChecks();
    answers.next = () => [build('red', '3 errors')];
    await look();
    expect(positionOf(context, 1)).toBe('development/work');
    expect(context.store.jobs.findOfTask(1)?.notes).toContain('build: 3 errors');
  });

  test('that nobody named are looked at again as soon as they can have become stable', async () => {
    const { context, answers, look, dueAt } = await awaitChecks({ names: [] });
    answers.next = () => [build('green')];
    await look();
    expect(dueAt()).toBe('2026-03-01 12:00:30.000');
    context.clock.advance(30_000);
    await look();
    expect(positionOf(context, 1)).toBe('review/work');
  });

  test.for([
    ['nothing has reported', [], 'Ci was refused: nothing has reported on cccccccc within 10 min.'],
    [
      'one is pending',
      [build('pending')],
      'Ci was refused: build did not come to an end on cccccccc within 10 min.',
    ],
  ] as const)('are given up at the time limit when %s: a person is asked', async ([, checks, text]) => {
    const { context, answers, look, dueAt } = await awaitChecks();
    answers.next = () => [...checks];
    for (let minutes = 0; minutes < 10; minutes += 1) {
      await look();
      expect(find(context, 1).attention).toBeNull();
      context.clock.advance(60_000);
    }
    await look();
    expect(find(context, 1)).toMatchObject({ attention: 'refused', attention_text: text });
    expect(dueAt()).toBeNull();
  });

  test('that are green at the time limit count', async () => {
    const { context, answers, look } = await awaitChecks();
    await look();
    context.clock.advance(3_600_000);
    answers.next = () => [build('green')];
    await look();
    expect(positionOf(context, 1)).toBe('review/work');
  });

  test('that cannot be looked at change nothing, however long', async () => {
    const { context, answers, look } = await awaitChecks();
    answers.next = () => Promise.reject(Object.assign(new Error('gitea answered 502'), { retryable: true }));
    for (let tries = 0; tries < 12; tries += 1) {
      await look();
      context.clock.advance(600_000);
    }
    expect(find(context, 1)).toMatchObject({ attention: null, step: 'ci' });
    answers.next = () => [build('green')];
    await look();
    expect(positionOf(context, 1)).toBe('review/work');
  });
});

describe('what was told before it was asked for was not missed', () => {
  test('as when CI is quicker than the end of the publishing', async () => {
    const { context, answers, look, tell, lastLog } = await awaitChecks();
    const next = 'd'.repeat(40);
    signal(context, 1, { type: 'ciFailed', commit, log: 'red' });
    walkTo(context, 1, 'development/publish', { ...work, commit: next });
    expect(await tell({ commit: next })).toBe('ignored: ET-001 does not wait for CI on this commit');
    walkTo(context, 1, 'development/ci');
    answers.next = () => [build('green')];
    await look();
    expect(lastLog()).toMatchObject({ why: 'CI is green', recovered: 0 });
  });

  test('as when staging finds the branch up to date, at a commit whose checks had come already', async () => {
    const { context, answers, look, tell, lastLog } = await awaitChecks();
    answers.next = () => [build('green')];
    await tell();
    await look();
    walkTo(context, 1, 'staging/update');
    const update = context.store.outbox.findPending(1, 'update');
    context.store.outbox.settle(update?.id ?? 0, 'done', null, '2026-03-01 12:00:00.000');
    signal(context, 1, { type: 'updated', commit, base: 'ba5e' });
    await look();
    expect(positionOf(context, 1)).toBe('staging/work');
    expect(lastLog()).toMatchObject({ why: 'CI is green', recovered: 0 });
  });
});

test('a failed look stands on the card until the next one that succeeds', async () => {
  const { context, answers, look } = await awaitChecks();
  const isStale = () => context.store.cards.listStale().some(({ task_id: id }) => id === 1);
  const draw = () => {
    const { wanted = 0 } = context.store.cards.find(1) ?? {};
    context.store.cards.markDrawn(1, wanted, 'x', '2026-03-01 12:00:00');
  };
  answers.next = () => Promise.reject(Object.assign(new Error('gitea answered 502'), { retryable: true }));
  await look();
  expect(describeTask(context, 1)?.explanation.text).toContain('gitea answered 502');
  draw();
  answers.next = () => [build('pending')];
  context.clock.advance(600_000 - 1);
  await look();
  expect(isStale()).toBe(true);
  expect(describeTask(context, 1)?.explanation.text).not.toContain('502');
  draw();
  await tell(context, {});
  await look();
  expect(isStale()).toBe(false);
});

test('a clock that is set back does not keep a stable set of checks waiting', async () => {
  const { context, answers, look } = await awaitChecks({ names: [] });
  answers.next = () => [build('green')];
  await look();
  context.clock.advance(-3_600_000);
  await tell(context, {});
  await look();
  context.clock.advance(30_000);
  await look();
  expect(positionOf(context, 1)).toBe('review/work');
});

describe('a result told by webhook', () => {
  test('brings the next look forward, and what it finds was not missed', async () => {
    const { context, answers, look, tell, lastLog } = await awaitChecks();
    await look();
    answers.next = () => [build('green')];
    const before = context.nudges.count;
    expect(await tell()).toBe('ET-001: build reported, its checks are looked at');
    expect(context.nudges.count).toBeGreaterThan(before);
    expect(positionOf(context, 1)).toBe('development/ci');
    expect(await look()).toBe(true);
    expect(lastLog()).toMatchObject({ why: 'CI is green', recovered: 0 });
  });

  test('while a look is under way brings a further one, though no time has passed since the last', async () => {
    const { answers, context, look, tell, dueAt } = await awaitChecks();
    await look();
    await tell({ state: 'pending' });
    let release = (_checks: Check[]) => {};
    answers.next = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const looking = look();
    await tell();
    release([build('pending')]);
    await looking;
    expect(dueAt()).toBeNull();
    answers.next = () => [build('green')];
    expect(await look()).toBe(true);
    expect(positionOf(context, 1)).toBe('review/work');
  });

  test('does not make it forget since when nothing has changed', async () => {
    const { context, answers, look, tell, dueAt } = await awaitChecks({ names: [] });
    answers.next = () => [build('green')];
    await look();
    context.clock.advance(20_000);
    await tell();
    await look();
    expect(dueAt()).toBe('2026-03-01 12:00:30.000');
  });

  test('leaves a forge that fails its time, and counts its failures on', async () => {
    const { context, answers, look, tell, dueAt } = await awaitChecks();
    answers.next = () => Promise.reject(Object.assign(new Error('502'), { retryable: true }));
    await look();
    await tell();
    expect([dueAt(), await look()]).toEqual(['2026-03-01 12:00:20.000', false]);
    context.clock.advance(20_000);
    await look();
    expect(dueAt()).toBe('2026-03-01 12:01:00.000');
  });

  test('for an older commit changes nothing', async () => {
    const { context, asked, look, tell, dueAt } = await awaitChecks();
    await look();
    const due = dueAt();
    const late = { commit: 'd'.repeat(40), state: 'red' } as const;
    expect(await tell(late)).toBe('ignored: ET-001 does not wait for CI on this commit');
    expect(await tell({ ...late, branch: 'task/et-001' })).toMatch(/does not wait for CI/);
    expect(await tell({ ...late, branch: 'main' })).toBe('ignored: no open task is at this commit');
    expect([dueAt(), asked.length, positionOf(context, 1)]).toEqual([due, 1, 'development/ci']);
  });

  test('that several tasks may be meant by is left alone, and says so', async () => {
    const { context, look, tell, dueAt } = await awaitChecks();
    await look();
    const { id } = open(context);
    context.store.tasks.setCommit(id, commit);
    const due = dueAt();
    expect(await tell()).toBe('left alone: the result could be about any of ET-001, ET-002');
    expect(dueAt()).toBe(due);
  });

  test('says nothing about a task that does not wait for it', async () => {
    const { context, answers, look, tell } = await awaitChecks();
    answers.next = () => [build('green')];
    await look();
    expect(await tell({ state: 'red' })).toBe('ignored: ET-001 does not wait for CI on this commit');
    expect(positionOf(context, 1)).toBe('review/work');
  });
});

test('where no webhook is heard, what a look finds was not missed', async () => {
  const { answers, look, lastLog } = await awaitChecks({ hears: false });
  answers.next = () => [build('green')];
  await look();
  expect(lastLog()).toMatchObject({ why: 'CI is green', recovered: 0 });
});
