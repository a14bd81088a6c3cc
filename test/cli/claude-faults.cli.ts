import { describe, expect, test } from 'vitest';
import type { Role } from '../../src/domain/stage.ts';
import { createClaudeContext, runRole } from './claude-run.ts';

type Case = {
  title: string;
  scenario: string;
  env?: Record<string, string | undefined>;
  role?: Role;
  budgetUsd?: number;
  /** Asked of the stub. */
  requests: number;
  outcome: object;
};

const invalid = encodeURIComponent('{"verdict":"perhaps","summary":1}');
const approval = encodeURIComponent('{"verdict":"approve","summary":"Fine."}');
const oneRetry = { CLAUDE_CODE_MAX_RETRIES: '1' };
const says = (text: string) => expect.stringContaining(text);
const passes = (why: string) => ({ kind: 'transient', why: says(why), retryAfterMs: null });

const good: readonly Case[] = [
  {
    title: 'a report',
    scenario: `json,value=${approval}`,
    role: 'reviewer',
    requests: 1,
    outcome: { kind: 'completed', report: { verdict: 'approve', summary: 'Fine.' } },
  },
  {
    title: 'words where no verdict is owed',
    scenario: 'text',
    requests: 2,
    outcome: { kind: 'completed', report: { verdict: null, summary: 'STUB: done.' } },
  },
  {
    title: 'words where a verdict is owed',
    scenario: 'text',
    role: 'reviewer',
    requests: 2,
    outcome: { kind: 'failed', why: 'the run handed back no report' },
  },
  {
    title: 'an empty answer',
    scenario: 'empty',
    role: 'reviewer',
    requests: 3,
    outcome: { kind: 'failed', why: 'the run handed back no report', report: { findings: null } },
  },
  {
    title: 'reports that never fit',
    scenario: `json,value=${invalid},tries=9`,
    role: 'reviewer',
    requests: 5,
    outcome: { kind: 'failed', why: 'the run handed back no valid report' },
  },
];

// Not here: a stream that falls silent in the middle, which the CLI waits out for 300 seconds at least.
const passing: readonly Case[] = [
  { title: '500', scenario: 'err,status=500', requests: 1, outcome: passes("the model's API answered 500") },
  {
    title: '500, tried again',
    scenario: 'err,status=500',
    env: oneRetry,
    requests: 2,
    outcome: passes("the model's API answered 500"),
  },
  { title: '529', scenario: 'err,status=529', requests: 1, outcome: passes("the model's API answered 529") },
  {
    title: '529 again and again',
    scenario: 'err,status=529',
    env: { CLAUDE_CODE_MAX_RETRIES: '4' },
    requests: 3,
    outcome: passes('Repeated 529 Overloaded errors'),
  },
  { title: '529 in the stream', scenario: 'sseerr', requests: 2, outcome: passes('529') },
  { title: '429', scenario: 'err,status=429', requests: 1, outcome: passes("the model's API answered 429") },
  {
    title: '429 that is over in a second',
    scenario: 'err,status=429,retry_after=1,times=1',
    env: oneRetry,
    requests: 3,
    outcome: { kind: 'completed' },
  },
  {
    title: '429 that is over in 61 seconds',
    scenario: 'err,status=429,retry_after=61',
    env: oneRetry,
    requests: 1,
    outcome: passes("the model's API answered 429"),
  },
  {
    title: 'a refused connection',
    scenario: 'text',
    env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' },
    requests: 0,
    outcome: passes('the model could not be asked'),
  },
  {
    title: 'a dropped connection',
    scenario: 'drop',
    requests: 1,
    outcome: passes('the model could not be asked'),
  },
  {
    title: 'a stream that breaks off',
    scenario: 'drop,at=mid',
    requests: 2,
    outcome: passes('the model could not be asked'),
  },
  { title: 'a web page', scenario: 'html', requests: 2, outcome: passes('malformed') },
  {
    title: 'no answer',
    scenario: 'hang',
    env: { API_TIMEOUT_MS: '1000' },
    requests: 1,
    outcome: passes('timed out'),
  },
];

const account = (mend: string) => ({ kind: 'misconfigured', of: 'account', mend: says(mend) });

const misconfigured: readonly Case[] = [
  { title: '401', scenario: 'err,status=401', requests: 1, outcome: account('Set a valid key') },
  { title: '403', scenario: 'err,status=403', requests: 1, outcome: account('Set a valid key') },
  {
    title: 'no credit',
    scenario: 'err,status=400,message=Your%20credit%20balance%20is%20too%20low',
    requests: 1,
    outcome: account('top up its balance'),
  },
  {
    title: '404 for the model',
    scenario: 'err,status=404,message=model:%20nope',
    requests: 2,
    outcome: { kind: 'misconfigured', of: 'role', mend: says('Choose a model') },
  },
  {
    title: 'no credentials',
    scenario: 'text',
    env: { ANTHROPIC_API_KEY: undefined },
    requests: 0,
    outcome: account('ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN'),
  },
];

const failed: readonly Case[] = [
  {
    title: '400',
    scenario: 'err,status=400',
    requests: 6,
    outcome: { kind: 'failed', why: says("the model's API answered 400") },
  },
  { title: '413', scenario: 'err,status=413', requests: 1, outcome: { kind: 'failed', why: says('413') } },
  {
    title: 'a refusal',
    scenario: 'refusal',
    requests: 2,
    outcome: { kind: 'failed', why: says('safeguards') },
  },
  {
    title: 'an answer that is cut off',
    scenario: 'maxtok',
    requests: 4,
    outcome: { kind: 'failed', why: says('max_output_tokens') },
  },
  {
    title: 'too many turns',
    scenario: 'loop',
    env: { CLAUDE_CODE_MAX_TURNS: '2' },
    role: 'tester',
    requests: 2,
    outcome: { kind: 'failed', why: 'the run took more turns than it may' },
  },
];

const limits: readonly Case[] = [
  {
    title: 'the limit of five hours',
    scenario: 'limit,reset=1900000000',
    env: { ANTHROPIC_API_KEY: undefined, CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-stub' },
    requests: 1,
    outcome: {
      kind: 'usageLimit',
      why: "the account's five hour limit is used up",
      until: new Date(1_900_000_000_000),
    },
  },
  {
    title: 'the limit of a week',
    scenario: 'limit,reset=1900000000,claim=seven_day',
    env: { ANTHROPIC_API_KEY: undefined, CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-stub' },
    requests: 1,
    outcome: {
      kind: 'usageLimit',
      why: "the account's seven day limit is used up",
      until: new Date(1_900_000_000_000),
    },
  },
  {
    title: 'its budget',
    scenario: 'loop',
    role: 'tester',
    budgetUsd: 0.01,
    requests: 2,
    outcome: { kind: 'overBudget', why: 'Reached maximum budget ($0.01)' },
  },
];

describe('a run that gets', () => {
  test.each([...good, ...passing, ...misconfigured, ...failed, ...limits])('$title', async (row) => {
    const { scenario, env = {}, role = 'analyst', budgetUsd = null } = row;
    const context = await createClaudeContext({ scenario, env, budgetUsd });
    const ended = await runRole(context, role);
    expect(ended.outcome).toMatchObject(row.outcome);
    expect(context.stub.requests).toHaveLength(row.requests);
  });
});
