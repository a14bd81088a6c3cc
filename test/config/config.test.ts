import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config.ts';
import { botToken, faultsOf, load, projectsText, tempFolder } from './support.ts';

test('one error lists everything that is wrong, the environment first, then the file from top to bottom', () => {
  const yaml = `projects:
  - name: shop
    colour: red
    repo: https://git.example.org/acme/shop.git
    deploy:
      command: ./live.sh
      health:
        url: https://shop.example.org
        every: soon
people:
  - role: king
    telegram: 7
`;
  const env = { TELEGRAM_OWNERS: '', HTTP_PORT: 'web' };
  const faults = faultsOf({ yaml, env });
  expect(faults.map((fault) => fault.split(': ')[0])).toEqual([
    'HTTP_PORT',
    'projects.yaml:2 projects[0].prefix',
    'projects.yaml:2 projects[0].roles',
    'projects.yaml:3 projects[0].colour',
    'projects.yaml:9 projects[0].deploy.health.every',
    'projects.yaml:11 people[0].role',
  ]);
  expect(faults[4]).toContain('expected a duration such as 10s, 5m or 1h, at most 168h, got "soon"');
  expect(new ConfigError(['a: x', 'b: y']).message).toBe('the configuration has 2 faults:\n- a: x\n- b: y');
});

test('a configuration is frozen to its last part', () => {
  const config = load({ yaml: projectsText('    env: [KEY]'), env: { KEY: 'x' } });
  expect(() => config.telegram.owners.push(1)).toThrow(TypeError);
  expect(listOpenParts(config)).toEqual([]);
});

test('no secret is ever in a message', () => {
  const secret = 'correct-horse-battery';
  const yaml = projectsText()
    .replace('SHOP', secret)
    .replace('https://', 'ssh://al:hunter2@')
    .replace('/shop', '/@');
  const env = {
    TELEGRAM_BOT_TOKEN: `token ${secret}`,
    TELEGRAM_OWNERS: botToken,
    PLANE_WEBHOOK_SECRET: `a,b,${secret}`,
    GITEA_TOKEN: `${secret},old-secret`,
    PLANE_API_KEY: 'plane-key',
    PLANE_URL: 'ftp://al:hunter2@plane',
    LOG_LEVEL: 'old-secret',
  };
  const faults = faultsOf({ yaml, env });
  expect(faults).toHaveLength(7);
  expect(faults.join('\n')).not.toMatch(/correct-horse|hunter2|old-secret|AbCdEf/);
  expect(faults).toContain(
    'PLANE_URL: expected an address that starts with http:// or https://, without a user or a query, got "ftp://***@plane"',
  );
});

test.each([
  'HTTP_TOKEN',
  'PLANE_API_KEY',
  'PLANE_WEBHOOK_SECRET',
  'GITEA_TOKEN',
  'GITEA_WEBHOOK_SECRET',
  'GITHUB_TOKEN',
  'GITHUB_WEBHOOK_SECRET',
  'HEALTH_WEBHOOK_SECRET',
])('what %s holds is not shown where it was put into a wrong place', (name) => {
  const env = { [name]: 'next-secret, last-secret', LOG_LEVEL: 'last-secret' };
  const faults = faultsOf({ env, needs: 'file' });
  expect(faults).toEqual(['LOG_LEVEL: expected debug, info, warn, error or silent, got "***"']);
});

describe('the file', () => {
  const service = { TELEGRAM_BOT_TOKEN: botToken, TELEGRAM_OWNERS: '42' };

  test('that is missing is named, with what to copy', () => {
    const path = join(tempFolder(), 'projects.yaml');
    expect(() => loadConfig({ ...service, PROJECTS_FILE: path })).toThrow(
      `PROJECTS_FILE: no file at ${path}; start from a copy of projects.example.yaml`,
    );
    expect(loadConfig({ PROJECTS_FILE: path }, { needs: 'file' }).projects).toEqual([]);
  });

  test('that cannot be read is named with the reason', () => {
    const path = join(tempFolder(), 'projects.yaml');
    mkdirSync(path);
    expect(() => loadConfig({ ...service, PROJECTS_FILE: path })).toThrow(`could not read ${path}: EISDIR`);
  });

  test.each([
    ['', '1 projects: expected a list of at least one project, got none'],
    ['# nothing\n', '1 projects: expected a list of at least one project, got none'],
    ['people: []\nprojects: []', '2 projects: expected a list of at least one project, got none'],
    ['projects: shop', '1 projects: expected a list, got "shop"'],
    ['- shop', '1 expected a mapping with projects, people, accounts, budget, prices, got a list'],
    ['projects:\n  - shop', '2 projects[0]: expected a mapping with name, prefix, repo, '],
    ['projects:\n  - name: [shop\n', '3 not valid YAML: Flow sequence'],
    ['people: []\nprojects: *none', '1 not valid YAML: Unresolved alias'],
  ])('that holds %j is no projects file', (yaml, fault) => {
    expect(faultsOf({ yaml })[0]).toContain(`projects.yaml:${fault}`);
  });

  test('that gives a key twice is read on', () => {
    const yaml = projectsText('    name: again\n    reworkLimit: many');
    expect(faultsOf({ yaml })).toEqual([
      'projects.yaml:6 the key name is given twice in one mapping',
      'projects.yaml:7 projects[0].reworkLimit: expected a whole number from 0 up, got "many"',
    ]);
  });

  test('may have keys that are like no other', () => {
    expect(faultsOf({ yaml: `${projectsText()}zebra: 1` })).toEqual([
      'projects.yaml:6 zebra: unknown key; known are projects, people, accounts, budget, prices',
    ]);
  });
});

function listOpenParts(value: unknown, path = 'config'): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([key, part]) => listOpenParts(part, `${path}.${key}`));
  return Object.isFrozen(value) ? inside : [path, ...inside];
}
