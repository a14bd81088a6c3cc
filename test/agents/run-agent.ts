import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent, AgentRequest, ExpectedVerdicts } from '../../src/agents/agent.ts';
import { readTranscript } from '../../src/agents/cli/read-transcript.ts';
import { agentEnvironment } from '../../src/agents/containment/agent-environment.ts';
import { createHome } from '../../src/agents/containment/agent-home.ts';
import { readErrorTail, readOutputTail, readReport } from '../../src/agents/process/read-output.ts';
import { writeRequestFile } from '../../src/agents/scripted/request-file.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { emptyReport } from '../../src/domain/report.ts';
import { plainRequest } from './plain-request.ts';
import type { RunFixture } from './process/run-fixture.ts';

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
    ...plainRequest,
    commit: git(clonePath, 'rev-parse', 'HEAD'),
    runName: `agent-${process.pid}-${Date.now()}`,
    clonePath,
    promptPath: join(folder, 'prompt.md'),
    reportPath: join(folder, 'report.json'),
    homePath: join(fixture.root, 'home'),
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
  const { homePath, runName: marker, clonePath: cwd } = request;
  const { argv, env: extra, stdinPath, files } = agent.toInvocation(request);
  createHome({ homePath, template: null, files });
  const tempPath = join(fixture.root, marker, 'tmp');
  const env = agentEnvironment({ PATH: '/usr/bin:/bin' }, { homePath, tempPath, extra });
  const spec = fixture.toSpec(argv, { marker, cwd, stdinPath, env });
  const run = await fixture.host.start(spec);
  const { exitCode } = await run.ended;
  const report = request.reportPath === null ? null : await readReport(request.reportPath);
  if (report?.ok === false) return { kind: 'failed', why: report.why, report: emptyReport };
  const { output } = agent;
  return agent.toOutcome({
    exitCode,
    reportText: report?.text ?? null,
    outputTail: await readOutputTail(spec.folder, tailBytes),
    errorTail: await readErrorTail(spec.folder, tailBytes),
    transcript: output === null ? null : await readTranscript(join(spec.folder, 'stdout'), output.readLine),
    verdicts: request.verdicts,
  });
}

export const reviewVerdicts = { positive: 'approve', negative: 'changes' } satisfies ExpectedVerdicts;

export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}
