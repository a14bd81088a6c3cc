import { expect, onTestFinished, test } from 'vitest';
import { openCopy } from '../../src/store/open-database.ts';
import { readEnding } from '../scenarios/drive.ts';
import { driveOnBoard, installSystems, type Systems } from '../scenarios/real-systems.ts';
import { until } from '../support/until.ts';

/** What is younger when a look finds it may still have its webhook on the way. */
const underwayMs = 1000;

test('a task all of whose webhooks are lost ends done by looking alone, and says so', {
  timeout: 120_000,
}, async () => {
  const systems = await installSystems({ reconcileSeconds: 1 });
  onTestFinished(() => systems.close());
  const { plane } = systems;
  const { id } = plane.createItem({ title: 'Größe & <retry>' });
  plane.moveItem(id, 'In Progress');
  const movedMs = Date.now();
  await until('its webhook is overdue', () => Date.now() - movedMs > underwayMs);
  const told = collectWords(systems);
  const running = await systems.start();
  await driveOnBoard(systems, id);
  await until('the board says Done', () => plane.see(id).state === 'Done');
  await running.stop();

  const { moves, stages, tasks, merges } = await readEnding(systems);
  expect({ stages, tasks, merges }).toEqual({ stages: ['done'], tasks: 1, merges: 1 });
  expect(moves.at(-1)).toBe('done/rest');
  const recovered = await readRecovered(systems);
  // Looked for within the time that a webhook may take, the approval may be found before it was missed.
  expect(recovered.filter((why) => why !== 'the BRD was approved')).toEqual([
    'opened',
    'CI is green',
    'CI is green',
  ]);
  expect(told()).toContain('↻ Recovered, no webhook told of it: opened');
});

/** The lines that any state of a card has had from here on. */
function collectWords({ cards, emulator }: Systems): () => string[] {
  const lines = new Set<string>();
  onTestFinished(
    emulator.onChange(() => {
      for (const { text } of cards()) for (const line of text.split('\n')) lines.add(line);
    }),
  );
  return () => [...lines];
}

async function readRecovered({ home }: Systems): Promise<string[]> {
  const { db, close } = await openCopy(`${home}/signalbox.db`);
  try {
    return db.prepare<[], string>('SELECT why FROM task_log WHERE recovered = 1 ORDER BY id').pluck().all();
  } finally {
    close();
  }
}
