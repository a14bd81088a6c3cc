import { formatUsage } from './amounts.ts';
import { codeSpan, fenced, fencedProse } from './markdown.ts';
import type { MirrorPlace, Moment, ReleaseEnd } from './mirror.ts';
import type { Said } from './phrase.ts';
import type { UsageSum } from './usage.ts';

/** What a comment may tell of its task beside the moment. */
export type Told = {
  place: MirrorPlace;
  workItemId: string;
  repo: string;
  /** Whether a chat shows the task. */
  hasChat: boolean;
  /** The state by which people approve; null without a tracker. */
  approvedState: string | null;
  mergeCommit: string | null;
  usage: UsageSum;
  /** Comments are in English, whatever the chat speaks. */
  say(said: Said): string;
};

const FINDINGS_CHARACTERS = 3000;
const QUESTION_CHARACTERS = 3000;
const DESCRIPTION_CHARACTERS = 4000;
const SHOWN_COMMIT = 12;

type Words = { [K in Moment['moment']]: (moment: Extract<Moment, { moment: K }>, told: Told) => Paragraphs };

/** Null for one that is left out. */
type Paragraphs = readonly (string | null)[];

/** A comment in Markdown. It begins with words of ours, so that it is never read as a command. */
export function wordMoment(moment: Moment, told: Told): string {
  const words = wordings[moment.moment] as (moment: Moment, told: Told) => Paragraphs;
  return joined(words(moment, told));
}

const wordings: Words = {
  brd: (_, told) => [
    `The requirements (BRD) of ${codeSpan(told.workItemId)} are ready. ${howToDecide(told)}`,
  ],
  question: ({ role, question }, told) => [
    `The ${role ?? 'agent'} of ${codeSpan(told.workItemId)} asks:`,
    fencedProse(joined([told.say(question.sentence), question.details]), QUESTION_CHARACTERS),
    howToAnswer(told),
  ],
  rework: ({ why, round, limit, findings }, told) => [
    round === null
      ? `Work item ${codeSpan(told.workItemId)} is back in development (${codeSpan(told.say(why))}), but all ${limit} rounds of rework are used up: a person is asked.`
      : `Work item ${codeSpan(told.workItemId)} is back in development (${codeSpan(told.say(why))}): rework ${round} of ${limit}.`,
    fenced(findings, FINDINGS_CHARACTERS),
  ],
  degraded: ({ reason }, told) => [
    `The release of ${codeSpan(told.workItemId)} is degraded:`,
    fenced(told.say(reason), FINDINGS_CHARACTERS),
    `The repository ${codeSpan(told.repo)} is frozen: nothing is begun or merged there until an operator lifts it in Telegram with ${codeSpan(`/unfreeze ${told.repo}`)}.`,
  ],
  done: ({ release }, { workItemId, mergeCommit, usage }) => {
    const merged = mergeCommit === null ? '' : ` as \`${mergeCommit.slice(0, SHOWN_COMMIT)}\``;
    return [
      `Work item ${codeSpan(workItemId)} is done: merged${merged}, ${releases[release]}.`,
      wordUsage('Cost', usage),
    ];
  },
};

const releases: Record<ReleaseEnd, string> = {
  healthy: 'deployed and healthy',
  degraded: 'deployed, but not healthy',
  deployed: 'deployed; nobody watches its health',
  merged: 'with nothing configured for deploy',
};

function howToDecide({ place, hasChat, approvedState }: Told): string {
  const item = place === 'item' ? 'this item' : 'the work item';
  const ways = [
    ...(hasChat ? ['in Telegram'] : []),
    ...(approvedState === null ? [] : [`by moving ${item} to ${codeSpan(approvedState)}`]),
    'with a comment `/approve`',
  ];
  return `Approve ${listed(ways)}; \`/reject\` and a reason sends them back.`;
}

function howToAnswer({ hasChat, workItemId }: Told): string {
  const inChat = hasChat ? `, or in the chat with ${codeSpan(`/answer ${workItemId}`)} and the answer` : '';
  return `Answer with a comment here${inChat}.`;
}

function listed(ways: readonly string[]): string {
  const [last = ''] = ways.slice(-1);
  const others = ways.slice(0, -1);
  return others.length === 0 ? last : `${others.join(', ')}, or ${last}`;
}

/** Where the BRD is, below what was told of it. */
export function withDocument(text: string, { url, path, branch }: FileAddress): string {
  return joined([text, `Read them: ${url ?? `${codeSpan(path)} on branch ${codeSpan(branch)}`}`]);
}

/** `url` is null where nobody serves the file to a browser. */
export type FileAddress = { url: string | null; path: string; branch: string };

export type ChangeBody = {
  workItemId: string;
  title: string;
  /** Null where nobody tells the item's address. */
  itemUrl: string | null;
  description: string;
  documents: readonly (FileAddress & { name: string })[];
  usage: UsageSum;
};

/** What a change says of itself, in Markdown. */
export function wordChange(change: ChangeBody): string {
  const { workItemId, title, itemUrl, description, documents, usage } = change;
  const id = itemUrl === null ? codeSpan(workItemId) : `[${codeSpan(workItemId)}](${itemUrl})`;
  const files = documents.map(({ name, url, path }) => {
    return `- ${name}: ${url === null ? codeSpan(path) : `[${codeSpan(path)}](${url})`}`;
  });
  return joined([
    `**Work item** ${id} ${codeSpan(title)}`.trimEnd(),
    fencedProse(description, DESCRIPTION_CHARACTERS),
    files.join('\n'),
    wordUsage('Cost so far', usage),
    'Opened by Signalbox.',
  ]);
}

function wordUsage(label: string, usage: UsageSum): string | null {
  const amounts = formatUsage(usage);
  return amounts === '' ? null : `${label}: ${amounts}.`;
}

function joined(paragraphs: Paragraphs): string {
  return paragraphs.filter((part) => part !== null && part !== '').join('\n\n');
}
