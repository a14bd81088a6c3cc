import type { Forge, ForgeTask } from '../../../src/forges/forge.ts';
import type { Tracker } from '../../../src/trackers/tracker.ts';

/** How the next call ends: done, done with its answer lost, or not done. */
type Fate = 'done' | 'lost' | Error;

/** A tracker and a forge that keep what they are told, in order, and meet the fates a test lays out. */
export function createOutside() {
  const told: string[] = [];
  const posts = new Map<string, string>();
  const fates: Fate[] = [];
  const opened: { task: ForgeTask; state: string }[] = [];
  const change = { state: 'open' };
  const happen = (act: () => void) => {
    const fate = fates.shift() ?? 'done';
    if (fate instanceof Error) return Promise.reject(fate);
    act();
    return fate === 'lost' ? Promise.reject(trouble('the answer was lost')) : Promise.resolve();
  };
  const post = (place: string, key: string, text: string) =>
    happen(() => {
      if (posts.has(key)) return;
      posts.set(key, text);
      told.push(`${place}: ${text.split('\n')[0]}`);
    });
  const tracker = {
    setState: (id: string, state: string) => happen(() => told.push(`${id} is ${state}`)),
    post: (id: string, { key, text }: { key: string; text: string }) => post(id, key, text),
    itemUrl: (id: string) => `http://plane.example/${id}`,
  } as Partial<Tracker> as Tracker;
  const forge = {
    openChange: (task: ForgeTask, state: string) => {
      opened.push({ task, state });
      return Promise.resolve({ id: '7', url: 'http://forge.example/7' });
    },
    findChange: () =>
      Promise.resolve({ ...change, id: '7', url: null, head: '', mergeCommit: null, by: null }),
    findLanding: () => Promise.resolve({ kind: 'base-moved', base: '' }),
    post: ({ branch }: ForgeTask, { key, text }: { key: string; text: string }) => post(branch, key, text),
    fileUrl: ({ branch }: ForgeTask, path: string) => `http://forge.example/${branch}/${path}`,
  } as Partial<Forge> as Forge;
  return { tracker, forge, told, posts, fates, opened, change };
}

export function trouble(message: string, retryable = true): Error {
  return Object.assign(new Error(message), { retryable });
}
