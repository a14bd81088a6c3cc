import { sep } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { outcomeKinds } from '../../src/domain/outcome.ts';
import { plainRequest } from '../agents/plain-request.ts';
import { reviewVerdicts } from '../agents/run-agent.ts';
import { describeOutput, type RecordedRun } from './agent-output.ts';
import { describePlayed, type PlayAgent } from './agent-played.ts';

/** One runner and what is known of it. Give `play`, `recorded`, or both. */
export type AgentSubject = {
  create(): Agent;
  /** For a runner whose program is ours to write: it is started for real. */
  play?: PlayAgent;
  /** For a runner whose output is followed: what its CLI printed, captured from real runs. */
  recorded?: readonly RecordedRun[];
};

/** What every runner promises. */
export function describeAgent(name: string, subject: AgentSubject): void {
  describe(`the agent ${name}`, () => {
    describeInvocation(subject.create);
    describeAnyEnd(subject.create);
    describePlayed(subject.play);
    describeOutput(subject.create, subject.recorded);
  });
}

function describeInvocation(create: () => Agent): void {
  const request = { ...plainRequest, notes: 'Mind the $(touch gap); `touch gap`' };

  it('is pure: the same request gives the same invocation', () => {
    const frozen = Object.freeze({ ...request, session: Object.freeze({ ...request.session }) });
    const agent = create();
    expect(agent.toInvocation(frozen)).toEqual(agent.toInvocation(frozen));
    expect(create().toInvocation(frozen)).toEqual(agent.toInvocation(frozen));
    expect(agent.toInvocation(frozen).argv.length).toBeGreaterThan(1);
  });

  it('tells its program where it runs and what for', () => {
    expect(create().toInvocation(request).env).toMatchObject({
      SIGNALBOX_ROLE: 'developer',
      SIGNALBOX_STAGE: 'development',
      SIGNALBOX_TASK: 'SHOP-7',
      SIGNALBOX_PROMPT: request.promptPath,
      SIGNALBOX_COMMIT: request.commit,
      SIGNALBOX_BRANCH: request.branch,
      SIGNALBOX_REPO: request.repo,
      SIGNALBOX_RUN: request.runName,
    });
  });

  it('names a report file where the report is one, and only when there is to be a report', () => {
    const agent = create();
    const expected = agent.reportChannel === 'file' ? request.reportPath : undefined;
    expect(agent.toInvocation(request).env['SIGNALBOX_REPORT']).toBe(expected);
    expect(agent.toInvocation({ ...request, reportPath: null }).env).not.toHaveProperty('SIGNALBOX_REPORT');
  });

  it('puts no word of people where others can read it or a shell could run it', () => {
    const { argv, env } = create().toInvocation(request);
    const given = [...argv, ...Object.values(env)].join('\n');
    for (const said of [request.title, request.description, request.notes]) expect(given).not.toContain(said);
  });

  it('sets no secret: those are the account’s', () => {
    const { env } = create().toInvocation(request);
    expect(Object.keys(env).filter((name) => /KEY$|TOKEN$|SECRET|PASSWORD|CREDENTIAL/.test(name))).toEqual(
      [],
    );
  });

  it('reads its prompt alone, and writes its settings below its HOME alone', () => {
    const { stdinPath, files } = create().toInvocation(request);
    expect([null, request.promptPath]).toContain(stdinPath);
    const outside = Object.keys(files).filter((path) => !path.startsWith(`${request.homePath}${sep}`));
    expect(outside).toEqual([]);
  });
}

function describeAnyEnd(create: () => Agent): void {
  const result = fc.record({
    exitCode: fc.oneof(fc.constantFrom(null, 0, 1, 126, 127, 129, 130, 137, 143), fc.nat(255)),
    reportText: fc.oneof(fc.constant(null), fc.string(), fc.json()),
    outputTail: fc.string(),
    errorTail: fc.string(),
    transcript: fc.constant(null),
    verdicts: fc.constantFrom(null, reviewVerdicts),
  });

  it('makes an outcome of every end that its process can come to', () => {
    const agent = create();
    fc.assert(
      fc.property(result, (ended) => {
        expect(outcomeKinds).toContain(agent.toOutcome(ended).kind);
      }),
      { numRuns: 300 },
    );
  });
}
