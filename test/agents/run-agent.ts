import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent, AgentRequest, ExpectedVerdicts } from '../../src/agents/agent.ts';
import { agentEnvironment } from '../../src/agents/agent-environment.ts';
import { readOutputTail, readReport } from '../../src/agents/read-output.ts';
import { writeRequestFile } from '../../src/agents/request-file.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { emptyReport } from '../../src/domain/report.ts';
import type { RunFixture } from './run-fixture.ts';

const tailBytes = 4000;

/** A clone with one commit, and a request of a developer in it. */
export function createRequest(fixture: RunFixture, changes: Partial<AgentRequest> = {}): AgentRequest {
  const origin = join(fixture.root, 'origin.git');
  const clonePath = join(fixture.root, 'clone');
  git(fixture.root, 'init', '--quiet', '--bare', '--initial-branch', 'main', origin);
  git(fixture.root, 'clone', '--quiet', origin, clonePath);
  git(clonePath, 'checkout', '--quiet', '-B', 'main');
  writeFileSync(join(clonePath, 'README.md'), '# sample\n');
  git(clonePath, 'add', '-A');
  git(
    clonePath,
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@t.invalid',
    'commit',
    '--quiet',
    '--no-gpg-sign',
    '-m',
    'start',
  );
  git(clonePath, 'checkout', '--quiet', '-b', 'signalbox/SHOP-7');
  const folder = join(fixture.root, 'run');
  mkdirSync(folder);
  writeFileSync(join(folder, 'prompt.md'), '# prompt\n');
  return {
    role: 'developer',
    stage: 'development',
    workItemId: 'SHOP-7',
    title: `Añadir "dark" mode; it's $(touch injected)`,
    description: 'Make it dark.',
    notes: '',
    repo: 'acme/shop',
    branch: 'signalbox/SHOP-7',
    commit: git(clonePath, 'rev-parse', 'HEAD'),
    runName: `agent-${process.pid}-${Date.now()}`,
    clonePath,
    promptPath: join(folder, 'prompt.md'),
    reportPath: join(folder, 'report.json'),
    model: null,
    effort: null,
    verdicts: null,
    ...changes,
  };
}

/** What a use case does with an agent: start its program, wait for the end, read what it left. */
export async function runAgent(
  agent: Agent,
  request: AgentRequest,
  fixture: RunFixture,
  round = 1,
): Promise<Outcome> {
  writeRequestFile({ ...request, round });
  const { argv, env } = agent.toInvocation(request);
  const marker = request.runName;
  const changes = { marker, cwd: request.clonePath, env: agentEnvironment({ PATH: '/usr/bin:/bin' }, env) };
  const spec = fixture.toSpec(argv, changes);
  const run = await fixture.host.start(spec);
  const { exitCode } = await run.ended;
  const report = request.reportPath === null ? null : await readReport(request.reportPath);
  if (report?.ok === false) return { kind: 'failed', why: report.why, report: emptyReport };
  const outputTail = await readOutputTail(spec.folder, tailBytes);
  return agent.toOutcome({
    exitCode,
    reportText: report?.text ?? null,
    outputTail,
    verdicts: request.verdicts,
  });
}

export const reviewVerdicts = { positive: 'approve', negative: 'changes' } satisfies ExpectedVerdicts;

export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}
