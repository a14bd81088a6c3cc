import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../../../src/agents/process/remove-folder.ts';
import { readExitCode, readIdentity, statIfThere } from '../../../src/agents/process/run-folder.ts';
import { createRunFixture, type RunFixture } from './run-fixture.ts';

let fixture: RunFixture;

beforeEach(() => {
  fixture = createRunFixture();
});

afterEach(() => fixture.end());

function makeSparse(path: string, sizeBytes: number): void {
  writeFileSync(path, '');
  truncateSync(path, sizeBytes);
}

describe('an agent that writes into its run folder', () => {
  it('does not make its launcher write through a link, or into a folder, elsewhere', async () => {
    const victim = join(fixture.root, 'victim');
    const folder = join(fixture.root, 'victims');
    writeFileSync(victim, 'precious');
    mkdirSync(folder);
    const program = `cd "$FOLDER" && rm -f exit.tmp && ln -s ${victim} exit.tmp && ln -s ${folder} exit; exit 3`;
    const spec = fixture.toSpec(['sh', '-c', program]);
    const { ended } = await fixture.host.start({ ...spec, env: { ...spec.env, FOLDER: spec.folder } });
    expect(await ended).toEqual({ reason: 'exited', exitCode: 3 });
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(existsSync(join(folder, 'exit.tmp'))).toBe(false);
  });

  it('hands on no descriptor of its launcher', async () => {
    const spec = fixture.toSpec(['sh', '-c', 'readlink /proc/$$/fd/*']);
    const { ended } = await fixture.host.start(spec);
    await ended;
    const open = readFileSync(join(spec.folder, 'stdout'), 'utf8').split('\n');
    expect(open.filter((path) => path.startsWith(spec.folder)).map((path) => basename(path))).toEqual([
      'stdout',
      'stderr',
    ]);
  });

  it.each([
    ['a fifo', (path: string) => execFileSync('sh', ['-c', 'mkfifo "$0"', path])],
    ['a folder', (path: string) => mkdirSync(path)],
    ['a link', (path: string) => symlinkSync(`${path}.real`, path)],
    ['a link to itself', (path: string) => symlinkSync(path, path)],
    ['a large file', (path: string) => makeSparse(path, 5 * 1024 ** 3)],
  ])('holds up nobody who reads its state with %s in its place', async (_, make) => {
    const { folder } = fixture.toSpec(['true']);
    const identity = { pid: process.pid, startTicks: '1', bootId: 'boot' };
    writeFileSync(join(folder, 'exit.real'), '0\n');
    writeFileSync(join(folder, 'process.real'), JSON.stringify(identity));
    make(join(folder, 'exit'));
    make(join(folder, 'process'));
    expect(readExitCode(folder)).toBeNull();
    expect(readIdentity(folder)).toBeNull();
    expect(() => statIfThere(join(folder, 'exit'))).not.toThrow();
  });

  it('cannot have another process taken for the run: who it is was recorded when it began', async () => {
    const spec = fixture.toSpec(['sh', '-c', ':']);
    const { identity, ended } = await fixture.host.start(spec);
    await ended;
    const other = await fixture.host.start(fixture.toSpec(['sleep', '60']));
    writeFileSync(join(spec.folder, 'process'), JSON.stringify(other.identity));
    const { folder, cwd, marker, limitMs, silenceMs } = spec;
    const adoption = await fixture.newHost().adopt({ folder, cwd, marker, limitMs, silenceMs, identity });
    await other.cancel();
    expect(adoption).toEqual({ kind: 'finished', exitCode: 0 });
  });
});

describe('a folder that is removed', () => {
  it('lets nothing be changed that a link in its place leads to', async () => {
    const victim = join(fixture.root, 'victim');
    mkdirSync(victim, { mode: 0o750 });
    const parent = join(fixture.root, 'parent');
    mkdirSync(parent);
    symlinkSync(victim, join(parent, 'tmp'));
    chmodSync(parent, 0o555);
    chmodSync(fixture.root, 0o755);
    await asNobody(victim, () => removeFolder(join(parent, 'tmp')).catch(() => {}));
    chmodSync(parent, 0o755);
    expect(statSync(victim).mode & 0o777).toBe(0o750);
  });
});

const nobody = 65_534;

/** Root may remove what others may not: it takes the place of the folder's owner. */
async function asNobody(owned: string, act: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return act();
  chownSync(owned, nobody, nobody);
  process.seteuid?.(nobody);
  try {
    await act();
  } finally {
    process.seteuid?.(0);
  }
}
