/** Something a forge tells by webhook, in one vocabulary for all forges. `repo` is `owner/name` as the forge spells it. */
export type ForgeNews =
  | { kind: 'pushed'; repo: string; branch: string; commit: string; by: string }
  | {
      kind: 'changed';
      what: 'opened' | 'synchronized' | 'closed' | 'merged' | 'reopened' | 'edited';
      repo: string;
      number: number;
      branch: string;
      head: string;
      mergeCommit: string | null;
      by: string;
    }
  | {
      kind: 'reviewed';
      verdict: 'approved' | 'changes' | 'comment' | 'dismissed';
      repo: string;
      number: number;
      branch: string;
      /** The reviewed commit; where the forge does not tell it, the head of the change when it was sent. */
      commit: string;
      /** The forge's id of the review; null where it does not tell it. */
      id: string | null;
      text: string;
      by: string;
    }
  | { kind: 'commented'; repo: string; number: number; id: string; text: string; by: string; at: Date }
  | {
      kind: 'checked';
      repo: string;
      commit: string;
      /** Null where the forge names none. */
      branch: string | null;
      name: string;
      state: CheckState;
    }
  | { kind: 'ignored'; why: string };

export type CheckState = 'pending' | 'green' | 'red';

const states: ReadonlyMap<string, CheckState> = new Map(
  (
    [
      ['pending', 'pending queued waiting requested blocked running in_progress expected'],
      ['green', 'success neutral skipped'],
      ['red', 'failure error warning cancelled timed_out startup_failure stale action_required'],
    ] as const
  ).flatMap(([state, words]) => words.split(' ').map((word) => [word, state] as const)),
);

/** What a state or a conclusion of Gitea, Forgejo or GitHub means, in any case; undefined for a word they do not use. */
export function toCheckState(word: string): CheckState | undefined {
  return states.get(word.toLowerCase());
}
