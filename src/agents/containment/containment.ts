import { resolve } from 'node:path';
import { wrapInBwrap } from './sandbox.ts';

/** What sandboxed runs must not see, and what they may read beside the machine's programs. Absolute paths. */
export type SandboxSettings = {
  bwrap: string;
  /** Folders of ours and of other tasks, the operator's HOME, files with secrets. */
  hidden: readonly string[];
  readPaths: readonly string[];
};

export type ContainedRun = {
  clone: string;
  runFolder: string;
  home: string;
  /** The objects that the clone borrows. */
  objects: string;
  /** What people attached, to be read; null: nothing. */
  attachments?: string | null;
  /** The PATH of the run. */
  path: string;
};

/** The scripted player is a program of ours, with what it needs. Not the whole folder, where the database and .env may lie. */
const ownParts = ['src', 'node_modules', 'package.json'].map((name) =>
  resolve(import.meta.dirname, '..', '..', '..', name),
);

/** The command in its sandbox, or as it is where none was asked for. */
export function contain(
  sandbox: SandboxSettings | null,
  argv: [string, ...string[]],
  run: ContainedRun,
): [string, ...string[]] {
  if (sandbox === null) return argv;
  const attached = run.attachments == null ? [] : [run.attachments];
  const readPaths = [...sandbox.readPaths, ...ownParts, ...attached];
  return wrapInBwrap(argv, { ...sandbox, ...run, readPaths, programs: [process.execPath] });
}
