import { expect, test } from 'vitest';
import { inEnglish } from '../../src/locale/translator.ts';
import { changeMerged } from '../../src/workflow/intake/change-intake.ts';
import { createTestContext, reopen, type TestContext } from '../support/context.ts';
import { describeTask } from './in-english.ts';
import { ada, find, open, positionOf, signal, walkTo, work } from './walk.ts';

const now = '2026-03-01 12:00:00.000';
const undeployed = 'cancelled after its change had been merged; what landed of it was never deployed';

function merge(context: TestContext, id: number): void {
  const news = { system: 'gitea', number: 7, login: 'Ada', recovered: false } as const;
  context.store.transaction(() => changeMerged(context, find(context, id), news));
}

function freezesOf({ store }: TestContext): string[] {
  return store.freezes.listActive('shop').map(({ reason }) => inEnglish(reason));
}

/** Cancels it in the next process, with nobody looking at its pull request again. */
async function cancelLater(context: TestContext, id: number): Promise<TestContext> {
  const later = await reopen(context);
  signal(later, id, { type: 'cancel', by: ada });
  expect(positionOf(later, id)).toBe('cancelled/rest');
  expect(later.store.locks.findHolder('shop')).toBeUndefined();
  return later;
}

test.each(['development/work', 'review/work', 'staging/lock', 'staging/update'])(
  'a task at %s whose pull request somebody merged freezes its repository when it is cancelled',
  async (position) => {
    const context = await createTestContext({ gates: { serial: 'off' } });
    const { id } = open(context);
    if (position === 'staging/lock') context.store.locks.take('shop', 9999, now);
    walkTo(context, id, position);
    context.store.locks.release(9999);
    merge(context, id);
    expect(freezesOf(await cancelLater(context, id))).toEqual([undeployed]);
  },
);

test('so does one that asks a person, and hears nothing meanwhile', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  walkTo(context, id, 'review/work');
  context.store.tasks.ask(id, 'failed', 'What to do?', now);
  merge(context, id);
  expect(positionOf(context, id)).toBe('review/work');
  expect(freezesOf(await cancelLater(context, id))).toEqual([undeployed]);
});

test('so does one that went back to its developer from what landed, and was developed further', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  walkTo(context, id, 'review/work');
  merge(context, id);
  signal(context, id, { type: 'updated', commit: '1a4ded', base: '1a4ded' });
  signal(context, id, { type: 'ciFailed', commit: '1a4ded', log: 'red' });
  expect(positionOf(context, id)).toBe('development/work');
  walkTo(context, id, 'development/ci', { ...work, commit: 'f00d' });
  const later = await cancelLater(context, id);
  expect(freezesOf(later)).toEqual([undeployed]);
  expect(describeTask(later, id)?.explanation).toMatchObject({
    text: 'Cancelled by Ada, after it had been merged.',
    lifts: expect.stringContaining('/unfreeze shop'),
  });
  const rollback = signal(later, id, { type: 'rollback', by: ada });
  expect(inEnglish(rollback.why)).toBe(
    'what was merged of this task was never deployed: there is nothing to roll back',
  );
});

test('so does one that our own merge brought with more than was tested: nobody is said to have merged it by hand', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  walkTo(context, id, 'deploy/merge');
  // The forge tells of our merge before it is verified; somebody pushed in between.
  merge(context, id);
  signal(context, id, { type: 'baseMoved' });
  expect(positionOf(context, id)).toBe('staging/update');
  const later = await cancelLater(context, id);
  expect(freezesOf(later)).toEqual([undeployed]);
  expect(describeTask(later, id)?.explanation.text).not.toContain('by hand');
});

test('our own merge that its forge tells of before it is on record is ours in every word', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  walkTo(context, id, 'deploy/merge');
  merge(context, id);
  signal(context, id, { type: 'cancel', by: ada });
  signal(context, id, { type: 'landed', commit: '1a4ded' });
  expect(freezesOf(context)).toEqual(['cancelled after its change had landed']);
  expect(describeTask(context, id)?.explanation.text).toBe('Cancelled by Ada, after it had landed.');
});

test('one whose pull request nobody merged freezes nothing', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  walkTo(context, id, 'review/work');
  merge(context, open(context).id);
  expect(freezesOf(await cancelLater(context, id))).toEqual([]);
});
