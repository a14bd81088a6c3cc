import type { Verb } from '../verbs.ts';

const text = `npm start                          run Signalbox (settings: .env.example, projects.example.yaml)
npm start -- queue [--json]        what runs, what waits and why
npm start -- task ID [--json]      one task, stage by stage
npm start -- why ID [--json]       what a task waits for and what lifts it
npm start -- cost [ID|today|week|month] [--json]
                                   what was spent, by task, repository, day, role and model
npm start -- events [--json]       what came by webhook and what became of it; 50 events, or --all
npm start -- audit [--json]        who did what in the chat or over HTTP, who was refused what; the latest 50, or --all
npm start -- replay ID [--json]    dispatch a stored event once more
npm start -- resume                lift the pause after a takeover
npm run demo                       everything on this machine, without any account
                                   -- --auto          approve by itself and end when the release is healthy
                                   -- --repo PATH     work on a clone of a git repository of yours
                                   -- --ci COMMAND    what tests a fresh clone of it; without, no tests run
                                   -- --port N        of the chat page

Exit status: 0 fine, 1 failed, 2 wrong use.`;

export const help: Verb = async ({ print }) => {
  print(text);
  return 0;
};
