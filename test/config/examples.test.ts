import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { variableNames } from '../../src/config/variables.ts';
import { loadConfig } from '../../src/config.ts';
import { load, tempFolder } from './support.ts';

const root = new URL('../../', import.meta.url);
const fileNamed = (name: string) => readFileSync(new URL(name, root), 'utf8');

/** What the example's tracker, forge, deploy and accounts need of the environment. */
const needed = {
  PLANE_WEBHOOK_SECRET: 'hook',
  GITEA_URL: 'https://git.example.org',
  GITEA_TOKEN: 'token',
  DEPLOY_KEY_FILE: 'key',
  ANTHROPIC_API_KEY: 'key',
  CLAUDE_CODE_OAUTH_TOKEN: 'token',
};

test('projects.example.yaml loads', () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'claude'), '', { mode: 0o755 });
  const config = loadConfig({
    TELEGRAM_BOT_TOKEN: '1:a',
    TELEGRAM_OWNERS: '42',
    ...needed,
    PATH: folder,
    PROJECTS_FILE: new URL('projects.example.yaml', root).pathname,
  });
  expect(config.projects.map(({ name }) => name)).toEqual(['shop']);
  expect(config.accounts.map(({ name }) => name)).toEqual(['team', 'reviews']);
  expect(config.dayBudgetUsd).toBe(80);
});

test('what projects.example.yaml has as a comment is right as well', () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'homes/codex'), { recursive: true });
  for (const name of ['claude', 'codex']) writeFileSync(join(folder, name), '', { mode: 0o755 });
  const yaml = fileNamed('projects.example.yaml')
    .replace(/ +reviewer: .*\n( +)# (?=reviewer:)/, '$1')
    .replace(/# (?=- \{ name: codex)/, '')
    .replace('/opt/codex/bin/codex', './codex');
  const { projects, accounts } = load({ yaml, env: { ...needed, PATH: folder }, folder });
  expect(projects[0]?.roles.reviewer).toMatchObject({ runner: 'codex', account: 'codex' });
  expect(accounts.at(-1)).toMatchObject({ homeTemplate: join(folder, 'homes/codex') });
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
