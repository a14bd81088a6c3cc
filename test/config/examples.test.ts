import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { variableNames } from '../../src/config/variables.ts';
import { loadConfig } from '../../src/config.ts';

const root = new URL('../../', import.meta.url);
const fileNamed = (name: string) => readFileSync(new URL(name, root), 'utf8');

test('projects.example.yaml loads', () => {
  const config = loadConfig({
    TELEGRAM_BOT_TOKEN: '1:a',
    TELEGRAM_OWNERS: '42',
    PLANE_WEBHOOK_SECRET: 'hook',
    GITEA_URL: 'https://git.example.org',
    GITEA_TOKEN: 'token',
    DEPLOY_KEY_FILE: 'key',
    PROJECTS_FILE: new URL('projects.example.yaml', root).pathname,
  });
  expect(config.projects.map(({ name }) => name)).toEqual(['shop']);
});

test('.env.example names each variable once, empty, under a line that explains it', () => {
  const lines = fileNamed('.env.example').split('\n');
  const names = lines.filter((line) => /^[A-Z]/.test(line)).map((line) => /^(\w+)=$/.exec(line)?.[1]);
  expect(new Set(names)).toEqual(new Set(variableNames));
  expect(names).toHaveLength(variableNames.length);
  const unexplained = lines.filter(
    (line, index) => /^[A-Z]/.test(line) && !lines[index - 1]?.startsWith('# '),
  );
  expect(unexplained).toEqual([]);
});

test('.env.example tells the defaults that hold', () => {
  const text = fileNamed('.env.example');
  const settings = [...text.matchAll(/Default: (?!none|all)(\S+)\n(\w+)=/g)];
  const env = Object.fromEntries(settings.map(([, value, name]) => [name, value]));
  expect(settings.length).toBeGreaterThan(10);
  const nowhere = { PROJECTS_FILE: '/nowhere/projects.yaml' };
  expect(loadConfig({ ...env, ...nowhere }, { needs: 'file' })).toEqual(
    loadConfig(nowhere, { needs: 'file' }),
  );
});

test('.env.example says which variables belong to a later version', () => {
  const text = fileNamed('.env.example');
  const later = [...text.matchAll(/# Later version: .*\n(\w+)=/g)].map(([, name]) => name);
  expect(later).toEqual(['TELEGRAM_WEBHOOK_URL', 'TELEGRAM_WEBHOOK_SECRET']);
});
