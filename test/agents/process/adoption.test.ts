import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive, type ProcessIdentity } from '../../../src/agents/process/process-identity.ts';
import type { RunSpec } from '../../../src/agents/process/run.ts';
import type { Adoption, RunHandle } from '../../../src/agents/process/run-process.ts';
import { createRunFixture, findMarked, type RunFixture, waitUntil } from './run-fixture.ts';

let fixture: RunFixture;

beforeEach(() => {
  fixture = createRunFixture();
});

afterEach(() => fixture.end());

const untilTold = [
  'sh',
  '-c',
  'until [ -e go ]; do sleep 0.02; done; echo told; exit 6',
] satisfies RunSpec['argv'];

function tell(): void {
  writeFileSync(join(fixture.root, 'go'), '');
}

function toAdoption({ folder, cwd, marker, limitMs, silenceMs }: RunSpec) {
  return { folder, cwd, marker, limitMs, silenceMs, identity: null };
}

function toRun(adoption: Adoption): RunHandle {
  if ('kind' in adoption) throw new Error(`the run is ${adoption.kind}`);
  return adoption;
}

function readIdentityOf(spec: RunSpec): ProcessIdentity {
  return JSON.parse(readFileSync(join(spec.folder, 'process'), 'utf8'));
}

/** Another process that starts the run, and its own end with everything it printed. */
function startElsewhere(spec: RunSpec, then: 'stay' | 'detach') {
  const specPath = join(spec.folder, 'spec.json');
  writeFileSync(specPath, JSON.stringify(spec));
  const program = fileURLToPath(new URL('./start-run.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [program, specPath, then], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise<string>((resolve) => {
    child.on('close', (code, signal) => resolve(`${signal ?? code}`));
  });
  return { child, ended, said: () => said };
}

describe('the run of another process', () => {
  it('survives SIGKILL of that process and is watched on to its end', async () => {
    const spec = fixture.toSpec(untilTold);
    const signalbox = startElsewhere(spec, 'stay');
    await waitUntil(() => signalbox.said() !== '', 'the start');
    signalbox.child.kill('SIGKILL');
    expect(await signalbox.ended).toBe('SIGKILL');
    const run = toRun(await fixture.host.adopt(toAdoption(spec)));
    tell();
    expect(await run.ended).toEqual({ reason: 'exited', exitCode: 6 });
    expect(readFileSync(join(spec.folder, 'stdout'), 'utf8')).toBe('told\n');
  });

  it('lives on after that process let go of it, and no timer holds that process', async () => {
    const spec = fixture.toSpec(untilTold);
    const signalbox = startElsewhere(spec, 'detach');
    expect(await signalbox.ended).toBe('0');
    expect(isAlive(readIdentityOf(spec))).toBe(true);
    const run = toRun(await fixture.host.adopt(toAdoption(spec)));
    await run.cancel();
    expect((await run.ended).reason).toBe('cancelled');
    expect(existsSync(join(spec.folder, 'tmp'))).toBe(false);
  });

  it('that has ended leaves no timer in the process that watched it', async () => {
    const signalbox = startElsewhere(fixture.toSpec(['sh', '-c', 'exit 3']), 'stay');
    expect(await signalbox.ended).toBe('0');
    expect(signalbox.said()).toContain('{"reason":"exited","exitCode":3}');
  });
});

describe('adopting', () => {
  it('a run that finished meanwhile gives its exit status, and ends what it left behind', async () => {
    const spec = fixture.toSpec(['sh', '-c', 'setsid sleep 60 & exit 9']);
    const first = fixture.newHost({ pollMs: 60_000 });
    const run = await first.start(spec);
    first.detach();
    await waitUntil(() => !isAlive(run.identity), 'the end');
    expect(existsSync(join(spec.folder, 'tmp'))).toBe(true);
    expect(await fixture.host.adopt(toAdoption(spec))).toEqual({ kind: 'finished', exitCode: 9 });
    expect(findMarked(spec.marker)).toEqual([]);
    expect(existsSync(join(spec.folder, 'tmp'))).toBe(false);
  });

  it('a run that was killed without a trace says so', async () => {
    const spec = fixture.toSpec(['sleep', '60']);
    const first = fixture.newHost();
    const run = await first.start(spec);
    first.detach();
    process.kill(-run.identity.pid, 'SIGKILL');
    await waitUntil(() => !isAlive(run.identity), 'the end');
    expect(await fixture.host.adopt(toAdoption(spec))).toEqual({ kind: 'gone' });
  });

  it('a run that never started says so', async () => {
    expect(await fixture.host.adopt(toAdoption(fixture.toSpec(['true'])))).toEqual({ kind: 'gone' });
  });

  it('never takes another process with the same pid, or one from before a reboot, for the run', async () => {
    const changes = [{ startTicks: '1' }, { bootId: '00000000-0000-0000-0000-000000000000' }];
    for (const change of changes) {
      const spec = fixture.toSpec(['true']);
      const own = { pid: process.pid, startTicks: '1', bootId: 'x', ...readOwnIdentity(), ...change };
      writeFileSync(join(spec.folder, 'process'), JSON.stringify(own));
      expect(await fixture.host.adopt(toAdoption(spec))).toEqual({ kind: 'gone' });
    }
  });

  it('counts the time limit from before the adoption', async () => {
    const spec = fixture.toSpec(['sleep', '60']);
    const first = fixture.newHost();
    await first.start(spec);
    first.detach();
    const startedAt = new Date(Date.now() - 60_000);
    const run = toRun(await fixture.host.adopt({ ...toAdoption(spec), startedAt }));
    expect((await run.ended).reason).toBe('overtime');
  });

  it('treats a damaged exit file as none', async () => {
    const spec = fixture.toSpec(['true']);
    writeFileSync(join(spec.folder, 'exit'), '');
    expect(await fixture.host.adopt(toAdoption(spec))).toEqual({ kind: 'gone' });
    rmSync(join(spec.folder, 'exit'));
  });
});

describe('letting go', () => {
  it('makes a start that comes later fail, with nothing running', async () => {
    const host = fixture.newHost();
    host.detach();
    const spec = fixture.toSpec(['sleep', '60']);
    await expect(host.start(spec)).rejects.toThrow('detached');
    expect(findMarked(spec.marker)).toEqual([]);
  });
});

/** Field 22 without the code under test: the name of this process holds no parenthesis. */
function readOwnIdentity(): Partial<ProcessIdentity> {
  const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
  const startTicks = fields.split(' ')[19];
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return startTicks === undefined ? { bootId } : { startTicks, bootId };
}
