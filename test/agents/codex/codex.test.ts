import { describe, expect, it } from 'vitest';
import type { AgentRequest } from '../../../src/agents/agent.ts';
import { createCodexAgent } from '../../../src/agents/codex/codex.ts';
import { describeAgent } from '../../conformance/agent.ts';
import { plainRequest } from '../plain-request.ts';
import { reviewVerdicts } from '../run-agent.ts';
import { codexRuns } from './codex-runs.ts';

const agent = createCodexAgent({ program: '/opt/codex' });

describeAgent('codex', { create: () => createCodexAgent({ program: '/opt/codex' }), recorded: codexRuns });

describe('Codex is started', () => {
  function argsOf(changes: Partial<AgentRequest> = {}): string[] {
    return agent.toInvocation({ ...plainRequest, ...changes }).argv;
  }

  function settingsOf(changes: Partial<AgentRequest> = {}): string[] {
    const args = argsOf(changes);
    return args.filter((_, index) => args[index - 1] === '-c');
  }

  it('with its prompt on standard input, and tells of itself in JSON', () => {
    expect(argsOf().slice(0, 3)).toEqual(['/opt/codex', 'exec', '--json']);
    expect(argsOf().at(-1)).toBe('-');
    expect(agent.toInvocation(plainRequest).stdinPath).toBe(plainRequest.promptPath);
  });

  it('in the thread of an earlier run, with everything told again', () => {
    const first = argsOf();
    const again = argsOf({ session: { id: 'thread-1', resumes: true } });
    expect(again.slice(0, 3)).toEqual(['/opt/codex', 'exec', 'resume']);
    expect(again.slice(-2)).toEqual(['thread-1', '-']);
    expect(again.slice(3, -2)).toEqual(first.slice(2, -1));
  });

  it('with the model and effort of its role, or those of its own choice', () => {
    expect(argsOf({ model: 'gpt-5.5', effort: 'high' })).toEqual(expect.arrayContaining(['-m', 'gpt-5.5']));
    expect(settingsOf({ effort: 'high' })).toContain('model_reasoning_effort="high"');
    expect(argsOf()).not.toContain('-m');
    expect(settingsOf().join(' ')).not.toContain('model_reasoning_effort');
  });

  it('quiet to the outside, and without trying for ever', () => {
    expect(settingsOf()).toEqual(
      expect.arrayContaining(['analytics.enabled=false', 'check_for_update_on_startup=false']),
    );
    expect(argsOf()).toEqual(expect.arrayContaining(['--disable', 'unbounded_connection_retries']));
  });

  it('with its keys out of the sight of its tools', () => {
    expect(settingsOf()).toContain(
      'shell_environment_policy.exclude=["CODEX_API_KEY","CODEX_ACCESS_TOKEN","OPENAI_API_KEY"]',
    );
  });

  it('never with trust in what the clone brings', () => {
    expect(argsOf({ access: 'run' })).not.toContain('--trust');
  });

  it('without a sandbox only where it runs what is there', () => {
    const bypass = '--dangerously-bypass-approvals-and-sandbox';
    const accesses = ['documents', 'write', 'read', 'run'] as const;
    expect(accesses.filter((access) => argsOf({ access }).includes(bypass))).toEqual(['run']);
  });

  it('able to change nothing where it may only read', () => {
    expect(settingsOf({ access: 'read' })).toContain('sandbox_mode="read-only"');
  });

  it('able to commit where it writes, and to use the network only where it writes code', () => {
    const { clonePath, homePath } = plainRequest;
    expect(settingsOf({ access: 'documents' })).toEqual(
      expect.arrayContaining([
        'sandbox_mode="workspace-write"',
        `sandbox_workspace_write.writable_roots=["${clonePath}/.git"]`,
        'sandbox_workspace_write.network_access=false',
      ]),
    );
    expect(settingsOf({ access: 'write' })).toEqual(
      expect.arrayContaining([
        `sandbox_workspace_write.writable_roots=["${clonePath}/.git","${homePath}"]`,
        'sandbox_workspace_write.network_access=true',
      ]),
    );
  });

  it('held to a schema in which every key is required, as the strict mode wants it', () => {
    const invocation = agent.toInvocation({ ...plainRequest, stage: 'review', verdicts: reviewVerdicts });
    const [path = '', ...others] = Object.keys(invocation.files);
    expect(others).toEqual([]);
    expect(invocation.argv[invocation.argv.indexOf('--output-schema') + 1]).toBe(path);
    const schema: unknown = JSON.parse(invocation.files[path] ?? '');
    expect(schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['verdict', 'summary', 'findings', 'question'],
      properties: {
        verdict: { type: 'string', enum: ['approve', 'changes', 'question'] },
        findings: { type: ['string', 'null'] },
      },
    });
  });

  it('free to leave the verdict out where none is owed', () => {
    const { files } = agent.toInvocation(plainRequest);
    expect(JSON.parse(Object.values(files)[0] ?? '')).toMatchObject({
      properties: { verdict: { type: ['string', 'null'], enum: ['question', null] } },
    });
  });

  it('without a schema where no report is read', () => {
    const { argv, files } = agent.toInvocation({ ...plainRequest, reportPath: null });
    expect(argv).not.toContain('--output-schema');
    expect(files).toEqual({});
  });
});

it('counts the tokens of all runs of its thread', () => {
  expect(agent.output).toMatchObject({ usageIsOfSession: true, costIsOfSession: false, resumable: true });
});
