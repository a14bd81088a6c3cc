import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeSandbox } from '../../../src/agents/containment/probe-sandbox.ts';
import { type SandboxPlaces, wrapInBwrap } from '../../../src/agents/containment/sandbox.ts';
import type { RunSpec } from '../../../src/agents/process/run.ts';
import { createRunFixture, findMarked, type RunFixture, waitUntil } from '../process/run-fixture.ts';

const probe = await probeSandbox(process.env['PATH'] ?? '');
const bwrap = probe.ok ? probe.bwrap : '';
const systemPath = '/usr/bin:/bin';

let fixture: RunFixture;

beforeEach(() => {
  fixture = createRunFixture();
});

afterEach(() => fixture.end());

function makeFolder(...names: string[]): string {
  const path = join(fixture.root, ...names);
  mkdirSync(path, { recursive: true });
  return path;
}

/** A run in a sandbox, of a shell program that finds its places by name. */
function toSandboxed(program: string, changes: Partial<SandboxPlaces> = {}): RunSpec {
  const spec = fixture.toSpec(['sh', '-c', program]);
  const places = {
    bwrap,
    clone: makeFolder('clone'),
    runFolder: spec.folder,
    home: makeFolder('home'),
    objects: null,
    hidden: [],
    readPaths: [],
    programs: [],
    path: systemPath,
    ...changes,
  };
  const env = { ...spec.env, CLONE: places.clone, RUN: spec.folder, OUTSIDE: fixture.root };
  return { ...spec, cwd: places.clone, env, argv: wrapInBwrap(spec.argv, places) };
}

async function run(spec: RunSpec) {
  const { ended } = await fixture.host.start(spec);
  const end = await ended;
  const [said, complained] = ['stdout', 'stderr'].map((name) =>
    readFileSync(join(spec.folder, name), 'utf8'),
  );
  return { ...end, said: said?.trim().split('\n'), complained };
}

describe('the sandbox of this machine', () => {
  it('is there, or it is said what is wrong and what to do', () => {
    const told = probe.ok ? probe.bwrap : probe.why;
    const refusal =
      /^(there is no bwrap in PATH: install|bwrap does not work here \(.+\): allow) .+ AGENT_SANDBOX$/s;
    expect(told).toMatch(probe.ok ? /^\/.*bwrap$/ : refusal);
  });

  it('is refused where there is no bwrap', async () => {
    const why = 'there is no bwrap in PATH: install bubblewrap, or unset AGENT_SANDBOX';
    expect(await probeSandbox(`${fixture.root}:bin`)).toEqual({ ok: false, why });
  });

  it('is refused in the words of a bwrap that does not work', async () => {
    const program = join(fixture.root, 'bwrap');
    writeFileSync(program, '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n');
    chmodSync(program, 0o755);
    expect(await probeSandbox(fixture.root)).toEqual({
      ok: false,
      why: expect.stringMatching(
        /^bwrap does not work here \(bwrap: No permissions to create new namespace\): allow unprivileged user/,
      ),
    });
  });
});

describe('the mounts', () => {
  const listMounts = (changes: Partial<SandboxPlaces>): string[] => {
    const { argv } = toSandboxed(':', changes);
    return argv.join(' ').split(' --').slice(1);
  };

  it('hide folders before what is given back of them, and mask what is hidden in that again', () => {
    const [installed, secret] = [makeFolder('installed'), join(fixture.root, 'installed', '.env')];
    writeFileSync(secret, 'secret');
    const mounts = listMounts({ hidden: ['/etc', secret, fixture.root, '/nowhere'], readPaths: [installed] });
    const wanted = [
      'tmpfs /etc',
      `ro-bind ${installed} ${installed}`,
      `ro-bind /dev/null ${secret}`,
      'remount-ro /etc',
    ];
    expect(mounts.filter((mount) => wanted.includes(mount))).toEqual(wanted);
    expect(mounts.join()).not.toContain('/nowhere');
  });

  it('leave a HOME of / alone, and what is readable anyway', () => {
    const mounts = listMounts({ hidden: ['/'], readPaths: ['/usr/lib', '/nowhere'] });
    expect(mounts.filter((mount) => /tmpfs \/$|\/usr\/lib|nowhere/.test(mount))).toEqual([]);
  });
});

describe.runIf(probe.ok)('a sandboxed run', () => {
  it('writes to its clone, its folder, its HOME and a /tmp of its own, and nowhere else', async () => {
    const elsewhere = makeFolder('elsewhere');
    writeFileSync(join(elsewhere, 'secret'), 'secret');
    const places = '. "$RUN" "$OUTSIDE/home" /tmp /var/tmp /dev/shm "$OUTSIDE/elsewhere" /etc /usr /run /';
    const spec = toSandboxed(`for i in ${places}; do touch $i/made 2>/dev/null && echo $i; done; exit 7`);
    const { said, exitCode } = await run(spec);
    expect(exitCode).toBe(7);
    expect(said).toEqual(['.', spec.folder, join(fixture.root, 'home'), '/tmp', '/var/tmp', '/dev/shm']);
    const made = [join(fixture.root, 'clone'), spec.folder, join(fixture.root, 'home')];
    expect(made.map((folder) => existsSync(join(folder, 'made')))).toEqual([true, true, true]);
    expect(readdirSync(elsewhere)).toEqual(['secret']);
  });

  it('does not see what is hidden, but what of it is given back', async () => {
    const spec = toSandboxed(
      'ls -A /etc; cat /etc/passwd; touch /etc/made || cat "$OUTSIDE/file" || ls /run',
      {
        hidden: ['/etc', join(fixture.root, 'file')],
        readPaths: ['/etc/passwd'],
      },
    );
    writeFileSync(join(fixture.root, 'file'), 'secret');
    const { said, complained } = await run(spec);
    expect(said?.slice(0, 2).filter((line) => !line.includes(':') && line !== 'resolv.conf')).toEqual([
      'passwd',
    ]);
    expect(said?.join('\n')).toContain(readFileSync('/etc/passwd', 'utf8').trim());
    expect(complained).toMatch(/Read-only file system[^]*No such file/);
  });

  // Root needs no capability for them, and a core_pattern is a program that the kernel starts outside.
  it('cannot change the settings of the kernel, whoever it runs as', async () => {
    const settings = '/proc/sys/kernel/core_pattern /proc/sys/kernel/hostname /proc/sysrq-trigger';
    const program = `for i in ${settings}; do test -w $i && echo $i; done; test -r /proc/sys/kernel/ostype && echo read`;
    expect((await run(toSandboxed(program))).said).toEqual(['read']);
  });

  it('cannot read a hidden file, in a folder that it may see', async () => {
    const { said } = await run(
      toSandboxed('cat /etc/group; test -r /etc/passwd && echo seen', { hidden: ['/etc/group'] }),
    );
    expect(said).toEqual(['seen']);
  });

  it('sees no process but its own, and none of it outlives its program', async () => {
    const program = `kill -0 ${process.pid} || echo nobody; ls /proc | grep -c '^[0-9]'; (setsid sleep 60 &); exit 3`;
    const { argv, env, cwd, folder } = toSandboxed(program);
    mkdirSync(join(folder, 'tmp'));
    // Without the host, whose sweep would end the daemon too.
    const direct = `"$@"; echo "code $?"`;
    const said = execFileSync('sh', ['-c', direct, 'sh', ...argv], {
      env,
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [nobody, count, code] = said.trim().split('\n');
    expect([nobody, code]).toEqual(['nobody', 'code 3']);
    expect(Number(count)).toBeLessThan(6);
    await waitUntil(() => findMarked(env['SIGNALBOX_RUN'] ?? '').length === 0, 'the end of the daemon');
  });

  it('is found by its marker from outside, and ended with all it started by TERM', async () => {
    const spec = toSandboxed('trap "" TERM; (trap "" TERM; setsid sleep 60 &); echo up; sleep 60');
    const handle = await fixture.host.start(spec);
    await waitUntil(() => readFileSync(join(spec.folder, 'stdout'), 'utf8') !== '', 'the start');
    const names = findMarked(spec.marker).map((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
    expect(names.filter((name) => name === 'sleep').length).toBeGreaterThan(0);
    await handle.cancel();
    expect(await handle.ended).toEqual({ reason: 'cancelled', exitCode: 143 });
    expect(findMarked(spec.marker)).toEqual([]);
  });

  it('ends when its launcher is killed', async () => {
    const spec = toSandboxed('sleep 60');
    const handle = await fixture.newHost({ pollMs: 60_000 }).start(spec);
    await waitUntil(() => findMarked(spec.marker).length > 3, 'the start');
    process.kill(handle.identity.pid, 'SIGKILL');
    await waitUntil(() => findMarked(spec.marker).length === 0, 'the end');
    expect((await handle.ended).reason).toBe('lost');
  });

  it('finds its clone by the name it was given, though the link in it is hidden', async () => {
    const real = makeFolder('real', 'clone');
    symlinkSync(dirname(real), join(fixture.root, 'link'));
    const spec = toSandboxed('touch "$CLONE/made" && pwd -P', { clone: join(fixture.root, 'link', 'clone') });
    expect((await run(spec)).said).toEqual([real]);
    expect(existsSync(join(real, 'made'))).toBe(true);
  });

  it('starts a program that is installed below a hidden folder, with its packages', async () => {
    const tool = join(makeFolder('prefix', 'lib', 'node_modules', 'tool'), 'cli');
    writeFileSync(tool, '#!/bin/sh\ncat "$(dirname "$(realpath "$0")")/../other/data"\n');
    chmodSync(tool, 0o755);
    writeFileSync(join(makeFolder('prefix', 'lib', 'node_modules', 'other'), 'data'), 'of the other');
    const program = join(makeFolder('prefix', 'bin'), 'tool');
    symlinkSync('../lib/node_modules/tool/cli', program);
    const spec = toSandboxed(program, { programs: [program] });
    expect((await run(spec)).said).toEqual(['of the other']);
    const byPath = toSandboxed('tool', { programs: [], path: `${dirname(program)}:${systemPath}` });
    expect(byPath.argv.join(' ')).toContain(`--ro-bind ${dirname(program)} ${dirname(program)}`);
  });

  it('finds npm, which is a link into packages, by a PATH below a hidden folder', async () => {
    const tool = join(makeFolder('prefix', 'lib', 'node_modules', 'tool'), 'cli');
    writeFileSync(tool, '#!/bin/sh\necho found\n');
    chmodSync(tool, 0o755);
    symlinkSync('../lib/node_modules/tool/cli', join(makeFolder('prefix', 'bin'), 'tool'));
    const path = `${join(fixture.root, 'prefix', 'bin')}:${systemPath}`;
    const spec = toSandboxed('tool', { hidden: [join(fixture.root, 'prefix')], path });
    expect((await run({ ...spec, env: { ...spec.env, PATH: path } })).said).toEqual(['found']);
  });

  it('sees nothing of a hidden folder because a program lies right in it', async () => {
    const program = join(makeFolder('operator'), 'tool');
    writeFileSync(program, '#!/bin/sh\ncat "$(dirname "$0")/secret" || echo none\n');
    writeFileSync(join(fixture.root, 'operator', 'secret'), 'secret');
    chmodSync(program, 0o755);
    const hidden = [join(fixture.root, 'operator')];
    const path = `${hidden[0]}:${systemPath}`;
    expect((await run(toSandboxed(program, { programs: [program], hidden, path }))).said).toEqual(['none']);
  });

  it('commits in a clone that borrows its objects from a bare one, which it cannot change', async () => {
    const [source, bare, clone] = ['source', 'bare', 'clone'].map((name) => join(fixture.root, name)) as [
      string,
      string,
      string,
    ];
    const git = (...args: string[]) => execFileSync('git', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const commit =
      'git -c user.name=t -c user.email=t@t.invalid commit --quiet --no-gpg-sign --allow-empty -m made';
    git('init', '--quiet', source);
    execFileSync('sh', ['-c', commit], { cwd: source });
    git('clone', '--quiet', '--bare', source, bare);
    git('clone', '--quiet', '--shared', bare, clone);
    const program = `${commit} && git log --oneline | wc -l; touch "$OUTSIDE/bare/objects/made"`;
    const spec = toSandboxed(program, { objects: join(bare, 'objects') });
    const { said, complained } = await run(spec);
    expect(said).toEqual(['2']);
    expect(complained).toContain('Read-only file system');
  });
});
