import { cutText } from '../payload.ts';
import type { ForgeTask, LandingStyle } from './forge.ts';
import type { PullRequestWords } from './pull-request.ts';

/** Gitea keeps 255 characters, the mark of a draft before it included; GitHub takes 256. */
const TITLE_CHARACTERS = 240;
/** GitHub refuses more than 65,536. */
const BODY_CHARACTERS = 65_000;

export function pullRequestWords(task: ForgeTask, state: 'draft' | 'ready'): PullRequestWords {
  const title = cutText(`${task.workItemId}: ${onOneLine(task.title)}`, TITLE_CHARACTERS);
  return { title, body: cutText(task.body, BODY_CHARACTERS), draft: state === 'draft' };
}

/** What a commit that lands a task says: its first line, and what stands below. */
export function landingWords(task: ForgeTask, style: LandingStyle): { title: string; message: string } {
  const title = onOneLine(task.title);
  return {
    title: style === 'merge' ? `Merge ${task.workItemId}: ${title}` : title,
    message: `Signalbox-Task: ${task.workItemId}`,
  };
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
