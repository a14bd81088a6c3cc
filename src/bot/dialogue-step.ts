import { phrase, type Said } from '../domain/phrase.ts';
import type { Project } from '../domain/project.ts';
import { oneLine } from '../telegram/formatted.ts';
import { mostFiles, type SentFile, tooMany } from '../workflow/attach-files.ts';
import { type Dialogue, stepOf } from './dialogue-state.ts';
import { findProject, joinParts, readTitle } from './parse-new-task.ts';

/** What a message says. */
export type Heard = { messageId: number; words: string; isForwarded: boolean; file: SentFile | null };

export type Taken = { dialogue: Dialogue; problem: Said | null };

/** What the dialogue is after a message, which answers what was asked; a problem where it cannot. */
export function takeIn(before: Dialogue, heard: Heard, projects: readonly Project[]): Taken {
  const { words, file, isForwarded } = heard;
  const dialogue = { ...before, heard: Math.max(before.heard, heard.messageId) };
  const step = stepOf(dialogue);
  if (file !== null && dialogue.files.length >= mostFiles) return { dialogue, problem: tooMany };
  // The words below a file describe the file once the task is described, and answer no question about its project.
  const isNote = file !== null && !isForwarded && (step === 'files' || step === 'project');
  const kept = file === null ? [] : [isNote ? file : { ...file, note: null }];
  const withFile = { ...dialogue, files: [...dialogue.files, ...kept] };
  if (words === '' || isNote)
    return { dialogue: withFile, problem: file === null ? phrase('new-no-words') : null };
  if (isForwarded) return { dialogue: describe(withFile, words), problem: null };
  return answers[step](withFile, words, projects);
}

const answers: Record<
  ReturnType<typeof stepOf>,
  (dialogue: Dialogue, words: string, projects: readonly Project[]) => Taken
> = {
  project: (dialogue, words, projects) => {
    const project = findProject(projects, words);
    if (project === undefined)
      return { dialogue, problem: phrase('new-unknown-project', { name: oneLine(words, 64) }) };
    return { dialogue: { ...dialogue, project: project.name }, problem: null };
  },
  title: (dialogue, words) => {
    const [line = '', ...lines] = words.split('\n');
    const { title, description } = readTitle(line, lines.join('\n'));
    if (title === '') return { dialogue, problem: phrase('new-empty-title') };
    return { dialogue: describe({ ...dialogue, title }, description), problem: null };
  },
  description: (dialogue, words) => ({ dialogue: describe(dialogue, words), problem: null }),
  files: (dialogue, words) => ({ dialogue: describe(dialogue, words), problem: null }),
};

function describe(dialogue: Dialogue, words: string): Dialogue {
  return { ...dialogue, description: joinParts([dialogue.description, words]) };
}
