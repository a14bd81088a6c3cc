import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load, projectLines, projectsText, tempFolder } from './support.ts';

function projectOf(extra: string) {
  return load({ yaml: projectsText(extra) }).projects[0];
}

describe('a project', () => {
  test('with only what is needed gets every default', () => {
    const minutes = 60_000;
    const run = {
      runner: 'command',
      command: './agent.sh',
      model: null,
      effort: null,
      limitMs: 60 * minutes,
      silenceMs: 20 * minutes,
      promptFile: null,
      report: true,
      home: 'own',
    };
    expect(load().projects).toEqual([
      {
        name: 'shop',
        prefix: 'SHOP',
        repo: { key: 'shop', origin: 'https://git.example.org/acme/shop.git', defaultBranch: 'main' },
        chat: { id: 42 },
        notify: [],
        approval: null,
        tracker: null,
        forge: { kind: 'local', merge: 'merge', ci: { kind: 'none' } },
        roles: {
          analyst: run,
          architect: run,
          developer: { ...run, limitMs: 120 * minutes },
          reviewer: { ...run, limitMs: 45 * minutes },
          tester: { ...run, report: false },
          'staging-deployer': null,
          deployer: null,
        },
        rollback: null,
        repeatable: false,
        health: null,
        budget: { task: null, day: null },
        env: {},
        reworkLimit: 3,
      },
    ]);
  });

  test('staging and deploy stand for the commands of their roles', () => {
    const project = projectOf(`    staging: { command: ./stage.sh }
    deploy: { command: ./live.sh, rollback: ./back.sh, repeatable: true, health: { url: http://shop/healthz/ } }`);
    expect(project?.roles['staging-deployer']).toMatchObject({
      runner: 'command',
      command: './stage.sh',
      home: 'shared',
    });
    expect(project?.roles.deployer).toMatchObject({
      command: './live.sh',
      report: false,
      limitMs: 1_800_000,
      silenceMs: 1_200_000,
      home: 'shared',
    });
    expect(project).toMatchObject({ rollback: './back.sh', repeatable: true });
    expect(project?.health).toEqual({
      probe: { kind: 'url', url: 'http://shop/healthz/' },
      everyMs: 10_000,
      windowMs: 300_000,
      healthyAfter: null,
      degradedAfter: 3,
    });
  });

  test('the health may be looked at by a command', () => {
    const look = (more: string) => projectOf(`    deploy: { health: { command: ./look.sh${more} } }`)?.health;
    expect(look('')?.probe).toEqual({ kind: 'command', command: './look.sh', timeoutMs: 30_000 });
    expect(look(', timeout: 2m, every: 1m, window: 3m, healthyAfter: 4')).toMatchObject({
      probe: { timeoutMs: 120_000 },
      healthyAfter: 4,
    });
  });

  test('a deployer role takes the place of a deploy command', () => {
    const yaml = `projects:
  - name: shop
    prefix: SHOP
    repo: https://git.example.org/acme/shop.git
    roles:
      analyst: &run { runner: command, command: ./agent.sh }
      architect: *run
      developer: *run
      reviewer: { <<: *run, home: shared, minutes: 5, silenceMinutes: 9, model: opus, effort: high }
      tester: { <<: *run, report: true }
      staging-deployer: { runner: command, command: ./stage.sh, home: own }
      deployer: { runner: command, command: ./live.sh, minutes: 0.5 }
    deploy: { rollback: ./back.sh }`;
    const { roles, rollback } = load({ yaml }).projects[0] ?? {};
    expect(roles?.reviewer).toMatchObject({
      limitMs: 300_000,
      silenceMs: 300_000,
      model: 'opus',
      effort: 'high',
      home: 'shared',
    });
    expect(roles?.tester.report).toBe(true);
    expect(roles?.deployer).toMatchObject({
      command: './live.sh',
      limitMs: 30_000,
      silenceMs: 30_000,
      home: 'shared',
    });
    expect(roles?.['staging-deployer']).toMatchObject({ home: 'own' });
    expect(rollback).toBe('./back.sh');
  });

  test('a script is found beside the projects file', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'analyst.json'), '{}');
    const run = '{ runner: scripted, script: analyst.json }';
    const roles = ['analyst', 'architect', 'developer', 'reviewer', 'tester'].map(
      (role) => `${role}: ${run}`,
    );
    const yaml = `projects: [{ name: shop, prefix: SHOP, repo: 'git@host:acme/shop', roles: { ${roles.join(', ')} } }]`;
    const { tester } = load({ yaml, folder }).projects[0]?.roles ?? {};
    expect(tester).toMatchObject({
      runner: 'scripted',
      script: join(folder, 'analyst.json'),
      report: true,
      home: 'own',
    });
  });

  test('a tracker says one state or several', () => {
    const states = '{ start: Doing, approved: [Yes, Sure], review: Look, done: Done }';
    const yaml = projectsText(
      `    tracker: { kind: plane, workspace: acme, project: abc, states: ${states} }`,
    );
    const { tracker } = load({ yaml, env: { PLANE_WEBHOOK_SECRET: 'hook' } }).projects[0] ?? {};
    expect(tracker).toEqual({
      kind: 'plane',
      workspace: 'acme',
      project: 'abc',
      label: null,
      states: {
        start: ['Doing'],
        approved: ['Yes', 'Sure'],
        rejected: ['Rejected'],
        review: 'Look',
        done: 'Done',
        cancelled: 'Cancelled',
      },
      stages: {},
    });
  });

  test('a tracker may be a board of our own, take only what has a label, and show stages by states', () => {
    const stages = '{ development: In Development, review: Peer Review }';
    const project = projectOf(`    tracker: { kind: built-in, label: agent, stages: ${stages} }`);
    expect(project?.tracker).toEqual({
      kind: 'built-in',
      label: 'agent',
      states: {
        start: ['In Progress'],
        approved: ['Approved'],
        rejected: ['Rejected'],
        cancelled: 'Cancelled',
      },
      stages: { development: 'In Development', review: 'Peer Review' },
    });
  });

  test('a forge may run a command as its checks', () => {
    const project = projectOf('    forge: { kind: local, merge: ff, ci: { command: npm test } }');
    const ci = { kind: 'command', command: 'npm test', timeoutMs: 1_800_000 };
    expect(project?.forge).toEqual({ kind: 'local', merge: 'ff', ci });
  });

  describe('at a forge', () => {
    const tokens = { GITEA_URL: 'https://gitea', GITEA_TOKEN: 'token', GITHUB_TOKEN: 'token' };
    const forgeOf = (kind: string, more = '') => {
      const yaml = projectsText(`    forge: { kind: ${kind}, owner: Acme-1, repo: my.shop_${more} }`);
      return load({ yaml, env: tokens }).projects[0]?.forge;
    };

    test.each(['gitea', 'github'])('of kind %s waits for whatever it reports, by default', (kind) => {
      expect(forgeOf(kind)).toEqual({
        kind,
        owner: 'Acme-1',
        repo: 'my.shop_',
        merge: 'merge',
        ci: { kind: 'checks', names: [], timeoutMs: 3_600_000 },
      });
    });

    test.each([
      ['required', { kind: 'checks', names: [], timeoutMs: 3_600_000 }],
      ['none', { kind: 'none' }],
      ['{ checks: [build, "test / unit"] }', { names: ['build', 'test / unit'], timeoutMs: 3_600_000 }],
      ['{ checks: build, timeout: 90m }', { kind: 'checks', names: ['build'], timeoutMs: 5_400_000 }],
      ['{ command: npm test }', { kind: 'command', command: 'npm test', timeoutMs: 1_800_000 }],
    ])('with ci: %s', (ci, expected) => {
      expect(forgeOf('github', `, merge: squash, ci: ${ci}`)).toMatchObject({
        merge: 'squash',
        ci: expected,
      });
    });
  });

  test('variables for its commands are looked up', () => {
    const config = load({ yaml: projectsText('    env: [DEPLOY_KEY]'), env: { DEPLOY_KEY: '/key' } });
    expect(config.projects[0]?.env).toEqual({ DEPLOY_KEY: '/key' });
  });
});

test('a repository whose work tree stands on the branch to merge into is refused at once', () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'shop/.git'), { recursive: true });
  writeFileSync(join(folder, 'shop/.git/HEAD'), 'ref: refs/heads/main\n');
  const yaml = projectsText().replace(/https\S+/, 'shop');
  expect(() => load({ yaml, folder })).toThrow('expected a repository that main can be pushed to');
  writeFileSync(join(folder, 'shop/.git/config'), '[receive]\n\tdenyCurrentBranch = updateInstead\n');
  expect(() => load({ yaml, folder })).not.toThrow();
  writeFileSync(join(folder, 'shop/.git/config'), '');
  writeFileSync(join(folder, 'shop/.git/HEAD'), 'ref: refs/heads/other\n');
  expect(() => load({ yaml, folder })).not.toThrow();
});

describe('the key of a repository', () => {
  test.each([
    ['https://git.example.org/acme/shop.git', 'shop'],
    ['https://git.example.org/acme/shop/', 'shop'],
    ['git@git.example.org:acme/till.git', 'till'],
    ['git@git.example.org:till', 'till'],
    ['ssh://git@git.example.org:22/acme/my.shop', 'my.shop'],
  ])('of %s is %s', (repo, key) => {
    const yaml = projectsText().replace('https://git.example.org/acme/shop.git', repo);
    expect(load({ yaml }).projects[0]?.repo).toEqual({ key, origin: repo, defaultBranch: 'main' });
  });

  test('of a path counts from the projects file, and can be given', () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'repos/shop/.git'), { recursive: true });
    const at = (repo: string, extra = '') =>
      load({ yaml: projectsText(extra).replace(/https\S+/, repo), folder }).projects[0]?.repo;
    expect(at('repos/shop')).toEqual({
      key: 'shop',
      origin: join(folder, 'repos/shop'),
      defaultBranch: 'main',
    });
    expect(at('./repos/shop/.git')?.key).toBe('shop');
    expect(at('repos/shop', '    repoKey: till')?.key).toBe('till');
  });

  test('may be shared by projects of the same repository', () => {
    const yaml = projectsText() + projectLines('', 'name: till\n    prefix: TILL');
    expect(load({ yaml }).projects).toHaveLength(2);
  });
});

describe('people', () => {
  const yaml = (people: string) => `${projectsText()}\npeople: [${people}]`;

  test('of the environment are owners beside those of the file', () => {
    const config = load({ yaml: yaml('{ role: approver, name: Alice, telegram: 7, gitea: Alice-B }') });
    expect(config.people).toEqual([
      { role: 'approver', name: 'Alice', telegram: 7, plane: null, gitea: 'Alice-B', github: null },
      { role: 'owner', telegram: 42, plane: null, gitea: null, github: null },
    ]);
  });

  test('an owner of the environment stays one, whatever the file says', () => {
    const config = load({ yaml: yaml('{ role: viewer, telegram: 42, plane: abc }') });
    expect(config.people).toEqual([{ role: 'owner', telegram: 42, plane: 'abc', gitea: null, github: null }]);
  });

  test('without any owner it loads all the same: the first one pairs, and his chat stands in', () => {
    const config = load({ yaml: yaml('{ role: viewer, telegram: 7 }'), env: { TELEGRAM_OWNERS: '' } });
    expect(config.telegram.owners).toEqual([]);
    expect(config.projects[0]?.chat).toBeNull();
  });

  test('an owner of the file makes TELEGRAM_OWNERS unnecessary', () => {
    const config = load({ yaml: yaml('{ role: owner, telegram: 7 }'), env: { TELEGRAM_OWNERS: '' } });
    expect(config.telegram.owners).toEqual([7]);
    expect(config.projects[0]?.chat).toEqual({ id: 7 });
  });
});
