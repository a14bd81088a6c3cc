import { expect, onTestFinished, test } from 'vitest';
import { installWithPlane } from '../scenarios/real-systems.ts';
import { ada } from '../support/installation.ts';
import { until } from '../support/until.ts';
import { readRows, startWorld } from './production/drive.ts';
import { installProduction, type ProductionPlan, readNotes } from './production/world.ts';

const both = [
  { name: 'busy', prefix: 'BT' },
  { name: 'quiet', prefix: 'QT' },
] as const;

async function start(plan: ProductionPlan) {
  const world = await installProduction(plan);
  const run = startWorld(world);
  onTestFinished(async () => {
    await run.end();
    await world.close();
  });
  return { world, run };
}

test('a project with many tasks leaves a slot to another where MAX_PER_PROJECT says so', {
  timeout: 120_000,
}, async () => {
  const env = { MAX_CONCURRENCY: '2', MAX_PER_PROJECT: '1', SERIAL_GATE_ENABLED: 'false' };
  const { world, run } = await start({ projects: both, env });
  await run.open('busy', 1, 'Meet and work', 'BT-001');
  await run.open('busy', 2, 'Wait for them', 'BT-002');
  await run.open('busy', 3, 'Wait for them', 'BT-003');
  const waits = await run.cardSays('BT-002', /⏳/);
  expect(waits.text).toMatch(/busy/);
  // Those of the busy project end only when this one has come: with both slots theirs it never could.
  await run.open('quiet', 1, 'Meet and work', 'QT-001');
  await until('all analysts have ended', () => readEnds('analyst').length === 4, 60_000);
  expect(readEnds('analyst').map(({ task }) => task)).toContain('QT-001');
  expect(countMost('busy')).toBe(1);

  function readEnds(role: string) {
    return readNotes(world).filter(({ word, what }) => word === 'end' && what === role);
  }
  /** How many of a project were at work at one time. */
  function countMost(name: string): number {
    let now = 0;
    return readNotes(world)
      .filter(({ project, task }) => project === name && task !== '-')
      .reduce((most, { word }) => {
        if (word === 'begin') now += 1;
        if (word === 'end') now -= 1;
        return Math.max(most, now);
      }, 0);
  }
});

test('on a single slot every project has its turn: no job begins before an older one that may', {
  timeout: 180_000,
}, async () => {
  const env = { MAX_CONCURRENCY: '1', SERIAL_GATE_ENABLED: 'false' };
  const { world, run } = await start({ projects: both, env });
  run.approveAll();
  const tasks = ['BT-001', 'BT-002', 'BT-003'];
  for (const [index, task] of tasks.entries()) await run.open('busy', index + 1, 'Write it', task);
  await run.open('quiet', 1, 'Write it', 'QT-001');
  await run.cardSays('QT-001', /✅/);
  const begun = await readRows<{ id: number }>(
    world,
    'SELECT id FROM jobs WHERE started_at IS NOT NULL ORDER BY started_at',
  );
  expect(begun.map(({ id }) => id)).toEqual(begun.map(({ id }) => id).toSorted((one, other) => one - other));
  // The quiet one did not have to wait until others had ended.
  const order = readNotes(world).map(({ word, what, task }) => `${word} ${what} ${task}`);
  const first = order.indexOf('begin deploy BT-001');
  expect(order.slice(0, first)).toContain('end analyst QT-001');
});

test('a circle that Plane has among its items is refused and spelled out, and the rest goes on', {
  timeout: 120_000,
}, async () => {
  const systems = await installWithPlane(
    async () => ({ forge: '{ kind: local }', ada: 'gitea: ada', env: {}, close: async () => {} }),
    { reconcileSeconds: 1 },
  );
  onTestFinished(() => systems.close());
  const { plane, emulator } = systems;
  const running = await systems.start();
  plane.sendTo(`${running.url}/webhooks/plane`);
  const [one, two, three] = ['One', 'Two', 'Three'].map((title) => plane.createItem({ title }));
  if (one === undefined || two === undefined || three === undefined) throw new Error('no items');
  plane.block(one.id, two.id);
  plane.block(two.id, three.id);
  plane.block(three.id, one.id);
  const card = (task: string) =>
    emulator.messages(ada.id).findLast(({ fromBot, text }) => fromBot && text.startsWith(`${task} `))?.text ??
    '';
  for (const [index, { id }] of [one, two, three].entries()) {
    plane.moveItem(id, 'In Progress');
    await until('it has a card', () => card(`ET-00${index + 1}`));
  }
  const states = () => [one, two, three].map(({ id }) => plane.see(id).state);
  // Which of the three depends on nobody is a matter of which was looked up last.
  await until('one of them asks for approval', () => states().includes('Needs Review'), 60_000);
  const refused = () =>
    readRows<{ why: string }>(systems, "SELECT why FROM task_log WHERE why LIKE 'cannot depend on %'");
  await until('the circle is refused', async () => (await refused()).length > 0);
  const waiting = () =>
    ['ET-001', 'ET-002', 'ET-003'].filter((task) => /It depends on ET-00\d/.test(card(task)));
  await until('the other two say whom they wait for', () => waiting().length === 2);
  const log = await refused();
  await running.stop();
  expect(log.map(({ why }) => why)).toEqual([expect.stringMatching(/(ET-00\d) → ET-00\d → ET-00\d → \1/)]);
  expect(states().toSorted()).toEqual(['In Progress', 'In Progress', 'Needs Review']);
});
