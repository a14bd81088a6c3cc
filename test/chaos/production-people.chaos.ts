import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRows, startWorld } from './production/drive.ts';
import { holdRollback, installProduction, otto, team, vera, type World } from './production/world.ts';

const noRole = 'This takes the role operator or one above it; yours is viewer.';

/** A group, in which a viewer sees the same buttons as an operator; the health check is a command. */
describe('in the chat of a team whose release is degraded', () => {
  let world: World;
  let run: ReturnType<typeof startWorld>;
  let good: { status: number; release: string | null };
  const frozen = /frozen by the release of FT-002/;

  beforeAll(async () => {
    world = await installProduction({
      projects: [{ name: 'blog', prefix: 'FT', health: 'command' }],
      inTeam: true,
    });
    run = startWorld(world);
    run.approveAll();
    await run.open('blog', 1, 'Write it', 'FT-001');
    await run.cardSays('FT-001', /✅/);
    good = await world.askProduction('blog');
    await run.open('blog', 2, 'Break it', 'FT-002');
    await run.says(frozen);
  }, 200_000);
  afterAll(async () => {
    await run.end();
    await world.close();
  });

  test('a command found that production answers with an error, and the notice says so', async () => {
    expect(good.status).toBe(200);
    expect(await world.askProduction('blog')).toMatchObject({ status: 500 });
    const notice = await run.says(frozen);
    expect(notice.text).toMatch(/What failed: 2 health checks in a row failed, .*500/);
  });

  test('a viewer can press neither Unfreeze nor Roll back, and type neither', async () => {
    const pressed = [
      await run.press(vera, 'Unfreeze…', /FT-002/),
      await run.press(vera, 'Roll back', /FT-002/),
    ];
    expect(pressed.map(({ text }) => text)).toEqual([noRole, noRole]);
    const typed = [
      await run.type(vera, '/unfreeze blog', /role/, { chat: team }),
      await run.type(vera, '/rollback FT-002', /role/, { chat: team }),
    ];
    expect(typed.map(({ text }) => text)).toEqual([noRole, noRole]);
    expect(await readRows(world, 'SELECT id FROM repo_freeze WHERE cleared_at IS NULL')).toHaveLength(1);
    expect(await readRows(world, 'SELECT id FROM rollbacks')).toEqual([]);
  }, 60_000);

  test('nobody can open it while it is rolled back', async () => {
    const letGo = holdRollback(world, 'blog');
    const asked = await run.type(otto, '/rollback FT-002', /roll|↩️/i, { chat: team });
    const refused = await run.type(otto, '/unfreeze blog', /rollback|open/, { chat: team });
    letGo();
    expect(asked.text).toMatch(/roll/i);
    expect(refused.text).toMatch(/a rollback of blog asked for by Otto is under way/i);
    const result = await run.says(/↩️ blog, release of FT-002: rolled back by Otto/);
    expect(result.text).toContain(`blog serves ${good.release}`);
    expect(await world.askProduction('blog')).toEqual(good);
    expect(await readRows(world, 'SELECT id FROM repo_freeze WHERE cleared_at IS NULL')).toHaveLength(1);
  }, 60_000);

  test('an operator opens it with a reason, which is kept', async () => {
    await run.press(otto, 'Unfreeze…', /FT-002/);
    const prompt = await run.says(/Why may blog go on/);
    await run.type(otto, 'the old release is back', /is open/, { chat: team, replyTo: prompt.id });
    expect(await readRows(world, 'SELECT cleared_by AS who, cleared_why AS why FROM repo_freeze')).toEqual([
      { who: 'Otto', why: 'the old release is back' },
    ]);
  }, 60_000);
});
