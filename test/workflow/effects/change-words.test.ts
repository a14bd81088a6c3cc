import { describe, expect, test } from 'vitest';
import { agentCommit, createRunContext, doEffects, type TestRunContext } from '../run-context.ts';
import { find, open, positionOf, walkTo, work } from '../walk.ts';
import { mirrored } from './mirror-bench.ts';
import { createOutside } from './mirror-fakes.ts';

/** A task of a work item with an agent's real commit, and a forge with pull requests. */
async function arrive(position: string) {
  const outside = createOutside();
  const context: TestRunContext = {
    ...(await createRunContext({ project: mirrored })),
    trackers: { of: () => outside.tracker },
    forges: { of: () => outside.forge },
  };
  const { id } = open(context);
  context.store.tasks.describe(id, 'Add retry', 'The first\nattempt may fail.');
  context.database.db.prepare(`UPDATE tasks SET plane_issue_id = 'item-1' WHERE id = ?`).run(id);
  const commit = await agentCommit(context, { 'new.txt': 'new\n' });
  walkTo(context, id, position, { ...work, commit });
  return { context, id, outside };
}

/** Does what is due at git. */
async function doGit(context: TestRunContext): Promise<void> {
  context.database.db.prepare(`UPDATE outbox SET state = 'done' WHERE target <> 'git'`).run();
  await doEffects(context);
}

describe('a change', () => {
  test('tells its task when it is opened', async () => {
    const { context, id, outside } = await arrive('analysis/publish');
    await doGit(context);
    expect(positionOf(context, id)).toBe('analysis/approval');
    expect(outside.opened).toMatchObject([{ state: 'draft', task: { title: 'Add retry' } }]);
    expect(outside.opened[0]?.task.body).toBe(
      [
        '**Work item** [`ET-001`](http://plane.example/item-1) `Add retry`',
        '```text\nThe first\nattempt may fail.\n```',
        '- Requirements (BRD): [`docs/work-items/ET-001/01-brd.md`](http://forge.example/task/et-001/docs/work-items/ET-001/01-brd.md)',
        'Opened by Signalbox.',
      ].join('\n\n'),
    );
  });

  test('leads to its decisions once the architecture is done', async () => {
    const { context, outside } = await arrive('development/publish');
    await doGit(context);
    expect(outside.opened).toMatchObject([{ state: 'ready' }]);
    expect(outside.opened[0]?.task.body).toContain(
      '\n- Decisions (ADR): [`docs/work-items/ET-001/06-adr`](http://forge.example/task/et-001/docs/work-items/ET-001/06-adr)\n',
    );
  });

  test.each([
    ['that has to be merged in', true],
    ['that it contains', false],
  ])('says what is known by now when it is brought up to date with a default branch %s', async (_, moves) => {
    const { context, id, outside } = await arrive('staging/update');
    if (moves) context.yard.commitAtOrigin('main', { 'other.txt': 'other\n' });
    context.store.tasks.describe(id, 'Add retries', 'All attempts may fail.');
    await doGit(context);
    expect(find(context, id)).toMatchObject({ stage: 'staging', step: 'ci' });
    expect(outside.opened).toMatchObject([{ state: 'ready', task: { title: 'Add retries' } }]);
    expect(outside.opened[0]?.task.body).toContain('All attempts may fail.');
  });

  test('that nobody had opened, as for a task taken over, is opened before CI is asked for', async () => {
    const { context, id, outside } = await arrive('staging/update');
    outside.forge.findChange = () => Promise.resolve(null);
    expect(find(context, id).change_id).toBeNull();
    await doGit(context);
    expect(find(context, id)).toMatchObject({ stage: 'staging', step: 'ci', change_id: '7' });
    expect(outside.opened).toMatchObject([{ state: 'ready' }]);
  });

  test('that somebody closed is not opened again when it is brought up to date', async () => {
    const { context, id, outside } = await arrive('staging/update');
    outside.change.state = 'closed';
    await doGit(context);
    expect(find(context, id)).toMatchObject({ stage: 'staging', step: 'ci' });
    expect(outside.opened).toEqual([]);
  });
});
