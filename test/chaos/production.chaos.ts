import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ada } from '../support/installation.ts';
import { until } from '../support/until.ts';
import { startWorld } from './production/drive.ts';
import { readEnding } from './production/ending.ts';
import { installStory, playStory } from './production/story.ts';
import { readNotes, team, type World } from './production/world.ts';

/** Real git, a production that answers over HTTP, deliveries of Plane, presses and words in the chat; nobody is killed. */
describe('the way to production of four tasks in two repositories', () => {
  let world: World;
  let run: ReturnType<typeof startWorld>;
  let said: Awaited<ReturnType<typeof playStory>>;
  let ending: Awaited<ReturnType<typeof readEnding>>;
  const wordsIn = (chat: number) => run.messages(chat).map(({ text }) => text);

  beforeAll(async () => {
    world = await installStory();
    run = startWorld(world);
    said = await playStory(world, run);
    ending = await readEnding(world);
  }, 300_000);
  afterAll(async () => {
    await run.end();
    await world.close();
  });

  test('takes those of one repository one after the other, and says whom the next one waits for', () => {
    expect(ending.trains).toEqual({ blog: ['FT-001'], shop: ['ET-001', 'ET-002', 'ET-003'] });
    expect(said.waits).toContain('shop takes one task at a time, and ET-001 is on its way');
  });

  test('takes those of two repositories at once', () => {
    const analysts = readNotes(world).filter(({ what }) => what === 'analyst');
    // Each of the two ends only when the other has begun.
    expect(analysts.slice(0, 4).map(({ word, task }) => `${word} ${task}`)).toEqual([
      expect.stringMatching(/^begin/),
      expect.stringMatching(/^begin/),
      expect.stringMatching(/^end/),
      expect.stringMatching(/^end/),
    ]);
  });

  test('refuses a circle of dependencies and spells it out', () => {
    expect(said.depends).toBe('ET-002 waits for ET-001 now.');
    expect(said.circle).toBe('Refused, they would wait for each other: ET-001 → ET-002 → ET-001');
    expect(ending.dependencies).toHaveLength(1);
  });

  test('gives a conflict back to the developer with the conflicting lines, and lands what he makes of it', async () => {
    const prompt = readFileSync(`${world.home}/conflict-ET-001.md`, 'utf8');
    expect(prompt).toMatch(/\+<{7}[^]*Hello from ET-001[^]*\+={7}[^]*\+Hello from somebody[^]*\+>{7}/);
    expect(ending.moves['ET-001']?.filter((move) => move === 'development/work')).toHaveLength(2);
    expect(readFileSync(`${world.releaseOf('shop', said.rolledBack.release)}/greeting.txt`, 'utf8')).toBe(
      'Hello from ET-001\nHello from somebody\n',
    );
  });

  test('lands each change once, and tests again what somebody pushed to the default branch meanwhile', () => {
    expect(ending.merges).toHaveLength(4);
    expect(ending.moves['ET-001']?.filter((move) => move === 'deploy/merge')).toHaveLength(2);
    expect(ending.releases).toEqual([
      'deploy ET-001',
      'deploy ET-002',
      'deploy ET-003',
      'deploy FT-001',
      'rollback ET-002',
    ]);
  });

  test('freezes a repository whose release is degraded, loudly, and says why the next task waits', () => {
    expect(said.broken.status).toBe(500);
    expect(said.told).toMatchObject({ fromBot: true, silent: false });
    expect(said.told?.buttons.flat().map(({ text }) => text)).toEqual(['Unfreeze…', 'Roll back']);
    expect(said.told?.text).toMatch(
      /What failed: 2 health checks in a row failed, .* answered 500\nTask: ET-002 Break it\n/,
    );
    expect(said.told?.text).toMatch(/Commits: \w{8}\.\.\w{8} [^]*Last lines:\nshop serves /);
    expect(wordsIn(team)).toContainEqual(
      expect.stringMatching(/shop is frozen by ET-002 Break it: .*answered 500/),
    );
    expect(said.waitsFrozen).toMatch(/❄️ shop is frozen by ET-002: .* health checks in a row failed/);
    expect(said.why).toMatch(
      /shop is frozen by ET-002: .*answered 500[^]*Goes on when a person unfreezes it/,
    );
  });

  test('lets no viewer open it', () => {
    expect(said.viewer).toEqual([
      'This takes the role operator or one above it; yours is viewer.',
      'This takes the role operator or one above it; yours is viewer.',
    ]);
  });

  test('has the release before back in production when it is rolled back', async () => {
    expect(said.rolledBack).toEqual({
      status: 200,
      release: expect.not.stringMatching(said.broken.release ?? ''),
    });
    expect(ending.rolledBack).toEqual([{ task: 'ET-002' }]);
    const result = /↩️ shop, release of ET-002: rolled back by Ada .*\nshop serves (\w+)/;
    // Without a sound, and so behind what calls people.
    await until('the result is told', () => wordsIn(ada.id).some((words) => result.test(words)));
  });

  test('goes on when an operator has opened it, and remembers who did it and why', async () => {
    expect(said.operator).toBe('shop is open again.');
    expect(ending.freezes).toEqual([
      {
        repo: 'shop',
        task: 'ET-002',
        by: null,
        cleared: 1,
        clearedBy: 'Otto',
        clearedWhy: 'looked into it',
      },
    ]);
    expect(ending.deployments).toEqual([
      { task: 'FT-001', state: 'healthy' },
      { task: 'ET-001', state: 'healthy' },
      { task: 'ET-002', state: 'degraded' },
      { task: 'ET-003', state: 'healthy' },
    ]);
    expect(await world.askProduction('shop')).toMatchObject({ status: 200 });
  });

  test('leaves nothing behind', () => {
    expect(ending).toMatchObject({ locks: [], pending: [], runs: [], jobs: [], overlaps: [] });
    expect(ending.tasks.map(({ stage }) => stage)).toEqual(['done', 'done', 'done', 'done']);
  });
});
