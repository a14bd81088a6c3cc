import { Composer } from 'grammy';
import { phrase, type Said } from '../domain/phrase.ts';
import { splitRevision } from '../domain/revision.ts';
import type { TaskView } from '../domain/task-view.ts';
import { shorten } from '../telegram/brd-diff.ts';
import { type Answered, answerApproval } from '../workflow/answer-approval.ts';
import type { Context } from '../workflow/context.ts';
import { answer, decline } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { pickTask, type Wanted } from './pick-task.ts';
import { postChanges } from './post-changes.ts';
import { askForChanges } from './reply-prompts.ts';

const waiting = {
  what: 'approval' as const,
  fits: ({ approval }: TaskView) => approval !== null,
  takesOnly: true,
};

const toApprove: Wanted = { ...waiting, command: 'approve', freeText: false };
const toReject: Wanted = { ...waiting, command: 'reject', freeText: true };

/** /approve ID [REVISION] and /reject ID [REVISION] reason: without one they are about the latest. */
export function createApprovals(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'approve', (ctx, typed) => {
    const picked = pickTask(context, toApprove, typed);
    if ('problem' in picked) return decline(ctx, picked.problem);
    const { view, rest } = picked;
    const asked = findAsked(context, view, rest);
    if ('problem' in asked) return refuse(ctx, view, asked.problem);
    const { nonce, revision } = asked;
    // Whoever adds words to an approval may mean to ask for changes.
    if (asked.rest !== '') {
      const args = { task: view.workItemId, revision: shorten(revision) };
      return refuse(ctx, view, phrase('brd-only-revision', args));
    }
    const outcome = answerApproval(context, nonce, { decision: 'approved' }, actorOf(ctx));
    tell(ctx, view, revision, outcome);
  });
  onCommand(composer, 'reject', (ctx, typed) => {
    const picked = pickTask(context, toReject, typed);
    if ('problem' in picked) return decline(ctx, picked.problem);
    const { view, rest } = picked;
    const asked = findAsked(context, view, rest);
    if ('problem' in asked) return refuse(ctx, view, asked.problem);
    const { nonce, revision, rest: comment } = asked;
    if (comment === '' && view.approval?.nonce === nonce) return askForChanges(ctx, view, nonce);
    if (comment === '') return refuse(ctx, view, phrase('brd-say-reason', { task: view.workItemId }));
    const outcome = answerApproval(context, nonce, { decision: 'rejected', comment }, actorOf(ctx));
    tell(ctx, view, revision, outcome);
  });
  return composer;
}

type Asked = { nonce: string; revision: string; rest: string } | { problem: Said };

/** The request that the words are about: that of the revision they begin with, else the latest. */
function findAsked(
  { store }: Context,
  { id, workItemId: task, explanation }: TaskView,
  words: string,
): Asked {
  const requests = store.approvals.listOfTask(id);
  const [latest] = requests;
  if (latest === undefined) return { problem: phrase('brd-not-waiting', { task, why: explanation.text }) };
  const { revision: asked, rest } = splitRevision(
    words,
    requests.map(({ revision }) => revision),
  );
  if (asked === null) return { nonce: latest.nonce, revision: latest.revision, rest };
  const found = requests.find(({ revision }) => revision.toLowerCase().startsWith(asked));
  if (found !== undefined) return { nonce: found.nonce, revision: found.revision, rest };
  const args = { task, asked: shorten(asked), current: shorten(latest.revision) };
  return { problem: phrase('brd-no-revision', args) };
}

function refuse(ctx: BotContext, { workItemId }: TaskView, why: Said): void {
  ctx.deed.target = workItemId;
  decline(ctx, why);
}

function tell(ctx: BotContext, { workItemId: task }: TaskView, revision: string, outcome: Answered): void {
  ctx.deed.target = task;
  if (!outcome.ok) ctx.deed.outcome = 'unchanged';
  answer(ctx, phrase('brd-outcome', { task, revision: shorten(revision), outcome: outcome.text }));
  if (outcome.newer !== undefined) postChanges(ctx, outcome.newer, task);
}
