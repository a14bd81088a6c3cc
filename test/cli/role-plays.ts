import { type Action, type Script, type Turn } from '../doubles/anthropic/action.ts';

/** What the agent of a role does, a step for each tool call since its prompt. Behind the last one it has no more to say. */
export type Play = (turn: Turn, task: string) => readonly Action[] | Promise<readonly Action[]>;
export type Plays = Partial<Record<string, Play>>;

/** Who a session is, said in its first prompt; both empty for a prompt that is none of ours. */
function whoIs({ prompt }: Turn): { role: string; task: string } {
  const [, role = '', task = ''] = /You are the \*\*(.+?)\*\* of the work item `(.+?)`/.exec(prompt) ?? [];
  return { role, task };
}

/** The usual agents, in whose place a test puts those that it is about. */
export function playRoles(plays: Plays): Script {
  return async (turn) => {
    const { role, task } = whoIs(turn);
    const play = plays[role] ?? usual[role];
    if (play === undefined) throw new Error(`nobody plays "${role}"`);
    const steps = await play(turn, task);
    return steps[turn.stepOfPrompt] ?? { text: 'STUB: done.' };
  };
}

export function bash(command: string): Action {
  return { tool: 'Bash', input: { command, description: 'A command of the stub' } };
}

export const commitAll = (message: string) => bash(`git add -A && git commit -qm "${message}"`);

export const isResumed = (lastPrompt: string) => lastPrompt.startsWith('# Go on');

/** A command that goes on until `letGo` of the installation. */
export const waitToBeLetGo = 'while [ ! -e ../let-go ]; do sleep 0.1; done';

const usual: Readonly<Record<string, Play>> = {
  analyst: ({ cwd }, task) => [
    {
      tool: 'Write',
      input: {
        file_path: `${cwd}/docs/work-items/${task}/01-brd.md`,
        content: '# Requirements\n\nA thing.\n',
      },
    },
    commitAll('Write the requirements'),
    { report: { summary: 'The requirements are written.' } },
  ],
  architect: ({ cwd }, task) => [
    {
      tool: 'Write',
      input: { file_path: `${cwd}/docs/work-items/${task}/06-adr/1.md`, content: '# Decision\n' },
    },
    commitAll('Decide'),
    { report: { summary: 'It is decided.' } },
  ],
  developer: () => [
    bash('echo thing >thing.txt'),
    commitAll('Add the thing'),
    { report: { summary: 'The thing is there.' } },
  ],
  reviewer: () => [
    bash('git log -1 --stat'),
    { report: { verdict: 'approve', summary: 'I would sign it.' } },
  ],
  tester: () => [
    bash('test -f thing.txt && echo there'),
    { report: { verdict: 'pass', summary: 'It works.' } },
  ],
};
