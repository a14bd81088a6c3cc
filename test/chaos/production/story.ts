import { ada } from '../../support/installation.ts';
import { until } from '../../support/until.ts';
import { readRows, type startWorld } from './drive.ts';
import { installProduction, otto, planCommit, vera, type World } from './world.ts';

export type Run = ReturnType<typeof startWorld>;

const settleMs = 60_000;

/** Two repositories. In the shop somebody else pushes on the line the first task changes, and later once more while that is staged. */
export async function installStory(): Promise<World> {
  const world = await installProduction({
    projects: [
      { name: 'shop', prefix: 'ET' },
      { name: 'blog', prefix: 'FT', health: 'command' },
    ],
  });
  planCommit(world, 'clash', 'shop');
  planCommit(world, 'push', 'shop');
  return world;
}

/**
 * Four tasks: two begin at once in two repositories, a third waits for the first and breaks production, a fourth waits for
 * the frozen repository until the release before is back and an operator has opened it. Gives what was said.
 */
export async function playStory(world: World, run: Run) {
  const begun = await begin(run);
  await run.cardSays('FT-001', /✅/);
  await run.cardSays('ET-001', /✅/);
  await run.cardSays('ET-002', /degraded/);
  const broken = await breakAndMend(world, run);
  await run.cardSays('ET-003', /✅/);
  await until('all is settled', () => isSettled(world), settleMs);
  return { ...begun, ...broken };
}

async function begin(run: Run) {
  await run.open('shop', 1, 'Meet and Greet', 'ET-001');
  await run.open('blog', 1, 'Meet others', 'FT-001');
  await run.open('shop', 2, 'Break it', 'ET-002');
  const waits = await run.cardSays('ET-002', /⏳/);
  const depends = await run.type(ada, '/deps add ET-002 ET-001', /waits for ET-001/);
  const circle = await run.type(ada, '/deps add ET-001 ET-002', /→|waits for ET-002/);
  // Not before: it must not have ended when the circle is asked for.
  run.approveAll();
  return { waits: waits.text, depends: depends.text, circle: circle.text };
}

async function breakAndMend(world: World, run: Run) {
  const broken = await world.askProduction('shop');
  await run.open('shop', 3, 'Mend it', 'ET-003');
  const waits = await run.cardSays('ET-003', /❄️/);
  const why = await run.type(ada, '/why ET-003', /ET-003/);
  const viewer = [
    await run.type(vera, '/unfreeze shop it is fine', /./),
    await run.type(vera, '/rollback ET-002', /./),
  ];
  const told = run.messages().find(({ text }) => text.includes('frozen by the release of ET-002'));
  await rollBack(world, run);
  const rolledBack = await world.askProduction('shop');
  const operator = await run.type(otto, '/unfreeze shop looked into it', /open|frozen/);
  return {
    broken,
    /** Not where Signalbox was killed while it was being sent. */
    told,
    waitsFrozen: waits.text,
    why: why.text,
    viewer: viewer.map(({ text }) => text),
    rolledBack,
    operator: operator.text,
  };
}

/** One whose command never began counts as failed, and a person presses again. */
async function rollBack(world: World, run: Run): Promise<void> {
  for (;;) {
    const before = await countEnded(world);
    await run.press(ada, 'Roll back', /ET-002/);
    await until('the rollback has ended', async () => (await countEnded(world)) > before, settleMs);
    const [last] = await readRows<{ state: string }>(
      world,
      'SELECT state FROM rollbacks ORDER BY id DESC LIMIT 1',
    );
    if (last?.state === 'done') return;
  }
}

async function countEnded(world: World): Promise<number> {
  const rows = await readRows(world, "SELECT id FROM rollbacks WHERE state IN ('done', 'failed')");
  return rows.length;
}

async function isSettled(world: World): Promise<boolean> {
  const [left] = await readRows<{ left: number }>(
    world,
    `SELECT (SELECT COUNT(*) FROM outbox WHERE state = 'pending')
          + (SELECT COUNT(*) FROM agent_runs WHERE finished_at IS NULL)
          + (SELECT COUNT(*) FROM jobs WHERE status IN ('queued', 'running'))
          + (SELECT COUNT(*) FROM tracker_messages WHERE deleted_at IS NULL)
          - (SELECT COUNT(*) FROM tasks) AS left`,
  );
  return left?.left === 0;
}
