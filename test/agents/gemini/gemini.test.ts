import { describe, expect, it } from 'vitest';
import type { AgentRequest } from '../../../src/agents/agent.ts';
import { createGeminiAgent } from '../../../src/agents/gemini/gemini.ts';
import { describeAgent } from '../../conformance/agent.ts';
import { plainRequest } from '../plain-request.ts';
import { geminiRuns } from './gemini-runs.ts';

const agent = createGeminiAgent({ program: '/opt/gemini' });

describeAgent('gemini', {
  create: () => createGeminiAgent({ program: '/opt/gemini' }),
  recorded: geminiRuns,
});

describe('Gemini CLI is started', () => {
  const { homePath } = plainRequest;

  function argsOf(changes: Partial<AgentRequest> = {}): string[] {
    return agent.toInvocation({ ...plainRequest, ...changes }).argv;
  }

  function settingsOf(changes: Partial<AgentRequest> = {}): unknown {
    const { env, files } = agent.toInvocation({ ...plainRequest, ...changes });
    return JSON.parse(files[env['GEMINI_CLI_SYSTEM_SETTINGS_PATH'] ?? ''] ?? 'null');
  }

  function policyOf(changes: Partial<AgentRequest> = {}): string {
    const { argv, files } = agent.toInvocation({ ...plainRequest, ...changes });
    return files[argv[argv.indexOf('--policy') + 1] ?? ''] ?? '';
  }

  it('with its prompt on standard input, and tells of itself line by line', () => {
    expect(argsOf().slice(0, 3)).toEqual(['/opt/gemini', '--output-format', 'stream-json']);
    expect(agent.toInvocation(plainRequest).stdinPath).toBe(plainRequest.promptPath);
  });

  it('in a session with an id of ours, or in that of an earlier run', () => {
    const { id } = plainRequest.session;
    expect(argsOf()).toEqual(expect.arrayContaining(['--session-id', id]));
    const again = argsOf({ session: { id, resumes: true } });
    expect(again).toEqual(expect.arrayContaining(['--resume', id]));
    expect(again).not.toContain('--session-id');
  });

  it('in a folder that it does not trust, so that nothing of the clone leads its key elsewhere', () => {
    expect(argsOf()).not.toContain('--skip-trust');
    expect(agent.toInvocation(plainRequest).env).toMatchObject({
      GEMINI_CLI_TRUST_WORKSPACE: 'false',
      GOOGLE_GEMINI_BASE_URL: 'https://generativelanguage.googleapis.com',
    });
    expect(settingsOf()).toMatchObject({
      mcp: { allowed: ['none'] },
      hooksConfig: { enabled: false },
      tools: { discoveryCommand: '' },
    });
  });

  it('as one process, which signals reach', () => {
    expect(agent.toInvocation(plainRequest).env).toMatchObject({ GEMINI_CLI_NO_RELAUNCH: 'true' });
  });

  it('quiet to the outside, and with few tries of its own', () => {
    expect(settingsOf()).toMatchObject({
      privacy: { usageStatisticsEnabled: false },
      telemetry: { enabled: false },
      general: { enableAutoUpdate: false, maxAttempts: 5 },
    });
  });

  it('with its key out of the sight of its tools, except where a deploy needs keys of its own', () => {
    const redacted = { enabled: true, blocked: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'] };
    expect(settingsOf({ access: 'write' })).toMatchObject({
      security: { environmentVariableRedaction: redacted },
    });
    expect(settingsOf({ access: 'run' })).toMatchObject({
      security: { environmentVariableRedaction: { enabled: false } },
    });
  });

  it.each([
    ['gemini-2.5-pro', 'low', { thinkingBudget: 1024 }],
    ['gemini-2.5-pro', 'unheard-of', { thinkingBudget: 8192 }],
    ['gemini-3-pro-preview', 'high', { thinkingLevel: 'HIGH' }],
  ])('with %s thinking by %s', (model, effort, thinkingConfig) => {
    expect(argsOf({ model, effort })).toEqual(expect.arrayContaining(['-m', model]));
    expect(settingsOf({ model, effort })).toMatchObject({
      modelConfigs: {
        customOverrides: [{ modelConfig: { generateContentConfig: { thinkingConfig } } }],
      },
    });
  });

  it('able to write its report alone where it may only read', () => {
    const policy = policyOf({ access: 'read' });
    expect(policy).toContain('toolName = "*"\ndecision = "deny"\npriority = 10');
    expect(policy).toContain(
      String.raw`argsPattern = "\"file_path\":\"/srv/runs/run-0c8f5d2b1a4e/report\\.json\""`,
    );
    expect(policy).not.toContain('replace');
    expect(policy).not.toContain('git commit');
    expect(policyOf({ access: 'read', reportPath: null })).not.toContain('write_file');
  });

  it('able to write documents, and nothing beside them by a path that climbs out', () => {
    const line = policyOf({ access: 'documents' })
      .split('\n')
      .find((text) => text.includes('docs/work-items'));
    const pattern = new RegExp(String(JSON.parse(line?.replace('argsPattern = ', '') ?? '""')));
    const fits = (path: string): boolean => pattern.test(JSON.stringify({ content: 'x', file_path: path }));
    expect(fits('docs/work-items/SHOP-7/01-brd.md')).toBe(true);
    expect(fits('/srv/clones/task-7/docs/work-items/SHOP-7/01-brd.md')).toBe(true);
    expect(fits('docs/work-items/../../src/a.ts')).toBe(false);
    expect(fits('src/docs/work-items/a.md')).toBe(false);
    expect(pattern.test(JSON.stringify({ content: '"file_path":"docs/work-items/a', file_path: 'a' }))).toBe(
      false,
    );
  });

  it('able to do anything where it writes code or runs what is there', () => {
    for (const access of ['write', 'run'] as const)
      expect(policyOf({ access })).toContain('allowRedirection = true\ndecision = "allow"\npriority = 200');
  });

  it('with all of its settings below HOME', () => {
    expect(Object.keys(agent.toInvocation(plainRequest).files)).toEqual([
      `${homePath}/.gemini/signalbox-settings.json`,
      `${homePath}/.gemini/signalbox-policy.toml`,
      `${homePath}/.gemini/signalbox-context.md`,
    ]);
  });
});
