import { type Action, reportTool, type Script, type Turn } from './action.ts';

/** The values of an address's scenario: `err,status=529,times=2`. */
type Values = ReadonlyMap<string, string>;

type Scenario = (turn: Turn, values: Values) => Action;

/** What a test can ask for by the address alone. Anything longer is a script. */
const scenarios: Readonly<Record<string, Scenario>> = {
  /** Says something and ends. */
  text: (_turn, values) => ({ text: values.get('say') ?? 'STUB: done.' }),
  /** Hands in a report where that is offered; `value` is its JSON. */
  json: ({ tools, toolResults, stepOfPrompt }, values) => {
    const report: unknown = JSON.parse(values.get('value') ?? '{"summary":"done"}');
    if (stepOfPrompt > Number(values.get('tries') ?? 0)) return { text: `STUB: ${toolResults.at(-1) ?? ''}` };
    return tools.includes(reportTool) ? { report } : { text: JSON.stringify(report) };
  },
  /** Answers with an error, `times` times, and then with text. */
  err: (turn, values) => {
    if (turn.requestNumber > Number(values.get('times') ?? Number.POSITIVE_INFINITY))
      return { text: 'STUB: done.' };
    return { error: { status: Number(values.get('status') ?? 500), ...toErrorValues(values) } };
  },
  sseerr: (_turn, values) => ({ error: { status: 529, inStream: true, ...toErrorValues(values) } }),
  /** A subscription that has used up what it may until `reset`, in seconds since 1970. */
  limit: (_turn, values) => ({
    error: {
      status: 429,
      headers: {
        'anthropic-ratelimit-unified-status': 'rejected',
        'anthropic-ratelimit-unified-reset': values.get('reset') ?? '1795300000',
        'anthropic-ratelimit-unified-representative-claim': values.get('claim') ?? 'five_hour',
      },
      ...toErrorValues(values),
    },
  }),
  hang: () => ({ fault: 'hang' }),
  drop: (_turn, values) => ({ fault: values.get('at') === 'mid' ? 'drop-mid' : 'drop-now' }),
  html: () => ({ fault: 'html' }),
  refusal: () => ({ fault: 'refusal' }),
  maxtok: () => ({ fault: 'max-tokens' }),
  empty: () => ({ fault: 'empty' }),
  /** Answers late, each time. */
  slow: (_turn, values) => ({ text: 'STUB: done.', delayMs: Number(values.get('ms') ?? 100) }),
  /** Runs one command and says what it printed. */
  bash: ({ stepOfPrompt, toolResults }, values) =>
    stepOfPrompt === 0
      ? runCommand(values.get('cmd') ?? 'true', values.has('bg'))
      : { text: `STUB: ${toolResults.at(-1) ?? ''}` },
  /** Never comes to an end. */
  loop: ({ step }) => runCommand(`echo ${step}`),
  /** Reads a file, edits it and commits. */
  job: ({ stepOfPrompt, cwd }) => {
    const file_path = `${cwd}/README.md`;
    const steps: Action[] = [
      { tool: 'Read', input: { file_path } },
      { tool: 'Edit', input: { file_path, old_string: 'TODO', new_string: 'DONE' } },
      runCommand('git add -A && git commit -qm "stub: edit"'),
    ];
    return steps[stepOfPrompt] ?? { text: 'STUB: committed.' };
  },
};

function runCommand(command: string, isInBackground = false): Action {
  const input = { command, description: 'A command of the stub' };
  return { tool: 'Bash', input: isInBackground ? { ...input, run_in_background: true } : input };
}

function toErrorValues(values: Values) {
  const [message, type, wait] = [values.get('message'), values.get('type'), values.get('retry_after')];
  return {
    ...(message === undefined ? {} : { message }),
    ...(type === undefined ? {} : { type }),
    ...(wait === undefined ? {} : { headers: { 'retry-after': wait } }),
  };
}

/** Throws for a name that no scenario has. */
export function findScenario(spec: string): Script {
  const [name = '', ...pairs] = spec.split(',');
  const scenario = scenarios[name];
  if (scenario === undefined)
    throw new Error(`no scenario "${name}"; there are ${Object.keys(scenarios).join(', ')}`);
  const values = new Map(pairs.map(toPair));
  return (turn) => scenario(turn, values);
}

function toPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
}
