import { Composer } from 'grammy';
import { phrase } from '../domain/phrase.ts';
import type { ClearedFreeze, FreezeRow } from '../store/gates.ts';
import { type Formatted, joined, oneLine, plain } from '../telegram/formatted.ts';
import { worded } from '../telegram/worded.ts';
import type { Context } from '../workflow/context.ts';
import { findFrozenRepo, findRepo, listFrozenRepos, listRepos } from '../workflow/find-project.ts';
import { freeze, unfreeze } from '../workflow/freeze.ts';
import { whoFroze } from '../workflow/tell-freeze.ts';
import { answer, decline } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { ago, capped } from './lines.ts';

const mostListed = 20;
const mostLifted = 5;
const longestReason = 500;

/** /freeze and /unfreeze: whether anything begins or lands in a repository. */
export function createFreeze(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'freeze', (ctx, typed) => {
    const [, word = '', reason = ''] = /^(\S*)\s*(.*)$/s.exec(typed) ?? [];
    if (word === '') return decline(ctx, listFrozen(context, ctx));
    const repo = findRepo(context, word);
    const repos = listRepos(context);
    if (repo === undefined) {
      return decline(ctx, phrase('gate-no-repo', { word: oneLine(word, 64), list: repos }));
    }
    if (reason === '') return decline(ctx, listJournal(context, ctx, repo));
    ctx.deed.target = repo;
    const { id, isNew } = freeze(context, repo, {
      by: actorOf(ctx),
      reason: oneLine(reason, longestReason),
      saidIn: ctx.chat?.id,
    });
    if (!isNew) ctx.deed.outcome = 'unchanged';
    const others = context.store.freezes.listActive(repo).filter((row) => row.id !== id);
    const again = others.map((row) => freezeLine(ctx, row));
    const head = plain(ctx.translator.t('gate-frozen', { repo }));
    const also = again.length === 0 ? [] : [plain(ctx.translator.t('gate-frozen-also')), ...again];
    answer(ctx, joined([head, ...capped(ctx.translator, also, mostListed)], '\n'));
  });
  onCommand(composer, 'unfreeze', (ctx, typed) => unfreezeTyped(context, ctx, typed));
  return composer;
}

function unfreezeTyped(context: Context, ctx: BotContext, typed: string): void {
  const wanted = readUnfreeze(context, typed);
  if (wanted === 'list') return decline(ctx, listFrozen(context, ctx));
  if ('unknown' in wanted) {
    const list = listFrozenRepos(context);
    const args = { repo: oneLine(wanted.unknown, 64), list };
    if (wanted.isRepo)
      return decline(ctx, phrase(list.length === 0 ? 'gate-not-frozen' : 'gate-not-frozen-but', args));
    return decline(ctx, phrase(list.length === 0 ? 'gate-nothing-frozen' : 'gate-no-frozen', args));
  }
  const { repo, ids, reason } = wanted;
  ctx.deed.target = repo;
  const active = context.store.freezes.listActive(repo);
  if (ids === undefined && active.length > 1) return decline(ctx, joined(askWhich(ctx, repo, active), '\n'));
  const said = { by: actorOf(ctx), reason: reason || null, saidIn: ctx.chat?.id };
  const chosen = ids === undefined || ids === 'all' ? {} : { ids };
  const { lifted, refused } = unfreeze(context, repo, { ...said, ...chosen });
  if (refused !== null) return decline(ctx, phrase('steer-clause', { why: refused }));
  const left = context.store.freezes.listActive(repo);
  (lifted.length === 0 ? decline : answer)(
    ctx,
    joined(outcomeLines(ctx, { repo, lifted: lifted.length, left }), '\n'),
  );
}

type Unfreeze = { repo: string; ids: readonly number[] | 'all' | undefined; reason: string };

/** `[REPO] [all | numbers] [reason]`; a single frozen repository need not be named. */
function readUnfreeze(
  context: Context,
  typed: string,
): Unfreeze | 'list' | { unknown: string; isRepo: boolean } {
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(typed) ?? [];
  const [only, another] = listFrozenRepos(context);
  const known = word === '' ? undefined : findRepo(context, word);
  const isSelection = /^(?:#?\d+|all|все)$/i.test(word) && known === undefined;
  if (word === '' || isSelection) {
    return only === undefined || another !== undefined ? 'list' : { repo: only, ...readWhich(typed) };
  }
  const repo = findFrozenRepo(context, word) ?? known;
  if (repo === undefined) return { unknown: word, isRepo: false };
  if (context.store.freezes.listActive(repo).length === 0) return { unknown: repo, isRepo: true };
  return { repo, ...readWhich(rest) };
}

function readWhich(words: string): Pick<Unfreeze, 'ids' | 'reason'> {
  const [, all, numbers = '', reason = ''] =
    /^(?:(all|все)(?=\s|$)|((?:#?\d+[\s,]*)+(?=\s|$))|)\s*(.*)$/isu.exec(words) ?? [];
  if (all !== undefined) return { ids: 'all', reason };
  const ids = [...numbers.matchAll(/\d+/g)].map(([number]) => Number(number));
  return { ids: ids.length === 0 ? undefined : ids, reason };
}

function askWhich(ctx: BotContext, repo: string, rows: readonly FreezeRow[]): Formatted[] {
  const { t } = ctx.translator;
  const lines = rows.map((row) => freezeLine(ctx, row));
  const advice = t('gate-unfreeze-which', {
    all: `/unfreeze ${repo} all`,
    one: `/unfreeze ${repo} ${rows[0]?.id ?? 1}`,
  });
  return [
    plain(t('gate-several-freezes', { repo, count: rows.length })),
    ...capped(ctx.translator, lines, mostListed),
    plain(advice),
  ];
}

/** Whether the repository is open now, and what still holds it. */
export function outcomeLines(
  ctx: BotContext,
  { repo, lifted, left }: { repo: string; lifted: number; left: readonly FreezeRow[] },
): Formatted[] {
  const { t } = ctx.translator;
  const lines = left.map((row) => freezeLine(ctx, row));
  if (lifted === 0)
    return [plain(t('gate-no-such-freeze', { repo })), ...capped(ctx.translator, lines, mostListed)];
  if (left.length === 0) return [plain(t('gate-open', { repo }))];
  return [
    plain(t('gate-still-frozen', { repo, lifted, left: left.length })),
    ...capped(ctx.translator, lines, mostListed),
  ];
}

/** "#7 red lights (Olga) · 5 minutes ago" */
function freezeLine(ctx: BotContext, row: FreezeRow): Formatted {
  const { say } = ctx.translator;
  const args = { number: String(row.id), reason: oneLine(say(row.reason), 200), who: whoFroze(row) };
  return joined([worded(ctx.translator, 'gate-freeze-line', args), ago(row.since)]);
}

/** "#7 red lights (Olga) · 5 minutes ago → Ada: mended · 2 minutes ago" */
function clearedLine(ctx: BotContext, row: ClearedFreeze): Formatted {
  const { t } = ctx.translator;
  const who = row.clearedBy ?? t('gate-nobody');
  const why = row.clearedWhy === null ? '' : oneLine(row.clearedWhy, 200);
  const lifted = why === '' ? who : `${who}: ${why}`;
  return joined([freezeLine(ctx, row), plain(` → ${lifted}`), ago(row.clearedAt)]);
}

/** What holds a repository, what held it lately and who lifted that. */
function listJournal({ store }: Context, ctx: BotContext, repo: string): Formatted {
  const { t } = ctx.translator;
  const held = store.freezes.listActive(repo).map((row) => freezeLine(ctx, row));
  const lifted = store.freezes.listCleared(mostLifted, repo).map((row) => clearedLine(ctx, row));
  const heading = plain(t(held.length === 0 ? 'gate-not-frozen' : 'gate-is-frozen', { repo }));
  const lines = [
    heading,
    ...capped(ctx.translator, held, mostListed),
    ...(lifted.length === 0 ? [] : [plain(t('gate-lifted')), ...lifted]),
    plain(t('gate-freeze-why', { example: `/freeze ${repo}` })),
  ];
  return joined(lines, '\n');
}

function listFrozen(context: Context, ctx: BotContext): Formatted {
  const { t } = ctx.translator;
  const rows = context.store.freezes.listAllActive();
  const [first] = listFrozenRepos(context);
  const example = first ?? listRepos(context)[0] ?? '';
  if (first === undefined) return plain(t('gate-nothing-frozen-example', { example: `/freeze ${example}` }));
  const lines = rows.map((row) => joined([plain(`${row.repo} `), freezeLine(ctx, row)]));
  const advice = plain(t('gate-unfreeze-example', { example: `/unfreeze ${first}` }));
  return joined([plain(t('gate-frozen-list')), ...capped(ctx.translator, lines, mostListed), advice], '\n');
}
