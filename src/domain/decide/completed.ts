import { toAsked } from '../attention.ts';
import type { Change, Decision } from '../decision.ts';
import { act } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { phrase, type Said } from '../phrase.ts';
import type { Report } from '../report.ts';
import type { Work } from '../signal.ts';
import { afterDeploy, askForApproval, enterDeploy, enterStaging, rework, startWork } from './moves.ts';

type Completed = { facts: Facts; report: Report; work: Work | null; settled: Change };
type Judged = Decision | { kind: 'fault'; why: Said };

/** What a completed run means in its stage, or the fault when it did not do what its stage is for. */
export function judgeCompleted(completed: Completed): Judged {
  switch (completed.facts.stage) {
    case 'analysis':
      return analysed(completed);
    case 'architecture':
      return designed(completed);
    case 'development':
      return developed(completed);
    case 'review':
      return reviewed(completed);
    case 'testing':
      return tested(completed);
    case 'staging':
      return staged(completed);
    case 'deploy':
      return deployed(completed);
    case 'created':
    case 'done':
    case 'cancelled':
      throw new Error(`a run completed in stage ${completed.facts.stage}, which has no work`);
  }
}

function analysed({ facts, report, work, settled }: Completed): Judged {
  const brd = brdOf(work);
  if (work === null || brd === null) return fault(phrase('why-no-brd-file'));
  const rejected = facts.approval?.decision === 'rejected' && facts.approval.revision === brd.revision;
  if (rejected) return fault(phrase('why-brd-still-rejected'));
  const told = { ...brd, summary: report.summary };
  const commit: Change = { do: 'setCommit', commit: work.commit };
  return askForApproval(facts, told, phrase('why-brd-written'), settled, commit);
}

function designed({ facts, work, settled }: Completed): Judged {
  if (work === null || work.adrCount === 0) return fault(phrase('why-no-adr'));
  const kept: Change[] = [settled, { do: 'setCommit', commit: work.commit }];
  return (
    brdChanged(facts, work, kept) ??
    startWork(facts, 'development', phrase('why-architecture-decided'), '', ...kept)
  );
}

function developed({ facts, work, settled }: Completed): Judged {
  if (work === null || !work.changedOutsideDocs) return fault(phrase('why-nothing-changed'));
  const kept: Change[] = [settled, { do: 'setCommit', commit: work.commit }];
  return (
    brdChanged(facts, work, kept) ??
    act({ stage: 'development', step: 'publish' }, phrase('why-developed'), ...kept, {
      do: 'effect',
      kind: 'publish',
      payload: { state: 'ready' },
    })
  );
}

/** A later change to the approved BRD reopens its gate; one approved before the takeover is not on record. */
function brdChanged(facts: Facts, work: Work, kept: Change[]): Judged | null {
  if (facts.approvedRevision === null) return null;
  const brd = brdOf(work);
  if (brd === null) return fault(phrase('why-brd-deleted'));
  if (brd.revision === facts.approvedRevision) return null;
  return askForApproval(facts, brd, phrase('why-brd-changed'), ...kept);
}

function reviewed({ facts, report, settled }: Completed): Judged {
  if (report.verdict === 'approve')
    return startWork(facts, 'testing', phrase('why-review-approved'), '', settled);
  return rework(facts, findingsOf(report), phrase('why-review-changes'), settled);
}

function tested({ facts, report, settled }: Completed): Judged {
  if (report.verdict === 'pass') return enterStaging(facts, phrase('why-tests-passed'), settled);
  return rework(facts, findingsOf(report), phrase('why-tests-failed'), settled);
}

function staged({ facts, report, settled }: Completed): Judged {
  if (report.verdict === 'pass') {
    if (facts.base !== null) return enterDeploy(facts, phrase('why-staging-passed'), settled);
    return enterStaging(facts, phrase('why-staging-passed-unmerged'), settled);
  }
  return rework(facts, findingsOf(report), phrase('why-staging-failed'), settled);
}

function deployed({ facts, report, settled }: Completed): Judged {
  if (report.verdict === 'pass') return afterDeploy(facts, phrase('why-deployed'), settled);
  // What it printed comes with it as details.
  const said = report.summary ?? toAsked(findingsOf(report)).sentence;
  return fault(phrase('why-deploy-reported', { findings: said }));
}

function brdOf(work: Work | null): { revision: string; text: string } | null {
  if (work?.brdRevision == null || work.brdText === null) return null;
  return { revision: work.brdRevision, text: work.brdText };
}

function findingsOf(report: Report): string {
  return report.findings ?? report.summary ?? 'no findings were written down';
}

function fault(why: Said): { kind: 'fault'; why: Said } {
  return { kind: 'fault', why };
}
