import type { RunEndReason, WatchSpec } from './run.ts';
import { runFile, statIfThere } from './run-folder.ts';
import type { RunOutput } from './run-output.ts';

export const defaultOutputLimitBytes = 50 * 1024 * 1024;

/** Which limit the run is past at `nowMs`, or null. Everything is measured on files, so it holds across an adoption. */
export function findExceededLimit(
  spec: WatchSpec,
  output: Pick<RunOutput, 'isFull' | 'lastWriteMs'>,
  nowMs: number,
): RunEndReason | null {
  if (nowMs - spec.startedAt.getTime() > spec.limitMs) return 'overtime';
  if (output.isFull()) return 'output-limit';
  if (spec.silenceMs === null) return null;
  const reportedMs = statIfThere(runFile(spec.folder, 'report'))?.mtimeMs ?? 0;
  const lastSignMs = Math.max(spec.startedAt.getTime(), output.lastWriteMs(), reportedMs);
  return nowMs - lastSignMs > spec.silenceMs ? 'silent' : null;
}
