import type { LineReader, Transcript } from './transcript.ts';

/** A reader of output that is one JSON object a line. Empty lines say nothing; any other text counts as garbled. */
export function readJsonLines(
  read: (transcript: Transcript, value: Readonly<Record<string, unknown>>) => Transcript,
): LineReader {
  return (transcript, line) => {
    if (line.trim() === '') return transcript;
    const value = parseObject(line);
    return value === null ? { ...transcript, garbled: transcript.garbled + 1 } : read(transcript, value);
  };
}

function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
