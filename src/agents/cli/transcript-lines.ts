import { emptyTranscript, type LineReader, type Transcript } from './transcript.ts';

type LineFolder = {
  /** The bytes may be reused afterwards. */
  take(bytes: Uint8Array): void;
  /** What the lines so far told, without the one that is not finished. */
  soFar(): Transcript;
  /** With the last line, finished or not. */
  end(): Transcript;
};

const newline = 0x0a;

/** Cuts bytes into lines and folds each. A line longer than `lineLimitBytes` is not read and counts as garbled. */
export function createLineFolder(readLine: LineReader, lineLimitBytes = 8 * 1024 * 1024): LineFolder {
  let transcript = emptyTranscript;
  let parts: Uint8Array[] = [];
  let lineBytes = 0;
  const keep = (bytes: Uint8Array): void => {
    lineBytes += bytes.length;
    if (lineBytes > lineLimitBytes) parts = [];
    else parts.push(bytes);
  };
  const finishLine = (): void => {
    if (lineBytes === 0) return;
    if (lineBytes > lineLimitBytes) transcript = { ...transcript, garbled: transcript.garbled + 1 };
    else transcript = foldLine(transcript, Buffer.concat(parts).toString('utf8'), readLine);
    parts = [];
    lineBytes = 0;
  };
  return {
    take: (bytes) => {
      let start = 0;
      for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
        if (end > start) keep(bytes.subarray(start, end));
        finishLine();
        start = end + 1;
      }
      if (start < bytes.length) keep(bytes.slice(start));
    },
    soFar: () => transcript,
    end: () => {
      if (lineBytes > 0) finishLine();
      return transcript;
    },
  };
}

function foldLine(transcript: Transcript, line: string, readLine: LineReader): Transcript {
  return line.trim() === '' ? transcript : readLine(transcript, line);
}
