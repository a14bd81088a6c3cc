import { readTail } from './read-output.ts';
import { runFile, statIfThere } from './run-folder.ts';

type Stream = 'stdout' | 'stderr';

/** What a run wrote, from its folder; of a folder that is gone it is nothing. */
export const logFiles = {
  sizeBytes: (folder: string, stream: Stream): number => statIfThere(runFile(folder, stream))?.size ?? 0,
  /** The last bytes of one of them as text. */
  readTail: (folder: string, stream: Stream, maxBytes: number) => readTail(runFile(folder, stream), maxBytes),
};

export type LogFiles = typeof logFiles;
