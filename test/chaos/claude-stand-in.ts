import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { takeLock } from './lock.ts';
import { openSession } from './stand-in-session.ts';

/**
 * Stands in for Claude Code 2.1.329 where money, sessions and ends are concerned: asks no model, and does the work of
 * each role in a few commits. Like that CLI it forgets what it spent when it is killed, and leaves its children behind.
 */
const { values } = parseArgs({
  strict: false,
  options: {
    print: { type: 'boolean', short: 'p' },
    'session-id': { type: 'string' },
    resume: { type: 'string' },
    'json-schema': { type: 'string' },
  },
});
const { SIGNALBOX_TASK: task = '', SIGNALBOX_ROLE: role = '' } = process.env;
const shortestMs = 20;
const longestMs = Number(process.env['CHAOS_THINK_MS']);
const sleepSeconds = '60';

const work: Readonly<Record<string, readonly (() => Promise<void>)[]>> = {
  analyst: [() => commit(`docs/work-items/${task}/01-brd.md`, '# Requirements\n\n## Summary\n\nA thing.\n')],
  architect: [() => commit(`docs/work-items/${task}/06-adr/1.md`, '# Decision\n')],
  developer: [
    () => commit(`work/${task}.txt`, `${task}\n`),
    () => commit(`work/${task}.test.txt`, `${task}\n`),
  ],
};

const lock = takeLock(task);
const session = openSession(readText(values['session-id']), readText(values.resume));
process.once('SIGTERM', () => end(143));
await think();
const refusal = session.begin(readFileSync(0, 'utf8'));
if (refusal !== null) end(refusal);
startChildren();
session.say('reading what there is');
for (const step of [...(work[role] ?? []), () => run('git', ['log', '-1', '--format=%H'])]) {
  await think();
  session.say('doing the next thing');
  await step();
}
await think();
session.handIn(toReport(readText(values['json-schema']) ?? '{}'));
await think();
end(0);

function readText(value: string | boolean | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

async function think(): Promise<void> {
  await pause(shortestMs + Math.random() * (longestMs - shortestMs));
}

/** One that stays in the group, one in a session of its own, and now and then one that takes no TERM: all outlive us. */
function startChildren(): void {
  const stubborn = Math.random() < 0.1;
  const command = stubborn ? `trap "" TERM; sleep ${sleepSeconds} & wait` : `sleep ${sleepSeconds}`;
  spawn('sleep', [sleepSeconds], { stdio: 'ignore' }).unref();
  spawn('sh', ['-c', command], { stdio: 'ignore', detached: true }).unref();
}

/** As a model does it: looks before it repeats what it did in a turn that was cut off. */
async function commit(path: string, text: string): Promise<void> {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  await think();
  await run('git', ['add', '--all']);
  const { stdout } = await run('git', ['status', '--porcelain']);
  if (stdout !== '') await run('git', ['commit', '--quiet', '--message', `${task}: ${path}`]);
}

async function run(program: string, args: string[]) {
  return promisify(execFile)(program, args);
}

/** Always content: the first verdict that the schema knows is the positive one. */
function toReport(schema: string): object {
  const { required = [], properties } = JSON.parse(schema) as {
    required?: string[];
    properties?: { verdict?: { enum?: string[] } };
  };
  const verdict = required.includes('verdict') ? { verdict: properties?.verdict?.enum?.[0] } : {};
  return { summary: `${role} is done`, ...verdict };
}

function end(code: number): never {
  session.end();
  rmSync(lock, { force: true });
  process.exit(code);
}
