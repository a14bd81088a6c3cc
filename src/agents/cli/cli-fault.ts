import type { Outcome } from '../../domain/outcome.ts';
import type { TranscriptFault } from './transcript.ts';

/** What is to blame for an error of a model's API, and so who can do something about it. */
type Blame = 'passing' | 'credentials' | 'billing' | 'hold' | 'model' | 'request';

/** The words of all CLIs for it; the ones that name their cause count before the status. */
const certainKinds: Readonly<Record<string, Blame>> = {
  authentication_failed: 'credentials',
  cloud_credential_error: 'credentials',
  no_credentials: 'credentials',
  billing_error: 'billing',
  insufficient_quota: 'billing',
  oauth_org_not_allowed: 'hold',
  account_on_hold: 'hold',
  verification_required: 'hold',
  model_not_found: 'model',
};

const otherKinds: Readonly<Record<string, Blame>> = {
  rate_limit: 'passing',
  overloaded: 'passing',
  server_error: 'passing',
  connection_failed: 'passing',
  connection: 'passing',
  unknown: 'passing',
};

const passingStatuses: ReadonlySet<number> = new Set([408, 409, 425, 429]);
const passingTexts =
  /\bconnection\b|timed? ?out|\bECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|socket|network|fetch failed|overloaded/i;

/** Prose is the last resort: it changes between versions. */
function blameOf({ status, kind, text }: TranscriptFault): Blame {
  const certain = certainKinds[kind ?? ''];
  if (certain !== undefined) return certain;
  if (status !== null) return blameOfStatus(status);
  return otherKinds[kind ?? ''] ?? (kind === null && passingTexts.test(text) ? 'passing' : 'request');
}

function blameOfStatus(status: number): Blame {
  if (status === 401 || status === 403) return 'credentials';
  if (status === 402) return 'billing';
  if (status === 404) return 'model';
  return status >= 500 || passingStatuses.has(status) ? 'passing' : 'request';
}

/** Null: the request itself is at fault, and would be again. `credentials` names the variables that hold a key. */
export function toFaultOutcome(fault: TranscriptFault, credentials: string): Outcome | null {
  const why = toFaultText(fault);
  switch (blameOf(fault)) {
    case 'passing':
      return { kind: 'transient', why, retryAfterMs: null };
    case 'credentials':
      return {
        kind: 'misconfigured',
        of: 'account',
        why,
        mend: `Set a valid key in the variable the account passes on (${credentials}; see accounts in the projects file).\nRestart Signalbox, then let the task go on.`,
      };
    case 'billing':
      return {
        kind: 'misconfigured',
        of: 'account',
        why,
        mend: 'Pay for the account or top up its balance with the provider of the model, then let the task go on.',
      };
    case 'hold':
      return {
        kind: 'misconfigured',
        of: 'account',
        why,
        mend: 'The provider of the model does not let this account work. Settle that with them, or give the role another account in the projects file and restart Signalbox, then let the task go on.',
      };
    case 'model':
      return {
        kind: 'misconfigured',
        of: 'role',
        why,
        mend: 'Choose a model that the account may use, in model and fallback_model under roles in the projects file, restart Signalbox, then let the task go on.',
      };
    case 'request':
      return null;
  }
}

const longestText = 200;

/** One line, without the ids that differ each time. */
export function toFaultText(fault: TranscriptFault): string {
  const { status, kind, text } = fault;
  const [line = ''] = text.trim().split('\n', 1);
  const told = line
    .replaceAll(/\breq_\w+/g, 'req_…')
    .slice(0, longestText)
    .toWellFormed();
  // Without a status a request at fault was asked all the same: a refusal, or an answer that was cut off.
  const unanswered =
    blameOf(fault) === 'request' ? 'the model gave no usable answer' : 'the model could not be asked';
  const answered = status === null ? unanswered : `the model's API answered ${status}`;
  return `${answered}${kind === null ? '' : ` (${kind})`}${told === '' ? '' : `: ${told}`}`;
}
