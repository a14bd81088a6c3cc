import { Composer } from 'grammy';
import type { Actor } from '../domain/signal.ts';
import type { Context } from '../workflow/context.ts';
import { resume, unfreeze } from '../workflow/steer-task.ts';
import { answer } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';

export function createGates(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'unfreeze', (ctx, typed) => answer(ctx, unfreezeRepo(context, typed, actorOf(ctx))));
  onCommand(composer, 'resume', (ctx, typed) =>
    answer(ctx, resumeScope(context, typed || '*', actorOf(ctx))),
  );
  return composer;
}

/** A repository by its name or its project's; without one, the only one that is frozen. */
function unfreezeRepo(context: Context, typed: string, by: Actor): string {
  const frozen = [...new Set(context.store.freezes.listAllActive().map(({ repo }) => repo))];
  const list = frozen.length === 0 ? 'Nothing is frozen.' : `Frozen: ${frozen.join(', ')}.`;
  const same = (repo: string) => repo.toLowerCase() === typed.toLowerCase();
  const [only, another] = frozen;
  if (typed === '' && another !== undefined) return `Say which: /unfreeze ${only}. ${list}`;
  const repo = typed === '' ? only : (frozen.find(same) ?? context.projects.findByName(typed)?.repo.key);
  if (repo === undefined) return typed === '' ? list : `I know no frozen repository ${typed}. ${list}`;
  return unfreeze(context, repo, by) ? `${repo} is open again.` : `${repo} is not frozen. ${list}`;
}

/** `*` is everything. Says what else is paused when this was not. */
export function resumeScope(context: Context, typed: string, by: Actor): string {
  const scope = typed === '*' ? typed : (context.projects.findByName(typed)?.name ?? typed);
  const what = scope === '*' ? 'Everything' : `Project ${scope}`;
  if (resume(context, scope, by)) return `${what} goes on.`;
  const paused = context.store.pauses.list().map((pause) => pause.scope);
  if (paused.length === 0) return 'Nothing is paused.';
  const names = paused.map((name) => (name === '*' ? 'everything (/resume)' : `${name} (/resume ${name})`));
  return `${what} is not paused as such; paused: ${names.join(', ')}.`;
}
