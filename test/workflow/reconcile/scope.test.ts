import { expect, test } from 'vitest';
import type { Project } from '../../../src/domain/project.ts';
import { openTask } from '../../../src/workflow/open-task.ts';
import { listOpenTasks } from '../../../src/workflow/reconcile/scope.ts';
import { createTestContext, project, type TestContext } from '../../support/context.ts';
import { countRows } from '../intake/rows-read.ts';
import { ada, signal } from '../walk.ts';

const repo = (key: string) => ({ key, origin: 'nowhere', defaultBranch: 'main' });
const shop = project();
const till = project({ name: 'till', prefix: 'TI', repo: repo('till') });

const ids = (context: TestContext, of: Project) => listOpenTasks(context, of).map(({ id }) => id);

function openIn(context: TestContext, of: Project, times = 1): void {
  for (let time = 0; time < times; time += 1) {
    openTask(context, { project: of, title: 'A title', description: '', item: null, by: ada });
  }
}

test('a look at one project reads no tasks of the others', async () => {
  const { context, rows } = countRows(await createTestContext({ projects: [shop, till] }));
  openIn(context, shop, 30);
  openIn(context, till);
  rows.read = 0;
  expect(ids(context, till)).toEqual([31]);
  expect(rows.read).toBe(1);
});

test('the open tasks of a project are those that name it, in any case, and the nameless of its repository', async () => {
  const context = await createTestContext({ projects: [shop, till] });
  openIn(context, shop, 4);
  openIn(context, till);
  signal(context, 4, { type: 'cancel', by: ada });
  context.database.db.exec(`UPDATE tasks SET project = NULL WHERE id = 1;
    UPDATE tasks SET project = 'Till' WHERE id = 2; UPDATE tasks SET project = 'gone' WHERE id = 3`);
  expect(ids(context, shop)).toEqual([1, 3]);
  expect(ids(context, till)).toEqual([2, 5]);
});
