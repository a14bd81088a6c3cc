import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agentEnvironment } from '../../src/agents/agent-environment.ts';

const packageFolder = resolve(import.meta.dirname, '..', '..');

function pathOf(...entries: string[]): string | undefined {
  return agentEnvironment({ PATH: entries.join(':') }, {})['PATH'];
}

describe('the environment of an agent', () => {
  it('has the basics of ours, and no secret or setting of ours', () => {
    const ours = {
      HOME: '/home/me',
      LANG: 'C.UTF-8',
      LC_ALL: 'C',
      TZ: 'UTC',
      TMPDIR: undefined,
      PATH: '/usr/bin',
      TELEGRAM_BOT_TOKEN: 'secret',
      PLANE_API_KEY: 'secret',
      GITEA_TOKEN: 'secret',
      SIGNALBOX_RUN: 'outer',
      npm_config_cache: 'x',
      NODE_OPTIONS: '--inspect',
      ANTHROPIC_API_KEY: 'secret',
    };
    expect(agentEnvironment(ours, { SIGNALBOX_RUN: 'run-1', ANTHROPIC_API_KEY: 'given' })).toEqual({
      HOME: '/home/me',
      LANG: 'C.UTF-8',
      LC_ALL: 'C',
      TZ: 'UTC',
      PATH: '/usr/bin',
      SIGNALBOX_RUN: 'run-1',
      ANTHROPIC_API_KEY: 'given',
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
    expect(agentEnvironment({}, {})).toEqual({ PATH: '/usr/local/bin:/usr/bin:/bin' });
  });
});
