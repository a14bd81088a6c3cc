const COLUMNS = 100;

/**
 * A text of people or agents inside Markdown of ours. In a fence nothing of it is a mention, a link, a reference that
 * closes an issue, or Markdown that swallows what stands below. Null for a text that says nothing.
 */
export function fenced(text: string, longest: number): string | null {
  const shown = shortened(readable(text).trim(), longest);
  if (shown === '') return null;
  const ticks = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return `${ticks}text\n${shown}\n${ticks}`;
}

/** Prose is wrapped, because what stands in a fence is not. */
export function fencedProse(text: string, longest: number): string | null {
  const lines = readable(text).split('\n');
  return fenced(lines.map(wrapped).join('\n'), longest);
}

/** A name or a clause of others within a sentence of ours, on one line; empty for one that says nothing. */
export function codeSpan(text: string, longest = 300): string {
  const line = shortenedLine(readable(text).replaceAll(/\s+/g, ' ').trim(), longest);
  if (line === '') return '';
  const ticks = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** Databases refuse some control characters, and a post with one of them would never be taken. */
function readable(text: string): string {
  return (
    text
      .toWellFormed()
      .replaceAll(/\r\n?/g, '\n')
      // With the rest of a sequence that colours a terminal.
      .replaceAll(/(?![\n\t])\p{Cc}(?:\[[\d;?]*[A-Za-z])?/gu, '')
  );
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, { length }) => Math.max(longest, length), 0);
}

/** The beginning and the end, whole lines where they fit: findings begin with what matters, logs end with it. */
function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const half = Math.floor(longest / 2);
  const head = cutAt(text.slice(0, half), (part) => part.slice(0, part.lastIndexOf('\n')));
  const tail = cutAt(text.slice(-half), (part) => part.slice(part.indexOf('\n') + 1));
  const missing = text.length - head.length - tail.length;
  return `${head.trimEnd()}\n\n… ${missing} characters are left out …\n\n${tail.trimStart()}`;
}

/** A line that is itself long is cut in the middle. */
function cutAt(part: string, toWholeLines: (part: string) => string): string {
  const whole = part.includes('\n') ? toWholeLines(part) : '';
  return (whole.length >= part.length / 2 ? whole : part).toWellFormed();
}

function shortenedLine(line: string, longest: number): string {
  return line.length <= longest ? line : `${line.slice(0, longest).toWellFormed()}…`;
}

function wrapped(line: string): string {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > COLUMNS) {
    const at = rest.lastIndexOf(' ', COLUMNS);
    if (at <= 0 || rest.slice(0, at).trim() === '') break;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return [...lines, rest].join('\n');
}
