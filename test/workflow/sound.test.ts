import { expect, test } from 'vitest';
import { createTestContext } from '../support/context.ts';
import { ada, claim, completed, open, positionOf, settle, signal, walkTo } from './walk.ts';

async function setUp() {
  const context = await createTestContext();
  const { id } = open(context);
  /** Whether its card is to ring since this was asked last. */
  const rings = () => {
    const isDue = context.store.cards.find(id)?.bump === 1;
    context.database.db.prepare('UPDATE cards SET bump = 0').run();
    return isDue;
  };
  return { context, id, rings };
}

const way = [
  ['analysis/work', 'analysis/publish', 'analysis/approval', 'architecture/work', 'development/work'],
  ['development/publish', 'review/work', 'testing/work', 'staging/update', 'staging/work', 'deploy/merge'],
  ['deploy/work', 'done/rest'],
].flat();

test('on its whole way a card rings for the approval and at the end, and at no other step', async () => {
  const { context, id, rings } = await setUp();
  const loud = way.filter((position) => {
    walkTo(context, id, position);
    return rings();
  });
  expect(loud).toEqual(['analysis/approval', 'done/rest']);
});

test('rework and a cancelled task make no sound', async () => {
  const { context, id, rings } = await setUp();
  walkTo(context, id, 'review/work');
  rings();
  claim(context);
  settle(context, id, completed('changes', 'Too slow.'));
  expect([positionOf(context, id), rings()]).toEqual(['development/work', false]);
  signal(context, id, { type: 'cancel', by: ada });
  expect([positionOf(context, id), rings()]).toEqual(['cancelled/rest', false]);
});

test('what failed rings; a repository that is frozen by what was landed rings once, by a message of its own', async () => {
  const { context, id, rings } = await setUp();
  walkTo(context, id, 'deploy/work');
  rings();
  claim(context);
  settle(context, id, completed('fail', 'no luck'));
  expect(rings()).toBe(true);
  const other = await setUp();
  walkTo(other.context, other.id, 'deploy/merge');
  other.rings();
  signal(other.context, other.id, { type: 'cancel', by: ada });
  expect(other.rings()).toBe(false);
  signal(other.context, other.id, { type: 'landed', commit: '1a4ded' });
  expect([positionOf(other.context, other.id), other.rings()]).toEqual(['cancelled/rest', false]);
  const loud = other.context.store.notices.listPending().filter(({ loud: isLoud }) => isLoud === 1);
  expect(loud.map(({ key }) => key)).toEqual([`degraded:${other.id}`]);
});
