import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { AgentRequest } from '../../../src/agents/agent.ts';
import { createScriptedAgent } from '../../../src/agents/scripted/scripted.ts';
import { describeAgent } from '../../conformance/agent.ts';
import { type AgentPlan, writePlannedReport } from '../../conformance/agent-played.ts';
import { createRunFixture, type RunFixture } from '../process/run-fixture.ts';
import { createRequest, git, reviewVerdicts, runAgent } from '../run-agent.ts';

describeAgent('scripted', {
  create: () => createScriptedAgent({ scriptPath: 'script.yaml' }),
  play: (plan, folder) => {
    const scriptPath = join(folder, 'script.yaml');
    const steps = toSteps(plan, folder);
    writeFileSync(scriptPath, stringify({ developer: [steps], reviewer: [steps] }));
    return createScriptedAgent({ scriptPath });
  },
});

function toSteps(plan: AgentPlan, folder: string): unknown[] {
  const { say, write, report, exitCode } = plan;
  return [
    ...(say === undefined ? [] : [{ say }]),
    ...(write === undefined ? [] : [{ write }]),
    ...(report === undefined || typeof report === 'string' ? [] : [{ report }]),
    ...(typeof report === 'string'
      ? [{ run: `cp '${writePlannedReport(plan, folder)}' "$SIGNALBOX_REPORT"` }]
      : []),
    ...(exitCode === undefined ? [] : [{ exit: exitCode }]),
  ];
}

describe('a scripted run', () => {
  let fixture: RunFixture;
  let request: AgentRequest;

  beforeEach(() => {
    fixture = createRunFixture();
    request = createRequest(fixture);
  });

  afterEach(() => fixture.end());

  function play(script: string, changes: Partial<AgentRequest> = {}, round = 1) {
    const scriptPath = join(fixture.root, 'script.yaml');
    writeFileSync(scriptPath, script);
    return runAgent(createScriptedAgent({ scriptPath }), { ...request, ...changes }, fixture, round);
  }

  it('plays every step in the clone, with its placeholders filled in', async () => {
    const outcome = await play(`
      developer:
        - - say: "{{role}} round {{round}} of {{task}} on {{branch}}"
          - write: { path: "docs/{{slug}}.md", text: "# {{title}}\\n" }
          - append: { path: "docs/{{slug}}.md", text: "{{description}}{{notes}}\\n" }
          - delete: README.md
          - sleep: 10ms
          - run: "printf %s {{title}} > title.txt"
          - commit: "{{task}}: {{title}}"
          - report: { summary: "did {{task}}", usage: { inputTokens: 3 } }
    `);
    expect(outcome).toMatchObject({
      kind: 'completed',
      report: { verdict: null, summary: 'did SHOP-7', usage: { inputTokens: 3 } },
    });
    const page = join(request.clonePath, 'docs', 'anadir-dark-mode-it-s-touch-injected.md');
    expect(readFileSync(page, 'utf8')).toBe(`# ${request.title}\nMake it dark.\n`);
    expect(readFileSync(join(request.clonePath, 'title.txt'), 'utf8')).toBe(request.title);
    expect(existsSync(join(request.clonePath, 'injected'))).toBe(false);
    expect(git(request.clonePath, 'log', '-1', '--format=%s')).toBe(`SHOP-7: ${request.title}`);
    expect(git(request.clonePath, 'status', '--porcelain')).toBe('');
    expect(git(request.clonePath, 'diff', '--name-only', request.commit).split('\n')).toEqual(
      expect.arrayContaining(['README.md', 'title.txt']),
    );
    expect(readFileSync(join(fixture.root, request.runName, 'stdout'), 'utf8')).toBe(
      'developer round 1 of SHOP-7 on signalbox/SHOP-7\n',
    );
  });

  it.each([
    [1, 'changes'],
    [2, 'approve'],
    [5, 'approve'],
  ])('plays the round it is told, %i, and repeats the last one', async (round, verdict) => {
    const script = 'reviewer: [[{ report: { verdict: changes } }], [{ report: { verdict: approve } }]]';
    const outcome = await play(script, { role: 'reviewer', verdicts: reviewVerdicts }, round);
    expect(outcome).toMatchObject({ kind: 'completed', report: { verdict } });
  });

  it.each([
    [
      'an unknown placeholder',
      'developer: [[{ say: "{{colour}}" }]]',
      /unknown placeholder \{\{colour\}\}; there are task/,
    ],
    ['an unknown step', 'developer: [[{ shout: x }]]', /developer\[0\]\[0\]: unknown step "shout"/],
    ['a role it does not have', 'tester: [[]]', /no role developer; it has tester/],
    [
      'a path out of the clone',
      'developer: [[{ write: { path: ../x, text: x } }]]',
      /path \.\.\/x leads out/,
    ],
    ['an absolute path', 'developer: [[{ delete: /x }]]', /path \/x leads out/],
    ['a way out by a link', 'developer: [[{ write: { path: out/x, text: x } }]]', /path out\/x leads out/],
    ['a file that is a link', 'developer: [[{ append: { path: link, text: x } }]]', /path link is a link/],
  ])('with %s is a fault that says so, not a verdict', async (_what, script, message) => {
    const outside = join(fixture.root, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, join(request.clonePath, 'out'));
    symlinkSync(join(outside, 'x'), join(request.clonePath, 'link'));
    const outcome = await play(script, { verdicts: reviewVerdicts });
    expect(outcome).toMatchObject({ kind: 'failed', why: expect.stringMatching(message) });
    expect(existsSync(join(outside, 'x'))).toBe(false);
    expect(readFileSync(join(fixture.root, request.runName, 'exit'), 'utf8')).toBe('64\n');
  });

  it('ends with the exit status of a command that fails, and plays nothing after it', async () => {
    const script = 'developer: [[{ run: "echo broken; exit 3" }, { write: { path: after, text: x } }]]';
    const outcome = await play(script);
    expect(outcome).toMatchObject({ kind: 'failed', why: 'the program ended with exit status 3' });
    expect(existsSync(join(request.clonePath, 'after'))).toBe(false);
  });

  it('may write no report where none is allowed', async () => {
    const outcome = await play('developer: [[{ report: {} }]]', { reportPath: null });
    expect(outcome).toMatchObject({ kind: 'failed', why: expect.stringContaining('may write none') });
  });
});
