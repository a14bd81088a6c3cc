type Told = Readonly<Record<string, unknown>>;

const longestSummary = 160;
/** What claude calls the end of a run that an error of the API ended. */
const misnomer = 'success';

/**
 * What a run's output says, for people: text as it is, and of the JSON lines of an agent CLI what it said, which tools it
 * used on what, what failed and how it ended. Takes any text, whichever program wrote it: what it cannot read stays as it is.
 */
export function toLogLines(raw: string): string[] {
  return raw.split(/\r?\n/).flatMap((line) => {
    if (line.trim() === '') return [];
    const told = parseTold(line);
    return told === undefined ? [line.trimEnd()] : renderIfShallow(told, line);
  });
}

function parseTold(line: string): Told | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return asTold(JSON.parse(line));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function renderIfShallow(told: Told, line: string): string[] {
  try {
    return renderTold(told, line);
  } catch (error) {
    // The stack is exhausted by what is nested without end.
    if (error instanceof RangeError) return [line];
    throw error;
  }
}

function renderTold(told: Told, line: string): string[] {
  const type = textAt(told, 'type');
  const render = Object.hasOwn(renderers, type) ? renderers[type] : undefined;
  if (render !== undefined) return render(told);
  return quietTypes.has(type) ? [] : [line];
}

/** What only programs want to know. */
const quietTypes: ReadonlySet<string> = new Set([
  'stream_event',
  'thread.started',
  'turn.started',
  'turn.completed',
  'item.started',
  'item.updated',
  'step_start',
  'step_finish',
]);

/** By the `type` of a line, as claude, codex, gemini and opencode write it. */
const renderers: Readonly<Record<string, (told: Told) => string[]>> = {
  system: (told) => {
    if (textAt(told, 'subtype') !== 'api_retry') return [];
    return [`… tries again: ${wordsAt(told, ['error_status'], ['error'])}`];
  },
  init: () => [],
  assistant: (told) => {
    const said = listAt(told, 'message', 'content').flatMap(renderPart);
    return told['error'] === undefined ? said : said.map((line) => `✗ ${line}`);
  },
  user: (told) =>
    listAt(told, 'message', 'content').flatMap((part) =>
      part['is_error'] === true ? [`✗ ${summarize(part['content'])}`] : [],
    ),
  rate_limit_event: (told) =>
    textAt(told, 'rate_limit_info', 'status') === 'rejected' ? ['✗ the limit of the account is reached'] : [],
  result: renderEnd,
  'item.completed': (told) => renderItem(asTold(told['item']) ?? {}),
  error: (told) => [`✗ ${faultOf(told)}`],
  'turn.failed': (told) => [`✗ ${faultOf(told)}`],
  message: (told) => (textAt(told, 'role') === 'assistant' ? linesOf(textAt(told, 'content')) : []),
  text: (told) => linesOf(textAt(told, 'part', 'text')),
  tool_use: (told) => {
    const part = asTold(told['part']);
    if (part === undefined) return [used(textAt(told, 'tool_name'), told['parameters'])];
    const error = textAt(part, 'state', 'error');
    const line = used(textAt(part, 'tool'), at(part, 'state', 'input'));
    return error === '' ? [line] : [line, `✗ ${summarize(error)}`];
  },
  tool_result: (told) =>
    textAt(told, 'status') === 'error'
      ? [`✗ ${summarize(told['output'] ?? at(told, 'error', 'message'))}`]
      : [],
};

function renderEnd(told: Told): string[] {
  const denied = listAt(told, 'permission_denials').map(
    (denial) => `✗ not allowed: ${used(textAt(denial, 'tool_name'), denial['tool_input']).slice(2)}`,
  );
  const failed = told['is_error'] === true || textAt(told, 'status') === 'error';
  const words = wordsAt(told, ['subtype'], ['status'], ['error', 'message']);
  if (!failed) return [...denied, `✓ ended: ${words}`];
  const why = summarize(told['result'] ?? told['errors']);
  return [
    ...denied,
    `✗ ended: ${[words, why].filter((part) => part !== '' && part !== misnomer).join(': ')}`,
  ];
}

function renderPart(part: Told): string[] {
  if (part['type'] === 'text') return linesOf(textAt(part, 'text'));
  return part['type'] === 'tool_use' ? [used(textAt(part, 'name'), part['input'])] : [];
}

function renderItem(item: Told): string[] {
  switch (item['type']) {
    case 'agent_message':
      return linesOf(textAt(item, 'text'));
    case 'command_execution': {
      const code = item['exit_code'];
      const line = used('shell', item);
      return typeof code === 'number' && code !== 0 ? [line, `✗ exit status ${code}`] : [line];
    }
    case 'file_change':
      return listAt(item, 'changes').map((change) => used('change', change));
    case 'error':
      return [`✗ ${textAt(item, 'message')}`];
    case 'reasoning':
      return [];
    default:
      return [used(textAt(item, 'type'), item)];
  }
}

/** What tools call the thing they are used on. */
const subjects = [
  'command',
  'file_path',
  'filePath',
  'path',
  'pattern',
  'query',
  'url',
  'description',
  'prompt',
];

function used(tool: string, input: unknown): string {
  const given = asTold(input) ?? {};
  const subject = subjects.map((name) => given[name]).find((value) => typeof value === 'string');
  return `→ ${tool || 'a tool'} ${summarize(subject)}`.trimEnd();
}

function faultOf(told: Told): string {
  return (
    wordsAt(told, ['message'], ['error', 'message'], ['error', 'name'], ['error', 'data', 'message']) ||
    'failed without a word'
  );
}

function wordsAt(told: Told, ...paths: readonly string[][]): string {
  const words = paths.map((path) => at(told, ...path));
  return words
    .flatMap((word) => (typeof word === 'string' || typeof word === 'number' ? [word] : []))
    .join(' ');
}

function summarize(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > longestSummary ? `${line.slice(0, longestSummary).toWellFormed()}…` : line;
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

function listAt(told: Told, ...path: string[]): Told[] {
  const list = at(told, ...path);
  if (!Array.isArray(list)) return [];
  return list.map(asTold).filter((part) => part !== undefined);
}

function textAt(told: Told, ...path: string[]): string {
  const value = at(told, ...path);
  return typeof value === 'string' ? value : '';
}

function at(told: Told, ...path: string[]): unknown {
  return path.reduce<unknown>((value, name) => asTold(value)?.[name], told);
}

function asTold(value: unknown): Told | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
