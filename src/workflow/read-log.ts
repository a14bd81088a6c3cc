import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { LogFiles } from '../agents/process/log-files.ts';
import type { RunRow } from '../store/runs.ts';
import type { Context } from './context.ts';
import { toLogLines } from './log-lines.ts';

export type RunLog = {
  run: RunRow;
  /** Among the runs of its role for this task, from 1. */
  number: number;
  /** The last lines, readable; of standard error they come after those of standard output. */
  lines: string[];
  sizeBytes: number;
};

type Reading = { store: Context['store']; files: LogFiles; mask(text: string): string };

export type RunLogs = ReturnType<typeof createRunLogs>;

const shownBytes = 256 * 1024;
/** Below what Telegram takes as a file of a bot, 50 MB. */
const sentBytes = 45 * 1024 * 1024;
const maskedAtOnce = 1024 * 1024;

/** The output of runs, for people: whatever leaves here went through `mask`, which takes out known secrets. */
export function createRunLogs(reading: Reading) {
  return {
    /** Of the run at work, else of the latest; `role` names one, and empty takes any. Undefined when there is none. */
    readLatest: (taskId: number, role: string) => readLatest(reading, taskId, role),
    /** All that a run wrote; of more than Telegram takes the end. Null when there is nothing. */
    readWhole: (runId: number) => readWhole(reading, runId),
  };
}

async function readLatest(reading: Reading, taskId: number, role: string): Promise<RunLog | undefined> {
  const { store, files, mask } = reading;
  const runs = store.runs.listOfTask(taskId).filter(({ folder }) => folder !== null);
  const run = runs.findLast(({ agent }) => role === '' || agent === role);
  if (run?.folder == null) return undefined;
  const { folder } = run;
  const read = async (stream: 'stdout' | 'stderr') => {
    const tail = await files.readTail(folder, stream, shownBytes);
    return mask(files.sizeBytes(folder, stream) > shownBytes ? withoutFirstLine(tail) : tail);
  };
  return {
    run,
    number: runs.filter(({ id, agent }) => agent === run.agent && id <= run.id).length,
    lines: [...toLogLines(await read('stdout')), ...toLogLines(await read('stderr'))],
    sizeBytes: files.sizeBytes(folder, 'stdout') + files.sizeBytes(folder, 'stderr'),
  };
}

/** It begins anywhere: in the middle of a line, and perhaps of a secret. */
function withoutFirstLine(text: string): string {
  const end = text.indexOf('\n');
  return text.slice(end === -1 ? 1024 : end + 1);
}

async function readWhole({ store, files, mask }: Reading, runId: number): Promise<Uint8Array | null> {
  const folder = store.runs.find(runId)?.folder;
  if (folder == null) return null;
  const errors = await files.readTail(folder, 'stderr', sentBytes / 2);
  const room = sentBytes - Buffer.byteLength(errors);
  const output = await files.readTail(folder, 'stdout', room);
  const whole = [
    files.sizeBytes(folder, 'stdout') > room ? withoutFirstLine(output) : output,
    ...(errors === '' ? [] : ['--- standard error ---', errors]),
  ].filter((part) => part !== '');
  if (whole.length === 0) return null;
  const pieces: Buffer[] = [];
  for (const piece of splitAtLines(whole.join('\n'))) {
    pieces.push(Buffer.from(mask(piece)));
    // Tens of megabytes take a while, and the worker waits.
    await yieldToOthers();
  }
  return Buffer.concat(pieces);
}

/** A secret has no line break in it, so none is split. */
function* splitAtLines(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from + maskedAtOnce);
    const to = end === -1 ? text.length : end + 1;
    yield text.slice(from, to);
    from = to;
  }
}
