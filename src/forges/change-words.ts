import type { ForgeTask, LandingStyle } from './forge.ts';
import type { PullRequestWords } from './pull-request.ts';

export function pullRequestWords(task: ForgeTask, state: 'draft' | 'ready'): PullRequestWords {
  const title = `${task.workItemId}: ${onOneLine(task.title)}`;
  return { title, body: task.body, draft: state === 'draft' };
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
