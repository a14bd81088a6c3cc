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
  // Most of what is no JSON is told without the price of an error, and what is nested without end would exhaust the stack of who reads on.
  if (!/^\s*\{/.test(line) || isTooDeep(line)) return null;
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

const deepest = 500;

function isTooDeep(line: string): boolean {
  let depth = 0;
  let isText = false;
  for (let index = 0; line.length > deepest && index < line.length; index += 1) {
    const char = line[index];
    if (isText && char === '\\') index += 1;
    else if (char === '"') isText = !isText;
    else if (!isText && (char === '{' || char === '[')) depth += 1;
    else if (!isText && (char === '}' || char === ']')) depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}
