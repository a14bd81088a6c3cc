import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agentEnvironment } from '../../../src/agents/containment/agent-environment.ts';

const packageFolder = resolve(import.meta.dirname, '..', '..', '..');

const shared = { homePath: null, tempPath: '/runs/run-1/tmp', extra: {} };
const always = { TMPDIR: '/runs/run-1/tmp', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };

function pathOf(...entries: string[]): string | undefined {
  return agentEnvironment({ PATH: entries.join(':') }, shared)['PATH'];
}

describe('the environment of an agent', () => {
  it('has the basics of ours, and no secret or setting of ours', () => {
    const ours = {
      HOME: '/home/me',
      LANG: 'C.UTF-8',
      LC_ALL: 'C',
      TZ: 'UTC',
      SHELL: undefined,
      TMPDIR: '/tmp/ours',
      XDG_CONFIG_HOME: '/home/me/.config',
      PATH: '/usr/bin',
      TELEGRAM_BOT_TOKEN: 'secret',
      PLANE_API_KEY: 'secret',
      PLANE_WEBHOOK_SECRET: 'secret',
      GITEA_TOKEN: 'secret',
      GITHUB_TOKEN: 'secret',
      HTTP_TOKEN: 'secret',
      DB_PATH: '/data/signalbox.db',
      GIT_CONFIG_COUNT: '1',
      SIGNALBOX_RUN: 'outer',
      npm_config_cache: 'x',
      NODE_OPTIONS: '--inspect',
      ANTHROPIC_API_KEY: 'secret',
    };
    const extra = { SIGNALBOX_RUN: 'run-1', ANTHROPIC_API_KEY: 'given' };
    expect(agentEnvironment(ours, { ...shared, extra })).toEqual({
      ...always,
      HOME: '/home/me',
      LANG: 'C.UTF-8',
      LC_ALL: 'C',
      TZ: 'UTC',
      PATH: '/usr/bin',
      SIGNALBOX_RUN: 'run-1',
      ANTHROPIC_API_KEY: 'given',
    });
  });

  it('leads to the HOME of the run, where it has one', () => {
    const ours = { HOME: '/home/me', PATH: '/usr/bin', XDG_CACHE_HOME: '/home/me/.cache' };
    expect(agentEnvironment(ours, { ...shared, homePath: '/homes/7' })).toEqual({
      ...always,
      PATH: '/usr/bin',
      HOME: '/homes/7',
      XDG_CONFIG_HOME: '/homes/7/.config',
      XDG_CACHE_HOME: '/homes/7/.cache',
      XDG_DATA_HOME: '/homes/7/.local/share',
      XDG_STATE_HOME: '/homes/7/.local/state',
    });
  });

  it('has a path without what npm added for us, and with all the rest', () => {
    const ofNpm = [
      join(packageFolder, 'node_modules', '.bin'),
      `${join(packageFolder, 'node_modules', '.bin')}/`,
      join(packageFolder, 'bin'),
      join(dirname(packageFolder), 'node_modules', '.bin'),
      '/node_modules/.bin',
      '/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin',
    ];
    const kept = ['/opt/tool/node_modules/.bin', `${packageFolder}-other/bin`, '/usr/local/bin', '/usr/bin'];
    expect(pathOf(...ofNpm, ...kept)).toBe(kept.join(':'));
  });

  it('has a path without relative entries, which would name the clone, and never an empty one', () => {
    expect(pathOf('', '.', 'bin', '/usr/bin')).toBe('/usr/bin');
    expect(agentEnvironment({}, shared)).toEqual({ ...always, PATH: '/usr/local/bin:/usr/bin:/bin' });
  });
});
