import type { Said } from './phrase.ts';
import type { TaskAction } from './task-view.ts';

/** What landed, from the commit before it. Short hashes; the latest subjects first, `count` says how many there are. */
export type CommitRange = Readonly<{
  from: string | null;
  to: string;
  count: number;
  subjects: readonly Readonly<{ commit: string; subject: string }>[];
}>;

/** What a chat is told of a release that froze its repository. */
export type ReleaseView = Readonly<{
  taskId: number;
  workItemId: string;
  title: string;
  repo: string;
  /** It was not found degraded: its task was cancelled after something of it had landed. */
  isCancelled: boolean;
  reason: Said;
  /** Null until it was looked up, and where it cannot be. */
  range: CommitRange | null;
  /** The end of what the failing look or the deploy printed; may be empty. */
  output: string;
  rollback: Readonly<{
    state: 'asked' | 'under-way' | 'done' | 'failed';
    who: string;
    said: Said | null;
  }> | null;
  /** That one was asked for since, and taken back before it began; null where the latest was not. */
  withdrawn: Said | null;
  /** Who lifted its freeze, and why; null while it stands. */
  unfrozen: Readonly<{ who: string; why: string | null }> | null;
  actions: readonly TaskAction[];
}>;
