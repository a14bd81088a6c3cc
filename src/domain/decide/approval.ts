import { listMissing } from '../approval-view.ts';
import { act, type Change, type Decision, stay } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { phrase } from '../phrase.ts';
import type { ApprovalRule } from '../project.ts';
import type { Actor, SignalOf } from '../signal.ts';
import { startWork } from './moves.ts';

type Asked = NonNullable<Facts['approval']>;

/** One person's word is enough, unless the project names who has to approve, and how many of them. */
export function approved(facts: Facts, { revision, by }: SignalOf<'approved'>): Decision {
  const asked = findAsked(facts, revision);
  if ('kind' in asked) return asked;
  const { approval: rule } = facts.policy;
  return rule === null ? pass(facts, by) : countVote(facts, { asked, rule, by });
}

/** Anybody whose word counts sends it back at once. */
export function rejected(facts: Facts, { revision, comment, by }: SignalOf<'rejected'>): Decision {
  const asked = findAsked(facts, revision);
  if ('kind' in asked) return asked;
  const { approval: rule } = facts.policy;
  if (rule !== null && findNamed(rule, by) === undefined) return notNamed(rule, asked, by);
  return startWork(facts, 'analysis', phrase('brd-changes-asked'), comment, {
    do: 'decideApproval',
    decision: 'rejected',
    comment,
    by,
  });
}

/** What is asked about, or why the answer does not count: it does for that very revision, and only once. */
function findAsked({ stage, step, approval }: Facts, revision: string): Asked | Decision {
  if (stage !== 'analysis' || step !== 'approval') return stay(phrase('brd-not-asked'));
  if (approval?.revision !== revision) return stay(phrase('brd-about-older'));
  if (approval.decision !== null) return stay(phrase('brd-answered'));
  return approval;
}

/** Votes of people whom the settings do not name any more count no longer; a number that was lowered is met by any vote. */
function countVote(
  facts: Facts,
  { asked, rule, by }: { asked: Asked; rule: ApprovalRule; by: Actor },
): Decision {
  const name = findNamed(rule, by);
  if (name === undefined) return notNamed(rule, asked, by);
  const isSecond = asked.votes.includes(name);
  const votes = isSecond ? asked.votes : [...asked.votes, name];
  const missing = listMissing(rule, votes);
  const given = new Set(rule.by).size - missing.length;
  const vote: Change[] = isSecond ? [] : [{ do: 'recordVote', name, via: by.via }];
  if (given >= rule.needs) return pass(facts, by, ...vote);
  if (isSecond) return stay(phrase('brd-voted', { who: name, names: missing }));
  return act(
    null,
    phrase('brd-approved-in-part', { who: name, given, needs: rule.needs, names: missing }),
    ...vote,
  );
}

function pass(facts: Facts, by: Actor, ...changes: Change[]): Decision {
  const decided = { do: 'decideApproval', decision: 'approved', comment: '', by } as const;
  return startWork(facts, 'architecture', phrase('brd-approved'), '', ...changes, decided);
}

/** Known by the name in the settings alone: what people call themselves anybody can choose. */
function findNamed({ by: names }: ApprovalRule, { person }: Actor): string | undefined {
  return names.find((name) => name === person);
}

function notNamed(rule: ApprovalRule, { votes }: Asked, { who }: Actor): Decision {
  return stay(phrase('brd-not-counted', { who, names: listMissing(rule, votes) }));
}
