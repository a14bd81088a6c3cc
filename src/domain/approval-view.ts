import type { ApprovalRule } from './project.ts';

/** What became of a request: a later one takes the place of one that nobody answered, and of one that was sent back. */
export type ApprovalEnd =
  | { kind: 'approved'; who: string }
  | { kind: 'rejected'; who: string; comment: string }
  | { kind: 'replaced'; revision: string }
  /** The task went another way. */
  | { kind: 'void' };

/** A request for approval of the requirements, as people read it. */
export type ApprovalView = {
  workItemId: string;
  title: string;
  revision: string;
  document: string;
  /** What the run that wrote it says of it. */
  summary: string | null;
  /** Where a browser shows the document; null where nobody serves it. */
  url: string | null;
  rule: ApprovalRule | null;
  /** Names of those who have approved this very revision, where several have to. */
  votes: readonly string[];
  /** The request before it, about another text; `rejected` where a person sent that back. */
  before: {
    revision: string;
    document: string;
    rejected: { who: string; comment: string } | null;
  } | null;
  /** Null while it is to be answered. */
  end: ApprovalEnd | null;
};

/** Whose approval is still missed. */
export function listMissing(rule: ApprovalRule, votes: readonly string[]): string[] {
  return [...new Set(rule.by)].filter((name) => !votes.includes(name));
}
