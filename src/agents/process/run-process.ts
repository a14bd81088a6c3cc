import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import { type Bell, createBell, DetachedError } from './bell.ts';
import { isAlive, type ProcessIdentity, sendSignal } from './process-identity.ts';
import { readTail } from './read-output.ts';
import { removeFolder } from './remove-folder.ts';
import type { AdoptSpec, RunEnd, RunSpec, WatchSpec } from './run.ts';
import { readIdentity, runFile, statIfThere } from './run-folder.ts';
import { defaultOutputLimitBytes } from './run-limits.ts';
import { openRunOutput } from './run-output.ts';
import { clearAway, sweepLeftovers, waitForExitCode, watchRun } from './watch-run.ts';

export type { RunEnd, RunSpec } from './run.ts';

export type RunHandle = {
  identity: ProcessIdentity;
  /** Settles when nothing of the run is left; never after `detach`. */
  ended: Promise<RunEnd>;
  /** Resolves when ended; a run that ended by itself just before keeps its own end. */
  cancel(): Promise<void>;
};

export type Adoption = RunHandle | { kind: 'finished'; exitCode: number } | { kind: 'gone' };

export type ProcessHost = {
  /** Resolves once the launcher has written who it is; rejects, with nothing left running, when it could not. */
  start(spec: RunSpec): Promise<RunHandle>;
  /** `finished` and `gone` are said only after everything with the run's marker is gone too. */
  adopt(spec: AdoptSpec): Promise<Adoption>;
  /** Ends everything that carries the marker. */
  sweep(marker: string): Promise<{ killed: number }>;
  /** Stops watching and leaves every run alive, to be adopted by the next Signalbox; a start under way rejects, and its run may live. */
  detach(): void;
};

export type ProcessHostDeps = { clock: Clock; log: Logger; graceMs?: number; pollMs?: number };

type Host = { clock: Clock; log: Logger; graceMs: number; pollMs: number; stop: AbortSignal };

export function createProcessHost(deps: ProcessHostDeps): ProcessHost {
  const stopper = new AbortController();
  const host: Host = { graceMs: 5000, pollMs: 250, ...deps, stop: stopper.signal };
  const starting = new Set<string>();
  return {
    start: async (spec) => {
      if (host.stop.aborted) throw new DetachedError();
      checkStartable(spec, starting);
      starting.add(spec.folder);
      try {
        return await startRun(spec, host);
      } finally {
        starting.delete(spec.folder);
      }
    },
    adopt: (spec) => adoptRun(spec, host),
    sweep: (marker) => sweepLeftovers(marker, null, { ...host, bell: createBell(host.stop) }),
    detach: () => stopper.abort(),
  };
}

const launcherPath = join(import.meta.dirname, 'launcher.sh');
const identityLookMs = 5;
const identityLooks = 2000;
const launchMessageBytes = 500;

function checkStartable(spec: RunSpec, starting: ReadonlySet<string>): void {
  if (spec.marker === '' || spec.env['SIGNALBOX_RUN'] !== spec.marker) {
    throw new Error(`run ${spec.folder}: env.SIGNALBOX_RUN must equal the marker "${spec.marker}"`);
  }
  if (starting.has(spec.folder) || existsSync(runFile(spec.folder, 'process'))) {
    throw new Error(`run ${spec.folder} was started before: a second start needs a folder of its own`);
  }
}

async function startRun(spec: RunSpec, host: Host): Promise<RunHandle> {
  const bell = createBell(host.stop);
  mkdirSync(runFile(spec.folder, 'tmp'), { recursive: true, mode: 0o700 });
  const launch = spawnLauncher(spec, () => bell.ring());
  for (let look = 0; look < identityLooks && !launch.hasEnded(); look += 1) {
    if (readIdentity(spec.folder) !== null) break;
    await bell.wait(identityLookMs);
  }
  const identity = readIdentity(spec.folder);
  if (identity !== null && identity.pid === launch.pid) {
    return toHandle({ ...spec, exitCode: launch.exitCode }, identity, host, bell);
  }
  if (launch.pid !== undefined && !launch.hasEnded()) sendSignal(-launch.pid, 'SIGKILL');
  // An identity that is not our launcher's belongs to a run with this very marker, started by somebody else.
  if (identity === null) {
    await sweepLeftovers(spec.marker, null, { ...host, bell });
    await removeFolder(runFile(spec.folder, 'tmp'));
  }
  const said = await readTail(runFile(spec.folder, 'stderr'), launchMessageBytes);
  const why = (launch.failure() ?? said).trim().replaceAll(/\s*\n\s*/g, '; ');
  if (launch.isKilled())
    throw new LauncherKilled(`run ${spec.folder} did not start: its launcher was killed`);
  throw new Error(`run ${spec.folder} did not start: ${why}`);
}

/** From outside, before it could start anything. */
class LauncherKilled extends Error {
  override readonly name = 'LauncherKilled';
  readonly retryable = true;
}

/** Its own session, and files instead of pipes: the run needs nothing of this process once it is spawned. */
function spawnLauncher(spec: RunSpec, onEnd: () => void) {
  // execa takes any raw descriptor; its types name only those from 3 to 9.
  const stdin = spec.stdinPath === null ? null : (openSync(spec.stdinPath, 'r') as 3);
  const stdout = openSync(runFile(spec.folder, 'stdout'), 'a') as 3;
  const stderr = openSync(runFile(spec.folder, 'stderr'), 'a') as 3;
  try {
    const child = execa('/bin/sh', [launcherPath, spec.folder, '--', ...spec.argv], {
      cwd: spec.cwd,
      env: spec.env,
      extendEnv: false,
      detached: true,
      cleanup: false,
      stdin: stdin ?? 'ignore',
      stdout,
      stderr,
      buffer: false,
      reject: false,
    });
    child.nodeChildProcess.unref();
    let ended: { failure: string | null; exitCode: number | null } | null = null;
    const noteEnd = async (): Promise<void> => {
      const { exitCode = null, originalMessage = 'spawn failed' } = await child;
      ended = { failure: child.pid === undefined ? originalMessage : null, exitCode };
      onEnd();
    };
    void noteEnd();
    return {
      pid: child.pid,
      hasEnded: () => ended !== null,
      exitCode: () => ended?.exitCode,
      failure: () => ended?.failure ?? null,
      isKilled: () => ended !== null && ended.failure === null && ended.exitCode === null,
    };
  } finally {
    for (const descriptor of [stdout, stderr, stdin]) if (descriptor !== null) closeSync(descriptor);
  }
}

type Watched = (RunSpec | AdoptSpec) & Pick<WatchSpec, 'exitCode'>;

function toHandle(spec: Watched, identity: ProcessIdentity, host: Host, bell: Bell): RunHandle {
  const launchedAt = statIfThere(runFile(spec.folder, 'process'))?.mtime;
  const watchSpec = {
    ...spec,
    outputLimitBytes: spec.outputLimitBytes ?? defaultOutputLimitBytes,
    startedAt: spec.startedAt ?? launchedAt ?? host.clock.now(),
  };
  let isCancelled = false;
  const watching = watchRun(watchSpec, identity, () => isCancelled, { ...host, bell });
  const ended = silencedBy(host.stop, watching);
  return {
    identity,
    ended,
    cancel: async () => {
      isCancelled = true;
      bell.ring();
      await ended;
    },
  };
}

/** The same promise, except that it never settles once `stop` is aborted. */
function silencedBy<T>(stop: AbortSignal, promise: Promise<T>): Promise<T> {
  const never = new Promise<never>(() => {});
  return promise.then(
    (value) => (stop.aborted ? never : value),
    (error: unknown) => {
      if (stop.aborted) return never;
      throw error;
    },
  );
}

async function adoptRun(spec: AdoptSpec, host: Host): Promise<Adoption> {
  const bell = createBell(host.stop);
  const identity = spec.identity ?? readIdentity(spec.folder);
  if (identity !== null && isAlive(identity)) return toHandle(spec, identity, host, bell);
  const told = identity === null ? null : await waitForExitCode(spec.folder, bell);
  const output = openRunOutput({ outputLimitBytes: defaultOutputLimitBytes, ...spec }, null);
  try {
    // A launcher that Signalbox spawned just before it died may not have written its identity: it carries the marker.
    await clearAway({ ...spec, identity, output }, { ...host, bell });
  } finally {
    output.close();
  }
  const exitCode = told ?? (await waitForExitCode(spec.folder, bell));
  return exitCode === null ? { kind: 'gone' } : { kind: 'finished', exitCode };
}
