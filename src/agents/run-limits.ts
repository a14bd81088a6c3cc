import type { RunEndReason, WatchSpec } from './run.ts';
import { runFile, statIfThere } from './run-folder.ts';

export const defaultOutputLimitBytes = 50 * 1024 * 1024;

/** Which limit the run is past at `nowMs`, or null. Everything is measured on files, so it holds across an adoption. */
export function findExceededLimit(spec: WatchSpec, nowMs: number): RunEndReason | null {
  if (nowMs - spec.startedAt.getTime() > spec.limitMs) return 'overtime';
  const stdout = statIfThere(runFile(spec.folder, 'stdout'));
  const stderr = statIfThere(runFile(spec.folder, 'stderr'));
  if ((stdout?.size ?? 0) + (stderr?.size ?? 0) > spec.outputLimitBytes) return 'output-limit';
  if (spec.silenceMs === null) return null;
  const report = statIfThere(runFile(spec.folder, 'report'));
  const signsOfLife = [stdout, stderr, report].map((stats) => stats?.mtimeMs ?? 0);
  const lastSignMs = Math.max(spec.startedAt.getTime(), ...signsOfLife);
  return nowMs - lastSignMs > spec.silenceMs ? 'silent' : null;
}
