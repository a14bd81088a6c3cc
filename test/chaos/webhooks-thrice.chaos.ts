import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { readEnding } from '../scenarios/drive.ts';
import { deliver, driveOnBoard, installSystems, type Systems } from '../scenarios/real-systems.ts';
import { until } from '../support/until.ts';

/** Looking is put off beyond the test, so what moves here was told by webhooks. */
const never = 3600;

async function endedBy(spellings: 'one' | 'both', way: 'once' | 'thrice'): Promise<Ended> {
  const systems = await installSystems({ reconcileSeconds: never, spellings });
  onTestFinished(() => systems.close());
  const running = await systems.start();
  const statuses: Promise<number>[] = [];
  const doors = { open: true };
  const random = createRandom(7);
  const post = async (path: string, body: string, headers: Record<string, string>, delayMs: number) => {
    await sleep(delayMs);
    return deliver(running, path, body, { ...headers, ...freshId(headers) });
  };
  systems.deliverBy((path, body, headers) => {
    if (!doors.open) return;
    const delays = way === 'once' ? [0] : [random(), random(), random()];
    statuses.push(...delays.map((delayMs) => post(path, body, headers, delayMs)));
  });
  const { id } = systems.plane.createItem({ title: 'Größe & <retry>' });
  systems.plane.moveItem(id, 'In Progress');
  await driveOnBoard(systems, id);
  await until('the board says Done', () => systems.plane.see(id).state === 'Done');
  doors.open = false;
  expect(new Set(await Promise.all(statuses))).toEqual(new Set([202]));
  await running.stop();
  return {
    ...(await readEnding(systems)),
    notes: systems.notes(),
    state: systems.plane.see(id).state,
    systems,
  };
}

type Ended = Awaited<ReturnType<typeof readEnding>> & { notes: string[]; state: string; systems: Systems };

test('webhooks delivered three times, out of order and in both spellings, move a task as one clean delivery does', {
  timeout: 240_000,
}, async () => {
  const [clean, repeated] = await Promise.all([endedBy('one', 'once'), endedBy('both', 'thrice')]);
  expect(clean).toMatchObject({ tasks: 1, stages: ['done'], state: 'Done', openCards: 1, merges: 1 });
  expect({ ...repeated, systems: null }).toEqual({ ...clean, systems: null });
});

/** Every attempt of Plane, and every replay of Gitea, has an id of its own. */
function freshId(headers: Record<string, string>): Record<string, string> {
  const names = ['x-plane-delivery', 'x-gitea-delivery'].filter((name) => name in headers);
  return Object.fromEntries(names.map((name) => [name, crypto.randomUUID()]));
}

/** Delays of up to 600 ms, the same at every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state % 600;
  };
}
