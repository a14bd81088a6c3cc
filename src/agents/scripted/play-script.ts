import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fillTemplate } from '../template.ts';
import { toConfinedPath } from './confined-path.ts';
import type { RequestFile } from './request-file.ts';
import type { Script, Step, StepKind, StepValues } from './script.ts';

/** What a step may do; a result that is not null ends the run with that exit status. */
type Stage = { request: RequestFile; fill(text: string): string; values: Record<string, string> };
type Player<K extends StepKind> = (
  value: StepValues[K],
  stage: Stage,
) => Promise<number | null> | number | null;

/** Plays the round of the request's role and gives the exit status; throws when the script cannot be played. */
export async function playScript(script: Script, request: RequestFile): Promise<number> {
  const values = toTemplateValues(request);
  const stage: Stage = { request, values, fill: (text) => fillTemplate(text, values) };
  for (const step of findRound(script, request)) {
    const exitCode = await playStep(step, stage);
    if (exitCode !== null) return exitCode;
  }
  return 0;
}

function findRound(script: Script, { role, round }: RequestFile): Step[] {
  const rounds = Object.hasOwn(script, role) ? script[role] : undefined;
  const steps = rounds?.[Math.min(round, rounds.length) - 1];
  if (steps === undefined) {
    throw new Error(`the script has no role ${role}; it has ${Object.keys(script).join(', ')}`);
  }
  return steps;
}

const players: { [K in StepKind]: Player<K> } = {
  write: ({ path, text }, stage) => {
    writeFileSync(toFile(path, stage), stage.fill(text));
    return null;
  },
  append: ({ path, text }, stage) => {
    appendFileSync(toFile(path, stage), stage.fill(text));
    return null;
  },
  delete: (path, stage) => {
    rmSync(toConfinedPath(stage.request.clonePath, stage.fill(path)), { recursive: true });
    return null;
  },
  say: (text, stage) => {
    process.stdout.write(`${stage.fill(text)}\n`);
    return null;
  },
  sleep: async (durationMs) => {
    await sleep(durationMs);
    return null;
  },
  run: (command, { request, values }) =>
    // Its values come from people outside, so each stands as one quoted word of the shell.
    runProgram(request, 'sh', ['-c', fillTemplate(command, values, ({ value }) => toShellWord(value))]),
  commit: (message, stage) => {
    const identity = ['-c', 'user.name=Scripted agent', '-c', 'user.email=scripted@signalbox.invalid'];
    const commit = ['commit', '--quiet', '--no-verify', '--no-gpg-sign', '-m', stage.fill(message)];
    return (
      runProgram(stage.request, 'git', ['add', '-A']) ??
      runProgram(stage.request, 'git', [...identity, ...commit])
    );
  },
  report: (report, stage) => {
    const { reportPath } = stage.request;
    if (reportPath === null) throw new Error('step report: this run may write none');
    writeFileSync(`${reportPath}.tmp`, JSON.stringify(fillDeep(report, stage), null, 2));
    renameSync(`${reportPath}.tmp`, reportPath);
    return null;
  },
  exit: (exitCode) => exitCode,
};

async function playStep<K extends StepKind>(
  step: { kind: K; value: StepValues[K] },
  stage: Stage,
): Promise<number | null> {
  return players[step.kind](step.value, stage);
}

function toFile(path: string, stage: Stage): string {
  const file = toConfinedPath(stage.request.clonePath, stage.fill(path));
  mkdirSync(dirname(file), { recursive: true });
  return file;
}

const notRunnableCode = 126;

/** Null when it ended well, else the exit status that the run ends with. */
function runProgram(request: RequestFile, program: string, args: string[]): number | null {
  const { status, error } = spawnSync(program, args, {
    cwd: request.clonePath,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error !== undefined) throw error;
  return status === 0 ? null : (status ?? notRunnableCode);
}

function fillDeep(value: unknown, stage: Stage): unknown {
  if (typeof value === 'string') return stage.fill(value);
  if (Array.isArray(value)) return value.map((item) => fillDeep(item, stage));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillDeep(item, stage)]));
}

function toTemplateValues(request: RequestFile): Record<string, string> {
  return {
    task: request.workItemId,
    title: request.title,
    description: request.description,
    notes: request.notes,
    role: request.role,
    round: String(request.round),
    branch: request.branch,
    commit: request.commit,
    slug: toSlug(request.title) || request.workItemId.toLowerCase(),
  };
}

const slugLength = 40;

function toSlug(title: string): string {
  const plain = title.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, slugLength)
    .replaceAll(/^-|-$/g, '');
}

function toShellWord(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
