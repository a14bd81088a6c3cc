import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, test } from 'vitest';
import { createProcessHost, type RunHandle, type RunSpec } from '../../src/agents/process/run-process.ts';
import { makeFolder } from '../support/context.ts';
import { until } from '../support/until.ts';
import { createClaudeContext, findCli, runRole, usdOfRequest } from './claude-run.ts';

const report = (value: object) => `json,value=${encodeURIComponent(JSON.stringify(value))}`;
const approval = report({ verdict: 'approve', summary: 'Fine.' });
const lingering = `bash,cmd=${encodeURIComponent('touch began; exec tail -f /dev/null')}`;
const says = (text: string) => expect.stringContaining(text);
const refusal = (why: string) => ({ kind: 'misconfigured', of: 'role', why: says(why) });

function withArg(spec: RunSpec, name: string, value: string, becomes = name): RunSpec {
  const [program, ...args] = spec.argv;
  const at = args.indexOf(name);
  return { ...spec, argv: [program, ...args.with(at, becomes).with(at + 1, value)] };
}

describe('the CLI refuses', () => {
  test.each([
    [
      'an option that it does not know',
      (spec: RunSpec) => ({ ...spec, argv: [...spec.argv, '--nope'] as RunSpec['argv'] }),
      refusal("error: unknown option '--nope'"),
    ],
    [
      'a session that it does not have',
      (spec: RunSpec) => withArg(spec, '--session-id', '11111111-2222-4333-8444-555555555555', '--resume'),
      { kind: 'lost', began: false, sessionGone: true },
    ],
    [
      'a name that is no session',
      (spec: RunSpec) => withArg(spec, '--session-id', 'nonsense', '--resume'),
      { kind: 'lost', began: false, sessionGone: true },
    ],
    [
      'a schema that is none',
      (spec: RunSpec) => withArg(spec, '--json-schema', '{'),
      refusal('--json-schema is not valid JSON'),
    ],
    ['an empty prompt', emptyPrompt, refusal('Input must be provided')],
    [
      'a prompt that is longer than any model reads',
      longPrompt,
      { kind: 'failed', why: 'the prompt is longer than the model can read' },
    ],
  ])('%s', async (_title, alter, outcome) => {
    const context = await createClaudeContext({ scenario: 'text' });
    const ended = await runRole(context, 'analyst', { alter });
    expect(ended.outcome).toMatchObject(outcome);
    expect(context.stub.requests).toEqual([]);
  });

  test('a session with the id of another', async () => {
    const context = await createClaudeContext({ scenario: 'text' });
    const first = await runRole(context);
    const { HOME = '', CLAUDE_CONFIG_DIR = '' } = first.spec.env;
    const alter = (spec: RunSpec) => {
      const same = withArg(spec, '--session-id', first.told.transcript?.sessionId ?? '');
      return { ...same, cwd: first.clone, env: { ...spec.env, HOME, CLAUDE_CONFIG_DIR } };
    };
    const requests = context.stub.requests.length;
    expect((await runRole(context, 'analyst', { alter })).outcome).toMatchObject(
      refusal('is already in use'),
    );
    expect(context.stub.requests).toHaveLength(requests);
  });

  // Signalbox asks for no such thing: what it allows holds for root as well.
  test.runIf(process.getuid?.() === 0)('to skip all permissions as root', async () => {
    const args = ['-p', '--dangerously-skip-permissions', 'hello'];
    const options = {
      env: { HOME: makeFolder() },
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
    } as const;
    expect(await execa(inject('claudeProgram'), args, options)).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: says('--dangerously-skip-permissions cannot be used with root'),
    });
  });
});

function emptyPrompt(spec: RunSpec): RunSpec {
  writeFileSync(spec.stdinPath ?? '', '');
  return spec;
}

function longPrompt(spec: RunSpec): RunSpec {
  writeFileSync(spec.stdinPath ?? '', 'word '.repeat(1_800_000));
  return spec;
}

test("a CLI that is not there is the account's fault", async () => {
  const context = await createClaudeContext({ program: '/nowhere/claude' });
  expect((await runRole(context)).outcome).toMatchObject({
    kind: 'misconfigured',
    of: 'account',
    mend: says('/nowhere/claude'),
  });
});

const ended = (status: number) => ({
  kind: 'lost',
  began: true,
  why: `the tester was ended from outside (exit status ${status})`,
});
/** Asked to end before its answer had begun, it sometimes ends without a last line: the run is lost either way. */
const interrupted = {
  kind: 'lost',
  began: true,
  why: expect.stringMatching(/^the run was interrupted from outside$|left no result$/) as string,
};

const signals = [
  ['SIGTERM', ended(143)],
  ['SIGHUP', ended(129)],
  ['SIGINT', interrupted],
  ['SIGKILL', ended(137)],
] as const;

describe('a run whose CLI is ended by', () => {
  test.each(signals)('%s while it waits for an answer', async (signal, outcome) => {
    const context = await createClaudeContext({ scenario: 'hang' });
    const during = async (spec: RunSpec) => {
      await until('the request', () => context.stub.requests.length > 0);
      process.kill(await findCli(spec), signal);
    };
    const { outcome: got, told } = await runRole(context, 'tester', { during });
    expect(got).toEqual(outcome);
    expect(told.transcript?.sessionId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each(signals)('%s in the middle of a tool', async (signal, outcome) => {
    const context = await createClaudeContext({ scenario: lingering });
    const during = async (spec: RunSpec) => {
      await until('the tool', () => existsSync(join(spec.cwd, 'began')));
      process.kill(await findCli(spec), signal);
    };
    const { outcome: got, told } = await runRole(context, 'tester', { during });
    expect(got).toEqual(outcome);
    expect(told.transcript).toMatchObject({ turns: 1, usage: { inputTokens: 1000 }, step: says('Bash: ') });
  });

  test('SIGKILL together with its launcher', async () => {
    const context = await createClaudeContext({ scenario: 'hang' });
    const during = async (_spec: RunSpec, { identity }: RunHandle) => {
      await until('the request', () => context.stub.requests.length > 0);
      process.kill(-identity.pid, 'SIGKILL');
    };
    expect((await runRole(context, 'tester', { during })).outcome).toEqual({
      kind: 'lost',
      began: true,
      why: 'the tester vanished without an exit status',
    });
  });
});

test('a run that Signalbox stops still tells what it cost', async () => {
  const context = await createClaudeContext({ scenario: lingering });
  context.host = createProcessHost({ clock: context.clock, log: context.log });
  const during = async (spec: RunSpec, run: RunHandle) => {
    await until('the tool', () => existsSync(join(spec.cwd, 'began')));
    await run.cancel();
  };
  const { outcome, told } = await runRole(context, 'tester', { during });
  expect(outcome).toEqual({ kind: 'cancelled', why: 'the tester was stopped' });
  expect(told.transcript?.toldCostUsd).toBe(usdOfRequest);
});

describe('a good result counts', () => {
  test.each([
    ['SIGTERM', 'kill -TERM $$'],
    ['SIGKILL', 'kill -KILL $$'],
  ])('although the process then dies of %s', async (_signal, dies) => {
    const program = join(makeFolder(), 'claude');
    writeFileSync(program, `#!/bin/sh\n"${inject('claudeProgram')}" "$@"\n${dies}\n`, { mode: 0o755 });
    const context = await createClaudeContext({ scenario: approval, program });
    const { outcome } = await runRole(context, 'reviewer');
    expect(outcome).toMatchObject({ kind: 'completed', report: { verdict: 'approve' } });
  });

  test.each([
    ['is missing', 0],
    ['is cut off', 40],
  ])('although the line with it %s: it stands in the log of the session', async (_title, kept) => {
    const context = await createClaudeContext({ scenario: approval });
    const after = ({ folder }: RunSpec) => {
      const lines = readFileSync(join(folder, 'stdout'), 'utf8').trimEnd().split('\n');
      writeFileSync(join(folder, 'stdout'), [...lines.slice(0, -1), lines.at(-1)?.slice(0, kept)].join('\n'));
    };
    const { outcome, told } = await runRole(context, 'reviewer', { after });
    expect(outcome).toMatchObject({ kind: 'completed', report: { verdict: 'approve', summary: 'Fine.' } });
    expect(told.transcript?.toldCostUsd).toBe(usdOfRequest);
  });
});
