import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '../doubles/anthropic/action.ts';
import { type AnthropicStub, startAnthropicStub } from '../doubles/anthropic/anthropic-stub.ts';
import type { StubRequest } from '../doubles/anthropic/read-request.ts';
import {
  ada,
  type Ground,
  type Installation,
  install,
  planeProject,
  type Running,
} from '../support/installation.ts';
import { planeBody, postPlane } from '../support/plane.ts';
import { until } from '../support/until.ts';
import { type Plays, playRoles } from './role-plays.ts';
import { watchClis } from './watch-clis.ts';

export const key = 'sk-stub-good';

export type ClaudeSettings = {
  program: string;
  plays?: Plays;
  /** What is answered in place of a play; undefined: the play. */
  intercept?: (request: StubRequest) => Action | undefined;
  /** Whether only the developer is the CLI, and the others are commands: what a test about one run needs. */
  onlyDeveloper?: boolean;
  /** The account of the developer. */
  account?: string;
  /** Further YAML, of the project and of the file. */
  project?: string;
  file?: string;
  env?: Record<string, string>;
};

export type ClaudeInstallation = Awaited<ReturnType<typeof installClaude>>;

/** A Signalbox whose agents are the real CLI, asking a stub of its API. */
export async function installClaude(settings: ClaudeSettings) {
  const stub = await startAnthropicStub({ script: toScript(settings, () => stub) });
  const installation = await install(async (ground) => ({
    projects: projectsFile(ground, settings),
    env: {
      ANTHROPIC_API_KEY: key,
      ANTHROPIC_BASE_URL: stub.baseUrl('script'),
      CLAUDE_CODE_MAX_RETRIES: '1',
      SERIAL_GATE_ENABLED: 'false',
      ...settings.env,
    },
    close: () => stub.close(),
  }));
  const clis = watchClis(settings.program, installation.home);
  return {
    ...installation,
    stub,
    clis,
    /** Lets the tools that wait for it come to their end. */
    letGo: () => writeFileSync(join(installation.home, 'workspace', 'origin', 'tasks', 'let-go'), ''),
    close: async () => {
      clis.stop();
      await installation.close();
    },
  };
}

function toScript({ plays = {}, intercept }: ClaudeSettings, stub: () => AnthropicStub) {
  const play = playRoles(plays);
  return (turn: StubRequest['turn']) => {
    const request = stub().requests.findLast((one) => one.turn === turn);
    return (request && intercept?.(request)) ?? play(turn);
  };
}

function projectsFile({ origin, healthPort }: Ground, settings: ClaudeSettings): string {
  return `
projects:
  - name: thing
    prefix: ET
    repo: ${origin}
    tracker: { kind: plane, workspace: test, project: ${planeProject} }
    forge: { kind: local, ci: { command: test -f thing.txt } }
    roles:
      developer: { runner: claude, account: ${settings.account ?? 'team'}, model: sonnet, effort: medium }
      ${(settings.onlyDeveloper === true ? commandRoles : claudeRoles).join('\n      ')}
    staging: { command: test -f thing.txt }
    deploy:
      command: test -f thing.txt
      health: { url: "http://127.0.0.1:${healthPort}/", every: 1s, window: 1s }
${settings.project ?? ''}
people:
  - { role: operator, name: Ada, plane: user-1 }
accounts:
  - { name: team, runner: claude, program: ${settings.program}, env: [ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, CLAUDE_CODE_MAX_RETRIES] }
${settings.file ?? ''}
`;
}

const claudeRoles = [
  'analyst: { runner: claude, model: opus, effort: high }',
  'architect: { runner: claude, model: opus, effort: high }',
  'reviewer: { runner: claude, model: sonnet }',
  'tester: { runner: claude, model: haiku }',
];

const docs = 'docs/work-items/$SIGNALBOX_TASK';
const commandRoles = [
  `analyst: { runner: command, command: "mkdir -p ${docs} && echo '# Requirements' >${docs}/01-brd.md" }`,
  `architect: { runner: command, command: "mkdir -p ${docs}/06-adr && echo '# Decision' >${docs}/06-adr/1.md" }`,
  "reviewer: { runner: command, command: 'true' }",
  "tester: { runner: command, command: 'true' }",
];

/** Moves a new work item to In Progress. */
export async function open(running: Running, sequence = 1): Promise<void> {
  const { status } = await postPlane(running.url, planeBody({ item: `item-${sequence}`, sequence }));
  if (status !== 202) throw new Error(`the delivery was answered with ${status}`);
}

function cardOf({ cards }: Pick<Installation, 'cards'>, task: string) {
  return cards().findLast(({ text }) => text.startsWith(`${task} `));
}

export async function untilCard(
  installation: ClaudeInstallation,
  task: string,
  shows: RegExp,
  limitMs = 90_000,
) {
  try {
    return await until(
      `the card of ${task} to show ${shows}`,
      () => {
        const card = cardOf(installation, task);
        return card !== undefined && shows.test(card.text) ? card : undefined;
      },
      limitMs,
    );
  } catch (error) {
    throw new Error(
      `${String(error)}; it shows:\n${cardOf(installation, task)?.text}\n${installation.log().slice(-3000)}`,
      { cause: error },
    );
  }
}

/** Presses a button of the card as soon as it is there. */
export async function press(installation: ClaudeInstallation, task: string, button: string): Promise<void> {
  const card = await until(
    `the card of ${task} to have ${button}`,
    () => {
      const shown = cardOf(installation, task);
      return shown?.buttons.flat().some(({ text }) => text.startsWith(button)) ? shown : undefined;
    },
    60_000,
  );
  const found = card.buttons.flat().find(({ text }) => text.startsWith(button));
  await installation.emulator.press(ada.id, ada.id, card.id, found?.text ?? button);
}

/** To the end, from the question whether the requirements are approved. */
export async function approveToEnd(installation: ClaudeInstallation, task: string) {
  await press(installation, task, 'Approve');
  return untilCard(installation, task, /✅/);
}

/** The path of a file in the clone of a task, once it is there. */
export function findInClone({ home }: Installation, task: number, name: string): string | undefined {
  const clone = join(home, 'workspace', 'origin', 'tasks', `task-${task}`);
  return existsSync(join(clone, '.git')) && existsSync(join(clone, name)) ? join(clone, name) : undefined;
}
