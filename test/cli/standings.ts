import { execFileSync } from 'node:child_process';
import { chmodSync, constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, inject } from 'vitest';
import type { SandboxSettings } from '../../src/agents/containment/containment.ts';
import { probeSandbox } from '../../src/agents/containment/probe-sandbox.ts';
import type { RunSpec } from '../../src/agents/process/run-process.ts';
import type { TestRunContext } from '../workflow/run-context.ts';

/** Who a run is on this machine: `uid` is null for whoever runs the tests. */
export type Standing = { as: string; uid: number | null; isSandboxed: boolean };

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const probe = await probeSandbox(process.env['PATH'] ?? '');

if (!isRoot) console.warn('LEFT OUT: agents as another user, which only root can start');
if (!probe.ok) console.warn(`LEFT OUT: agents in a sandbox, for ${probe.why}`);

export const plainStanding: Standing = {
  as: isRoot ? 'root' : 'this user',
  uid: null,
  isSandboxed: false,
};

const others: readonly Standing[] = isRoot ? [{ ...plainStanding, as: 'another user', uid: nobody }] : [];

export const standings: readonly Standing[] = [plainStanding, ...others].flatMap((one) =>
  probe.ok ? [one, { ...one, as: `${one.as} in a sandbox`, isSandboxed: true }] : [one],
);

/** As Signalbox shuts its runs in: what it keeps, other tasks and the operator's HOME are hidden. */
export function toSandbox(context: TestRunContext, hidden: readonly string[] = []): SandboxSettings | null {
  if (!probe.ok) return null;
  const { yard, runsDir, path } = context;
  const kept = [join(yard.dir, 'work space'), runsDir, dirname(path), homedir()];
  return { bwrap: probe.bwrap, hidden: [...kept, ...hidden], readPaths: [] };
}

let shared: string | undefined;
afterAll(() => {
  if (shared !== undefined) rmSync(shared, { recursive: true, force: true });
});

/** The CLI where that user can read it: the cache lies in a HOME. */
export function programFor({ uid }: Standing): string {
  if (uid === null) return inject('claudeProgram');
  shared ??= mkdtempSync(join(tmpdir(), 'signalbox-claude-'));
  const program = join(shared, 'claude');
  chmodSync(shared, 0o755);
  if (!existsSync(program)) copyFileSync(inject('claudeProgram'), program, constants.COPYFILE_FICLONE);
  return program;
}

/** Starts a run as that user, who owns the folders until they are given back. */
export function startAs({ uid }: Standing, ...folders: string[]) {
  const own = (user: number) => execFileSync('chown', ['-R', `${user}:${user}`, ...folders]);
  return {
    alter: (spec: RunSpec): RunSpec => {
      if (uid === null) return spec;
      mkdirSync(join(spec.folder, 'tmp'));
      own(uid);
      const become = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'] as const;
      return { ...spec, argv: [...become, ...spec.argv] };
    },
    after: () => void (uid === null || own(0)),
  };
}
