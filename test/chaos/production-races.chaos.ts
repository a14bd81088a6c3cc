import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runGit } from '../workspace/support.ts';
import { startWorld } from './production/drive.ts';
import { startGiteas } from './production/forges.ts';
import { installProduction, originOf, planCommit, readNotes, type World } from './production/world.ts';

const styles = ['merge', 'squash', 'ff'] as const;
const local = styles.map((style) => ({ name: `l-${style}`, kind: 'local', style }));
const remote = styles.map((style) => ({ name: `g-${style}`, kind: 'gitea', style }));
const ways = [...local, ...remote];

/** By Gitea's own merge, which names the head and not the base: between our look and its merge there is always a moment. */
const merged = remote.filter(({ style }) => style !== 'ff');

const pushes = join(import.meta.dirname, 'production/programs/push.sh');

async function installForges(): Promise<World> {
  return installProduction({
    projects: ways.map(({ name, kind, style }, index) => ({
      name,
      prefix: `T${index}`,
      forge: (ci) =>
        kind === 'local'
          ? `{ kind: local, merge: ${style}, ci: ${ci} }`
          : `{ kind: gitea, owner: acme, repo: ${name}, merge: ${style}, ci: ${ci} }`,
    })),
    env: { MAX_CONCURRENCY: '6', RECONCILE_SECONDS: '1' },
    beside: async (home) => {
      const origins = Object.fromEntries(remote.map(({ name }) => [name, originOf(home, name)]));
      const gitea = await startGiteas(origins, (name) => {
        execFileSync('sh', [pushes, originOf(home, name), 'at-the-merge.txt']);
      });
      return { env: { GITEA_URL: gitea.url, GITEA_TOKEN: gitea.token }, close: gitea.close };
    },
  });
}

describe('a commit that somebody else pushes between CI and merge', () => {
  let world: World;
  let run: ReturnType<typeof startWorld>;
  const ofOrigin = (name: string, ...args: string[]) => runGit(world.originOf(name), ...args);
  /** The trees that a check of this kind saw in the project. */
  const tested = (name: string, kind: 'ci' | 'staging') =>
    readNotes(world)
      .filter(({ word, what, project }) => word === 'tested' && project === name && what.endsWith(` ${kind}`))
      .map(({ what }) => what.split(' ')[0]);
  const deployed = (name: string) =>
    readNotes(world)
      .filter(({ word, project }) => word === 'live' && project === name)
      .map(({ what }) => what);

  beforeAll(async () => {
    world = await installForges();
    for (const { name } of ways) planCommit(world, 'push', name);
    run = startWorld(world);
    run.approveAll();
    await Promise.all(ways.map(({ name }, index) => run.open(name, 1, 'Write it', `T${index}-001`)));
    await Promise.all(ways.map((_, index) => run.cardSays(`T${index}-001`, /✅/)));
  }, 180_000);
  afterAll(async () => {
    await run.end();
    await world.close();
  });

  test.each(ways)('is in what is tested before $kind lands by $style', ({ name }) => {
    const [commit = '', ...again] = deployed(name);
    expect(again).toEqual([]);
    const tree = ofOrigin(name, 'rev-parse', `${commit}^{tree}`);
    expect(tested(name, 'ci')).toContain(tree);
    expect(tested(name, 'staging')).toContain(tree);
    // The one that was tested before it came did not land.
    expect(new Set(tested(name, 'staging')).size).toBeGreaterThan(1);
    expect(ofOrigin(name, 'ls-tree', '--name-only', commit)).toContain(`elsewhere-${name}.txt`);
    expect(ofOrigin(name, 'rev-parse', 'main')).toBe(commit);
  });

  test.each(merged)('even in the middle of a $style of Gitea is tested before it is deployed', ({ name }) => {
    const [commit = ''] = deployed(name);
    expect(ofOrigin(name, 'ls-tree', '--name-only', commit)).toContain('at-the-merge.txt');
  });
});
