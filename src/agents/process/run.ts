import type { ProcessIdentity } from './process-identity.ts';

/** One attempt to run a program. Paths are absolute. */
export type RunSpec = {
  /** The run's folder, which exists; see run-folder.ts for what stands in it. */
  folder: string;
  argv: [string, ...string[]];
  /** The complete environment: nothing of ours is added. */
  env: Record<string, string>;
  cwd: string;
  /** A file to be standard input; null: nothing to read. */
  stdinPath: string | null;
  /** Equals `env.SIGNALBOX_RUN`; every descendant carries it, and is found by it. */
  marker: string;
  limitMs: number;
  silenceMs: number | null;
  outputLimitBytes?: number;
  /** What `limitMs` counts from; the default is when the launcher wrote its identity. */
  startedAt?: Date;
};

/** The run of an earlier Signalbox process. */
export type AdoptSpec = Omit<RunSpec, 'argv' | 'env' | 'stdinPath'> & {
  env?: never;
  /** As `start` told it; null: that was not recorded, and what the folder says counts, which the agent can write. */
  identity: ProcessIdentity | null;
};

/** What of a spec a watcher needs, with nothing left open. */
export type WatchSpec = {
  folder: string;
  marker: string;
  limitMs: number;
  silenceMs: number | null;
  outputLimitBytes: number;
  startedAt: Date;
  /** A child of ours tells its exit status itself, undefined until then and null when a signal ended the launcher; an adopted run has only its launcher's file. */
  exitCode?: () => number | null | undefined;
};

export type RunEndReason = 'exited' | 'overtime' | 'silent' | 'cancelled' | 'lost' | 'output-limit';

/** `exitCode` is null when no exit was recorded: the launcher was killed. A signal's number is added to 128. */
export type RunEnd = { reason: RunEndReason; exitCode: number | null };
