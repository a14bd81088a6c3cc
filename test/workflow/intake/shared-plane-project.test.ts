import { describe, expect, test } from 'vitest';
import type { Project } from '../../../src/domain/project.ts';
import { createTestContext, planeTracker, project } from '../../support/context.ts';
import { movedItem } from '../../trackers/plane-payloads.ts';
import { deliver } from '../plane.ts';
import { find } from '../walk.ts';

describe('an item of a Plane project that two of ours share', () => {
  const labelled = (name: string, label: string | null) =>
    project({
      name,
      prefix: name,
      tracker: {
        ...planeTracker,
        label,
        states: { ...planeTracker.states },
      } as unknown as Project['tracker'],
    });
  const shared = [labelled('rest', null), labelled('shop', 'Shop'), labelled('till', 'till')];
  const withLabels = (...names: string[]) => {
    const { data, ...rest } = movedItem();
    return { ...rest, data: { ...data, labels: names.map((name) => ({ id: name, name })) } };
  };

  test.for([
    ['shop', ['other', 'shop']],
    ['till', ['TILL']],
    ['rest', ['other']],
    ['rest', []],
  ] as const)('becomes a task of %s with the labels %j', async ([name, labels]) => {
    const context = await createTestContext({ projects: shared });
    expect(deliver(context, withLabels(...labels))?.note).toMatch(/^opened/);
    expect(find(context, 1).project).toBe(name);
  });

  test('is ignored where each wants another label', async () => {
    const context = await createTestContext({ projects: shared.slice(1) });
    expect(deliver(context, withLabels('other'))?.note).toBe('ignored: the item has no label Shop');
  });

  test('stays with the project of its open task when its label is taken away', async () => {
    const context = await createTestContext({ projects: shared });
    deliver(context, withLabels('till'));
    expect(deliver(context, movedItem({ field: 'state' }))?.note).toMatch(/no label till/);
    expect(context.store.tasks.listOpen()).toHaveLength(1);
  });
});
