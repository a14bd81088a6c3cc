import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCopy } from '../../src/store/open-database.ts';
import { readEnding } from './drive.ts';
import { driveOnBoard, installSystems, type Systems } from './real-systems.ts';

let systems: Systems;

beforeEach(async () => {
  systems = await installSystems({ reconcileSeconds: 1 });
});
afterEach(() => systems.close());

test('a task all of whose webhooks are lost ends done by looking alone, and says so', {
  timeout: 120_000,
}, async () => {
  const { plane } = systems;
  const running = await systems.start();
  const { id } = plane.createItem({ title: 'Größe & <retry>' });
  plane.moveItem(id, 'In Progress');
  await driveOnBoard(systems, id);
  await running.stop();

  const { moves, stages, tasks, merges } = await readEnding(systems);
  expect({ stages, tasks, merges }).toEqual({ stages: ['done'], tasks: 1, merges: 1 });
  expect(moves.at(-1)).toBe('done/rest');
  const recovered = await readRecovered(systems);
  expect(recovered).toEqual(['opened', 'the BRD was approved', 'CI is green', 'CI is green']);
  expect(plane.see(id).state).toBe('Done');
});

async function readRecovered({ home }: Systems): Promise<string[]> {
  const { db, close } = await openCopy(`${home}/signalbox.db`);
  try {
    return db.prepare<[], string>('SELECT why FROM task_log WHERE recovered = 1 ORDER BY id').pluck().all();
  } finally {
    close();
  }
}
