import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Agent, AgentOutput, AgentRequest, AgentResult } from '../../src/agents/agent.ts';
import { emptyTranscript, type Transcript } from '../../src/agents/cli/transcript.ts';
import { outcomeKinds } from '../../src/domain/outcome.ts';
import { plainRequest } from '../agents/plain-request.ts';
import { reviewVerdicts } from '../agents/run-agent.ts';

/** A run of the real CLI, and what is to be made of it. */
export type RecordedRun = {
  /** What the CLI did, as the end of a sentence: `reports and ends`. */
  title: string;
  /** Standard output as captured; see `readCaptured`. */
  stdout: string;
  stderr?: string;
  exitCode: number | null;
  /** Of its stage; none by default. */
  verdicts?: AgentResult['verdicts'];
  reportText?: string;
  endedAt?: Date;
  /** What the transcript must hold, among other things. */
  told: Partial<Omit<Transcript, 'usage' | 'end'>> & { usage?: object; end?: object | null };
  /** What the outcome must hold, among other things. */
  outcome: { kind: (typeof outcomeKinds)[number] } & Record<string, unknown>;
};

/** Captured output in test/fixtures/agents/. */
export function readCaptured(fileName: string): string {
  return readFileSync(join(import.meta.dirname, '..', 'fixtures', 'agents', fileName), 'utf8');
}

/** Folds each line as it comes, out of the hands of whoever might change what is known. */
export function readLines(readLine: AgentOutput['readLine'], lines: readonly string[]): Transcript {
  return lines.reduce<Transcript>((known, line) => readLine(freeze(known), line), emptyTranscript);
}

export function toLines(stdout: string): string[] {
  return stdout.split('\n').filter((line) => line !== '');
}

/** What a runner promises whose output is followed. */
export function describeOutput(create: () => Agent, runs: readonly RecordedRun[] | undefined): void {
  if (runs === undefined) return;
  describe('whose output is followed', () => {
    describeRecorded(create, runs);
    describeReading(create, runs);
    describeSessions(create);
  });
}

function describeRecorded(create: () => Agent, runs: readonly RecordedRun[]): void {
  const { output, toOutcome } = open(create);

  it.each(runs)('understands a run that $title', (run) => {
    const transcript = readLines(output.readLine, toLines(run.stdout));
    expect(transcript).toMatchObject(run.told);
    expect(toOutcome(toResult(run, transcript))).toMatchObject(run.outcome);
  });

  it('takes no run for completed that came to no last word, however its process ended', () => {
    const unfinished = runs.flatMap((run) => listUnfinished(output, run));
    expect(unfinished.length).toBeGreaterThan(0);
    const kinds = unfinished.flatMap(({ run, transcript }) =>
      [null, 0, 1, 130, 137, 143].map(
        (exitCode) => toOutcome({ ...toResult(run, transcript), exitCode, reportText: null }).kind,
      ),
    );
    expect(kinds).not.toContain('completed');
    expect(kinds).not.toContain('question');
  });

  it('makes an outcome of every end, whatever was told before', () => {
    const told = runs.map((run) => readLines(output.readLine, toLines(run.stdout)));
    const ended = fc.record({
      run: fc.constantFrom(...runs),
      transcript: fc.constantFrom(...told),
      exitCode: fc.constantFrom(null, 0, 1, 2, 126, 127, 129, 130, 137, 139, 143),
      verdicts: fc.constantFrom(null, reviewVerdicts),
    });
    fc.assert(
      fc.property(ended, ({ run, transcript, exitCode, verdicts }) => {
        const { kind } = toOutcome({ ...toResult(run, transcript), exitCode, verdicts });
        expect(outcomeKinds).toContain(kind);
      }),
    );
  });
}

function describeReading(create: () => Agent, runs: readonly RecordedRun[]): void {
  const { readLine } = open(create).output;
  const anyRun = fc.constantFrom(
    ...runs.map((run) => toLines(run.stdout)).filter((lines) => lines.length > 0),
  );
  const anyPlace = fc.nat().map((place) => (lines: readonly unknown[]) => place % lines.length);

  it('knows the same wherever it stopped reading and went on', () => {
    fc.assert(
      fc.property(anyRun, anyPlace, (lines, placeIn) => {
        const place = placeIn(lines);
        const before = structuredClone(readLines(readLine, lines.slice(0, place)));
        const after = lines.slice(place).reduce<Transcript>(readLine, before);
        expect(after).toEqual(readLines(readLine, lines));
      }),
    );
  });

  it('counts a line of garbage, and lets it change nothing else', () => {
    const garbage = fc.string({ minLength: 1 }).map((text) => `?${text.replaceAll('\n', ' ')}`);
    fc.assert(
      fc.property(anyRun, anyPlace, garbage, (lines, placeIn, text) => {
        const place = placeIn(lines);
        const clean = readLines(readLine, lines);
        const read = readLines(readLine, [...lines.slice(0, place), text, ...lines.slice(place)]);
        expect(read).toEqual({ ...clean, garbled: clean.garbled + 1 });
      }),
    );
  });

  it('counts a line that was cut off, and takes nothing from it', () => {
    fc.assert(
      fc.property(anyRun, anyPlace, fc.nat(), (lines, placeIn, length) => {
        const place = placeIn(lines);
        const line = lines[place] ?? '';
        const cut = line.slice(0, 1 + (length % (line.length - 1)));
        const before = readLines(readLine, lines.slice(0, place));
        expect(readLine(before, cut)).toEqual({ ...before, garbled: before.garbled + 1 });
      }),
    );
  });

  it('passes over empty lines and kinds of lines that it does not know', () => {
    fc.assert(
      fc.property(anyRun, (lines) => {
        const known = readLines(readLine, lines);
        for (const line of ['', '  ', '{}', '{"type":"of a later version","session":1}'])
          expect(readLine(known, line)).toEqual(known);
      }),
    );
  });

  it('reads on whatever stands where a value was expected', () => {
    fc.assert(
      fc.property(anyRun, anyPlace, fc.nat(), fc.jsonValue(), (lines, placeIn, at, value) => {
        const place = placeIn(lines);
        const changed = lines.toSpliced(place, 1, replaceValue(lines[place] ?? '{}', at, value));
        const transcript = readLines(readLine, changed);
        expect(transcript.garbled).toBeLessThanOrEqual(1);
        expect(transcript.turns).toBeLessThanOrEqual(lines.length);
      }),
    );
  });
}

function describeSessions(create: () => Agent): void {
  const request = plainRequest;

  it('is told the session to go on in, when it can', () => {
    const agent = create();
    const { id } = request.session;
    const resumed = agent.toInvocation({ ...request, session: { id, resumes: true } });
    const named = [...resumed.argv, ...Object.values(resumed.env)].some((word) => word.includes(id));
    expect(named).toBe(open(create).output.resumable);
    expect(agent.toInvocation(request).argv).not.toEqual(resumed.argv);
  });

  it('is started with other permissions where it may only read than where it may write', () => {
    const toText = (access: AgentRequest['access']): string => {
      const { argv, env, files } = create().toInvocation({ ...request, access });
      return JSON.stringify({ argv, env, files });
    };
    expect(toText('read')).not.toBe(toText('write'));
    expect(toText('documents')).not.toBe(toText('read'));
  });
}

function open(create: () => Agent) {
  const { output, toOutcome } = create();
  if (output === null) throw new Error('an agent whose output is not followed has no recorded runs');
  return { output, toOutcome };
}

function toResult(run: RecordedRun, transcript: Transcript): AgentResult {
  const { exitCode, stderr = '', stdout, reportText = null, verdicts = null, endedAt } = run;
  return {
    exitCode,
    reportText,
    outputTail: `${stdout}${stderr}`.slice(-4000),
    errorTail: stderr,
    transcript,
    verdicts,
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}

/** Every beginning of a run without its last word. */
function listUnfinished(output: AgentOutput, run: RecordedRun) {
  const lines = toLines(run.stdout);
  return lines
    .map((_line, length) => ({ run, transcript: readLines(output.readLine, lines.slice(0, length)) }))
    .filter(({ transcript }) => transcript.end === null);
}

/** The line with one of its values, at any depth, replaced. */
function replaceValue(line: string, at: number, value: unknown): string {
  const count = countValues(line);
  let visited = 0;
  const changed: unknown = JSON.parse(line, (_key, found: unknown) => {
    visited += 1;
    return visited === 1 + (at % count) ? value : found;
  });
  return JSON.stringify(changed);
}

function countValues(line: string): number {
  let count = 0;
  JSON.parse(line, (_key, found: unknown) => {
    count += 1;
    return found;
  });
  return count;
}

function freeze(transcript: Transcript): Transcript {
  for (const part of Object.values(transcript)) Object.freeze(part);
  return Object.freeze(transcript);
}
