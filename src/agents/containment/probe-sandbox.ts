import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../find-program.ts';
import { wrapInBwrap } from './sandbox.ts';

type SandboxProbe = { ok: true; bwrap: string } | { ok: false; why: string };

const probeLimitMs = 10_000;
const run = promisify(execFile);

/** Looks for bwrap in the PATH it is given and runs it once, as runs will be. `why` is for people, with what to do. */
export async function probeSandbox(path: string): Promise<SandboxProbe> {
  const bwrap = findProgram('bwrap', path);
  if (bwrap === undefined) {
    return refused('there is no bwrap in PATH', 'install bubblewrap');
  }
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-sandbox-'));
  try {
    mkdirSync(join(folder, 'tmp'));
    const places = { clone: folder, runFolder: folder, home: null, objects: null };
    const lists = { hidden: [], readPaths: [], programs: [], path };
    const [program, ...args] = wrapInBwrap(['sh', '-c', ':'], { bwrap, ...places, ...lists });
    await run(program, args, { env: { PATH: path }, timeout: probeLimitMs });
    return { ok: true, bwrap };
  } catch (error) {
    return refused(
      `bwrap does not work here (${toWords(error)})`,
      'allow unprivileged user namespaces (kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns, or the seccomp profile of the container)',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function refused(fact: string, remedy: string): SandboxProbe {
  return { ok: false, why: `${fact}: ${remedy}, or unset AGENT_SANDBOX` };
}

function toWords(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return said || (error instanceof Error ? error.message : String(error));
}
