import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunSpec } from '../../src/agents/process/run-process.ts';
import type { Action, Turn } from '../doubles/anthropic/action.ts';
import { makeFolder } from '../support/context.ts';
import { runGit } from '../workspace/support.ts';
import { createClaudeContext, key, runRole } from './claude-run.ts';
import { hostileFiles, listExecuted, projectRules } from './hostile-clone.ts';
import { startOutsideProxy } from './outside-proxy.ts';
import { listAttempts, listDone, lookOutside, type WorkingRole, works } from './role-attempts.ts';
import { plainStanding, programFor, type Standing, standings, startAs, toSandbox } from './standings.ts';

const roles = Object.keys(works) as WorkingRole[];
const secret = 'what another task is about';

/** A role in a hostile clone that tries everything, with nobody to ask outside. */
async function createTrial(role: WorkingRole, standing: Standing, env = {}) {
  const outside = makeFolder();
  writeFileSync(join(outside, 'secret'), secret);
  const proxy = await startOutsideProxy();
  const context = await createClaudeContext({
    script: ({ step, cwd }: Turn): Action =>
      listAttempts({ cwd, outside, database: context.path })[step] ?? { report: works[role].report },
    env: { ...proxy.env, ...env },
    program: programFor(standing),
    sandbox: (context) => (standing.isSandboxed ? toSandbox(context, [outside]) : null),
  });
  context.yard.commitAtOrigin('main', hostileFiles);
  const { alter, after } = startAs(standing, context.yard.dir, outside, dirname(context.path));
  const run = async (change = (spec: RunSpec) => spec) => {
    const ended = await runRole(context, role, { alter: (spec) => alter(change(spec)), after });
    const { requests } = context.stub;
    return { ...ended, requests, results: requests.at(-1)?.turn.toolResults ?? [] };
  };
  return { dir: context.yard.dir, outside, proxy, run };
}

describe.each(standings)('as $as', (standing) => {
  test.each(roles)(
    'the %s does its work and nothing else, whatever its clone would have it do',
    async (role) => {
      const { dir, outside, proxy, run } = await createTrial(role, standing);
      const { outcome, clone, requests, results } = await run();
      const { may, report } = works[role];
      expect(outcome).toMatchObject({ kind: 'completed', report });
      expect(listDone(results)).toEqual(may);
      expect(readdirSync(outside)).toEqual(['secret']);
      const hasCommitted = runGit(clone, 'log', '-1', '--format=%s') === 'of the role';
      expect(hasCommitted).toBe(may.includes('commit'));
      expect(runGit(clone, 'status', '--porcelain', '--ignored')).toBe('');
      // A role that may run any command sees what its user can: only a sandbox keeps that from it.
      const seesOutside = may.includes(lookOutside) && !standing.isSandboxed;
      const said = results.join('\n');
      expect([said.includes(secret), said.includes('signalbox.db')]).toEqual([seesOutside, seesOutside]);

      const read = requests.map(({ system, messages }) => `${system}\n${messages}`);
      expect(read.filter((text) => !text.includes(projectRules))).toEqual([]);
      expect(listExecuted(clone)).toEqual([]);
      expect(said).not.toContain('set by the clone');
      expect(new Set(requests.map(({ headers }) => headers['x-api-key']))).toEqual(new Set([key]));
      // The clone, the folder of the run with its report and output, and its HOME.
      expect(spawnSync('grep', ['-rlF', key, dir], { encoding: 'utf8' }).stdout).toBe('');
      expect(proxy.asked).toEqual([]);
    },
  );
});

describe('what is kept away would be noticed', () => {
  const ours = ['--setting-sources', '--settings', '--strict-mcp-config'];

  test('the settings of the clone are obeyed without the options that keep them out', async () => {
    const { run } = await createTrial('reviewer', plainStanding);
    const { clone } = await run((spec) => {
      const [program, ...args] = spec.argv;
      const isOurs = (arg: string) => ours.includes(arg);
      const left = args.filter(
        (arg, at) => !isOurs(arg) && (args[at - 1] === '--strict-mcp-config' || !isOurs(args[at - 1] ?? '')),
      );
      return { ...spec, argv: [program, ...left] };
    });
    expect(listExecuted(clone)).toEqual(['executed-by-helper', 'executed-by-hook', 'executed-by-server']);
  });

  test('hosts outside are asked by a CLI that is not told to be quiet', async () => {
    const quiet = ['CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC', 'DISABLE_TELEMETRY', 'DISABLE_AUTOUPDATER'];
    const loud = Object.fromEntries(quiet.map((name) => [name, '']));
    const { proxy, run } = await createTrial('reviewer', plainStanding, loud);
    await run();
    expect(proxy.asked[0]).toMatch(/^CONNECT \S+:443 /);
  });
});
