import { describe, expect, it } from 'vitest';
import type { AgentRequest } from '../../../src/agents/agent.ts';
import { createOpencodeAgent } from '../../../src/agents/opencode/opencode.ts';
import { describeAgent } from '../../conformance/agent.ts';
import { plainRequest } from '../plain-request.ts';
import { opencodeRuns } from './opencode-runs.ts';

const agent = createOpencodeAgent({ program: '/opt/opencode' });

describeAgent('opencode', {
  create: () => createOpencodeAgent({ program: '/opt/opencode' }),
  recorded: opencodeRuns,
});

describe('OpenCode is started', () => {
  function argsOf(changes: Partial<AgentRequest> = {}): string[] {
    return agent.toInvocation({ ...plainRequest, ...changes }).argv;
  }

  function configOf(changes: Partial<AgentRequest> = {}): unknown {
    const { env } = agent.toInvocation({ ...plainRequest, ...changes });
    return JSON.parse(env['OPENCODE_CONFIG_CONTENT'] ?? 'null');
  }

  it('with its prompt on standard input, and a title, for which another model would be asked', () => {
    expect(argsOf().slice(0, 4)).toEqual(['/opt/opencode', 'run', '--format', 'json']);
    expect(argsOf()).toEqual(expect.arrayContaining(['--title', 'SHOP-7']));
    expect(agent.toInvocation(plainRequest).stdinPath).toBe(plainRequest.promptPath);
  });

  it('with an id of its own, or in the session of an earlier run', () => {
    expect(argsOf()).not.toContain('--session');
    expect(argsOf({ session: { id: 'ses_1', resumes: true } }).slice(-2)).toEqual(['--session', 'ses_1']);
  });

  it('with the model and effort of its role, or those of its own choice', () => {
    const model = 'anthropic/claude-opus-5-5';
    expect(argsOf({ model, effort: 'high' })).toEqual(
      expect.arrayContaining(['-m', model, '--variant', 'high']),
    );
    expect(argsOf()).not.toContain('-m');
    expect(argsOf()).not.toContain('--variant');
  });

  it('without the configuration of the clone, and with its AGENTS.md', () => {
    expect(agent.toInvocation(plainRequest).env).toMatchObject({
      OPENCODE_DISABLE_PROJECT_CONFIG: '1',
      OPENCODE_DISABLE_CLAUDE_CODE: '1',
      OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
    });
    expect(configOf()).toMatchObject({
      instructions: [`${plainRequest.clonePath}/AGENTS.md`],
      snapshot: false,
    });
  });

  it('quiet to the outside', () => {
    expect(agent.toInvocation(plainRequest).env).toMatchObject({
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
    });
    expect(configOf()).toMatchObject({ autoupdate: false, share: 'disabled' });
  });

  it('with nothing left to ask, as a question would end it', () => {
    expect(configOf({ access: 'write' })).toMatchObject({ permission: 'allow' });
    expect(configOf({ access: 'run' })).toMatchObject({ permission: 'allow' });
    expect(configOf({ access: 'read' })).toMatchObject({ permission: { '*': 'deny' } });
    expect(JSON.stringify(configOf({ access: 'documents' }))).not.toContain('"ask"');
  });

  it('able to write its report alone where it may only read', () => {
    expect(configOf({ access: 'read' })).toMatchObject({
      permission: {
        edit: { '*': 'deny', '../../runs/run-0c8f5d2b1a4e/report.json': 'allow' },
        external_directory: { '*': 'deny', '/srv/runs/run-0c8f5d2b1a4e/*': 'allow' },
        bash: { '*': 'deny', 'git log *': 'allow', '*>*': 'deny', '* --output*': 'deny' },
      },
    });
    expect(configOf({ access: 'read', reportPath: null })).toMatchObject({
      permission: { edit: { '*': 'deny' }, external_directory: 'deny' },
    });
  });

  it('able to write documents and to commit them', () => {
    expect(configOf({ access: 'documents' })).toMatchObject({
      permission: {
        edit: { '*': 'deny', 'docs/work-items/*': 'allow' },
        bash: { 'git commit *': 'allow' },
      },
    });
  });

  it('with every refusal of a command after what it takes back, as the last one counts', () => {
    const config = JSON.stringify(configOf({ access: 'documents' }));
    expect(config.indexOf('"git commit *":"allow"')).toBeGreaterThan(0);
    expect(config.indexOf('"*>*":"deny"')).toBeGreaterThan(config.lastIndexOf('":"allow"'));
  });
});
