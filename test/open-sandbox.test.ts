import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contain } from '../src/agents/containment/containment.ts';
import { probeSandbox } from '../src/agents/containment/probe-sandbox.ts';
import { openSandbox } from '../src/open-sandbox.ts';
import { load, projectLines, tempFolder } from './config/support.ts';

const path = process.env['PATH'] ?? '';
const probe = await probeSandbox(path);

/** Below no folder that is empty in a sandbox anyway. */
function createGround() {
  const top = join(import.meta.dirname, '..', 'node_modules', '.cache');
  mkdirSync(top, { recursive: true });
  return tempFolder(top);
}

describe.runIf(probe.ok)('an agent in the sandbox of an installation', () => {
  it('sees neither the repositories of the projects, nor logins of accounts, nor the database', async () => {
    const ground = createGround();
    const at = (...names: string[]) => join(ground, ...names);
    for (const folder of ['a.git', 'b.git', 'login', 'clone', 'run/tmp', 'home', 'bare']) {
      mkdirSync(at(folder), { recursive: true });
      writeFileSync(at(folder, 'inside'), 'secret');
    }
    mkdirSync(at('data'));
    const files = ['signalbox.db', 'signalbox.db-wal', 'signalbox.db.before-v1'];
    for (const file of files) writeFileSync(at('data', file), 'secret');
    const project = (name: string, repo: string) =>
      projectLines('', `name: ${name}\n    prefix: ${name.toUpperCase()}`).replace(
        /repo: .*/,
        `repo: ${repo}`,
      );
    const account = `accounts: [{ name: team, runner: codex, home: ${at('login')} }]`;
    const yaml = `projects:\n${project('aa', at('a.git'))}${project('bb', `file://${at('b.git')}`)}${account}\n`;
    const env = {
      PATH: path,
      HOME: at('operator'),
      DB_PATH: at('data', 'signalbox.db'),
      PROJECTS_FILE: at('projects.yaml'),
      AGENT_SANDBOX: 'bwrap',
    };
    const sandbox = await openSandbox(load({ yaml, env, needs: 'file', folder: ground }), env);
    const run = { clone: at('clone'), runFolder: at('run'), home: at('home'), objects: at('bare'), path };
    const [program, ...args] = contain(
      sandbox,
      ['sh', '-c', 'cd "$0" && find . -type f -size +0 | sort', ground],
      run,
    );
    const seen = execFileSync(program, args, { encoding: 'utf8' }).trim().split('\n');
    expect(seen).toEqual(['./bare/inside', './clone/inside', './home/inside', './run/tmp/inside']);
  });
});
