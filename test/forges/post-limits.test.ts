import { describe, expect, it } from 'vitest';
import { pullRequestWords } from '../../src/forges/change-words.ts';
import type { ForgeTask } from '../../src/forges/forge.ts';
import { isPostFor, toPostText } from '../../src/forges/post-marker.ts';

/** What GitHub and Gitea take of a text and of a title. */
const TEXT_CHARACTERS = 65_536;
const TITLE_CHARACTERS = 255;

const task = (changes: Partial<ForgeTask>): ForgeTask => ({
  repo: { key: 'shop', origin: '/shop.git', defaultBranch: 'main' },
  branch: 'task/et-12',
  title: 'Add retry',
  workItemId: 'ET-12',
  body: 'Task.',
  ...changes,
});

describe('what forges take no longer text of', () => {
  it('is a title, which a draft is marked in too', () => {
    const { title } = pullRequestWords(task({ title: '🙂'.repeat(255) }), 'draft');
    expect(`WIP: ${title}`.length).toBeLessThanOrEqual(TITLE_CHARACTERS);
    expect(title).toMatch(/^ET-12: 🙂.*…$/u);
    expect(title.isWellFormed()).toBe(true);
    expect(title).not.toContain('\uFFFD');
  });

  it('is the body of a pull request', () => {
    const { body } = pullRequestWords(task({ body: 'x'.repeat(70_000) }), 'ready');
    expect(body.length).toBeLessThanOrEqual(TEXT_CHARACTERS);
    expect(body).toMatch(/^x+…$/);
  });

  it('is a post, which keeps the mark it is found by', () => {
    const post = { key: 'closed', text: 'x'.repeat(70_000) };
    expect(toPostText(post).length).toBeLessThanOrEqual(TEXT_CHARACTERS);
    expect(isPostFor('closed', toPostText(post))).toBe(true);
  });

  it('stays as it is where it is short', () => {
    expect(pullRequestWords(task({}), 'ready')).toEqual({
      title: 'ET-12: Add retry',
      body: 'Task.',
      draft: false,
    });
    expect(toPostText({ key: 'a', text: 'Hi' })).toBe('Hi\n\n<!-- signalbox:a -->');
  });
});
