import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentRequest } from '../../../src/agents/agent.ts';
import { createClaudeAgent } from '../../../src/agents/claude/claude.ts';
import type { Access } from '../../../src/domain/stage.ts';
import { describeAgent } from '../../conformance/agent.ts';
import { plainRequest } from '../plain-request.ts';
import { reviewVerdicts } from '../run-agent.ts';
import { claudeRuns } from './claude-runs.ts';

const agent = createClaudeAgent({ program: '/opt/claude' });

describeAgent('claude', {
  create: () => createClaudeAgent({ program: '/opt/claude' }),
  recorded: claudeRuns,
});

describe('Claude Code is started', () => {
  const request = plainRequest;

  function argsOf(changes: Partial<AgentRequest> = {}): string[] {
    return agent.toInvocation({ ...request, ...changes }).argv;
  }

  function valueOf(option: string, changes: Partial<AgentRequest> = {}): string | undefined {
    const args = argsOf(changes);
    const at = args.indexOf(option);
    return at === -1 ? undefined : args[at + 1];
  }

  it('to work alone, with its prompt on standard input', () => {
    expect(argsOf().slice(0, 5)).toEqual([
      '/opt/claude',
      '-p',
      '--output-format',
      'stream-json',
      '--verbose',
    ]);
    expect(agent.toInvocation(request).stdinPath).toBe(request.promptPath);
  });

  it('without settings, hooks, servers or permissions of the clone, and with its CLAUDE.md', () => {
    expect(valueOf('--setting-sources')).toBe('');
    expect(argsOf()).toContain('--strict-mcp-config');
    expect(JSON.parse(valueOf('--settings') ?? '')).toMatchObject({ disableAllHooks: true });
    expect(valueOf('--add-dir')).toBe(request.clonePath);
    expect(agent.toInvocation(request).env).toMatchObject({
      CLAUDE_CODE_ADDITIONAL_DIRECTORIES_CLAUDE_MD: '1',
    });
  });

  it('in a configuration of its own, quiet to the outside, and with nothing in the background', () => {
    expect(agent.toInvocation(request).env).toMatchObject({
      CLAUDE_CONFIG_DIR: join(request.homePath, '.claude'),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
      CLAUDE_CODE_MAX_RETRIES: '4',
      DISABLE_AUTOUPDATER: '1',
    });
  });

  it.each<[string, Partial<AgentRequest>, string | undefined]>([
    ['--model', { model: 'opus' }, 'opus'],
    ['--model', {}, undefined],
    ['--fallback-model', { fallbackModel: 'sonnet' }, 'sonnet'],
    ['--fallback-model', {}, undefined],
    ['--effort', { effort: 'high' }, 'high'],
    ['--effort', {}, undefined],
    ['--max-budget-usd', { budgetUsd: 1.5 }, '1.5000'],
    ['--max-budget-usd', {}, undefined],
    // The CLI refuses a budget of nothing, and knows no exponents.
    ['--max-budget-usd', { budgetUsd: 0 }, '0.0001'],
    ['--max-budget-usd', { budgetUsd: 1e-9 }, '0.0001'],
  ])('with %s as the request says: %j', (option, changes, value) => {
    expect(valueOf(option, changes)).toBe(value);
  });

  it('in a session with our id, or in an earlier one', () => {
    const id = '5495bd14-f671-4ef8-9b7f-4f14dacccb41';
    expect(valueOf('--session-id', { session: { id, resumes: false } })).toBe(id);
    expect(valueOf('--resume', { session: { id, resumes: false } })).toBeUndefined();
    expect(valueOf('--resume', { session: { id, resumes: true } })).toBe(id);
    expect(valueOf('--session-id', { session: { id, resumes: true } })).toBeUndefined();
  });

  it('held to a report that its stage can read', () => {
    expect(JSON.parse(valueOf('--json-schema', { verdicts: reviewVerdicts }) ?? '')).toMatchObject({
      properties: { verdict: { enum: ['approve', 'changes', 'question'] } },
      required: ['verdict', 'summary'],
      additionalProperties: false,
    });
    expect(JSON.parse(valueOf('--json-schema') ?? '')).toMatchObject({
      properties: { verdict: { enum: ['question'] } },
      required: ['summary'],
    });
  });

  it.each<[Access, string, string | undefined]>([
    [
      'documents',
      'Read,Grep,Glob,Bash,Edit,Write',
      'Edit(/docs/work-items/**),Bash(git add *),Bash(git commit *)',
    ],
    ['write', 'Read,Grep,Glob,Bash,Edit,Write', 'Edit(/**),Bash'],
    ['read', 'Read,Grep,Glob,Bash', undefined],
    ['run', 'Read,Grep,Glob,Bash', 'Bash'],
  ])(
    'with the narrowest permissions for %s, refused without asking beyond them',
    (access, tools, allowed) => {
      expect(valueOf('--tools', { access })).toBe(tools);
      expect(valueOf('--allowedTools', { access })).toBe(allowed);
      expect(valueOf('--permission-mode', { access })).toBe('dontAsk');
      expect(argsOf({ access }).join(' ')).not.toMatch(/bypass|dangerously/);
    },
  );
});
