import { Composer } from 'grammy';
import { costPhrase, formatBudget } from '../domain/amounts.ts';
import { phrase } from '../domain/phrase.ts';
import type { Project } from '../domain/project.ts';
import { sayRole } from '../domain/say-stage.ts';
import { roles } from '../domain/stage.ts';
import {
  countCodePoints,
  type Formatted,
  joined,
  longestMessage,
  oneLine,
  plain,
  styled,
} from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { describeProject, type ProjectView } from '../workflow/describe-project.ts';
import { admit } from './access.ts';
import { answer, answerPress, decline, placeOf } from './answer.ts';
import type { BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { fitted } from './lines.ts';

/** So many are shown whole; of more, a few lines each and a button for the rest. */
const mostWhole = 2;
const mostButtons = 40;
const longestData = 64;

/** /projects: what each is made of and how it stands. */
export function createProjects(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'projects', (ctx, typed) => {
    const { all } = context.projects;
    const named = typed === '' ? undefined : context.projects.findByName(typed);
    if (named !== undefined) return answer(ctx, wholeBlock(ctx, describeProject(context, named)));
    if (typed !== '') {
      const args = { word: oneLine(typed, 40), list: all.map(({ name }) => name) };
      return decline(ctx, phrase('project-unknown', args));
    }
    if (all.length <= mostWhole) {
      const blocks = all.map((project) => wholeBlock(ctx, describeProject(context, project)));
      return answer(ctx, joined(blocks, '\n\n'));
    }
    postMany(context, ctx);
  });
  composer.callbackQuery(/^project:(.+)$/su, async (ctx) => {
    ctx.deed = { ...ctx.deed, via: 'button', action: 'projects' };
    if (!(await admit(ctx, 'look'))) return;
    const project = context.projects.findByName(ctx.match[1] ?? '');
    if (project === undefined) return answerPress(ctx, { ok: false, text: phrase('project-gone') });
    await answerPress(ctx, { ok: true, text: '' });
    answer(ctx, wholeBlock(ctx, describeProject(context, project)));
  });
  return composer;
}

function postMany(context: Context, ctx: BotContext): void {
  const place = placeOf(ctx);
  if (place === undefined) return;
  const { all } = context.projects;
  const blocks = all.map((project) => shortBlock(ctx, describeProject(context, project)));
  const advice = plain(ctx.translator.t('project-more'));
  const shown = fitted(
    ctx.translator,
    blocks,
    longestMessage - countCodePoints(advice.text) - 2 * blocks.length,
  );
  const buttons = all
    .map(({ name }) => ({ text: oneLine(name, 30), callback_data: `project:${name}` }))
    .filter(({ callback_data: data }) => Buffer.byteLength(data) <= longestData)
    .slice(0, mostButtons);
  const rows = Array.from({ length: Math.ceil(buttons.length / 2) }, (_, row) =>
    buttons.slice(2 * row, 2 * row + 2),
  );
  ctx.post(place, { ...joined([...shown, advice], '\n\n'), keyboard: { inline_keyboard: rows } });
}

/** How it stands, in two or three lines. */
function shortBlock(ctx: BotContext, view: ProjectView): Formatted {
  return joined([headOf(view.project), plain(stateLine(ctx, view))], '\n');
}

function wholeBlock(ctx: BotContext, view: ProjectView): Formatted {
  const { t } = ctx.translator;
  const { project } = view;
  const { repo, approval } = project;
  const approvers =
    approval === null
      ? t('project-approvers-any')
      : t('project-approvers', { needs: String(approval.needs), of: approval.by });
  return joined(
    [
      headOf(project),
      plain(stateLine(ctx, view)),
      plain(t('project-repo', { repo: repo.key, branch: repo.defaultBranch, forge: forgeOf(project) })),
      plain(t('project-tracker', { tracker: trackerName(ctx, project) })),
      plain(chatLine(ctx, view)),
      plain(approvers),
      ...roleLines(ctx, project),
    ],
    '\n',
  );
}

function headOf({ name, prefix }: Project): Formatted {
  return joined([styled('bold', plain(oneLine(name, 64))), plain(` · ${oneLine(prefix, 20)}`)]);
}

function stateLine({ translator: { t } }: BotContext, view: ProjectView): string {
  const { open, asking, spentUsd, budgetUsd, paused, freezes } = view;
  const spent = spentUsd === 0 ? '$0' : costPhrase(spentUsd);
  return [
    t('project-open', { count: open, asking }),
    budgetUsd === null
      ? t('project-spent', { spent })
      : t('project-spent-of', { spent, budget: formatBudget(budgetUsd) }),
    ...(paused ? [t('project-paused')] : []),
    ...(freezes > 0 ? [t('project-frozen')] : []),
  ].join(' · ');
}

function forgeOf({ forge }: Project): string {
  return forge.kind === 'local' ? 'local' : `${forge.kind} ${forge.owner}/${forge.repo}`;
}

function trackerName({ translator: { t } }: BotContext, { tracker }: Project): string {
  if (tracker === null) return t('project-no-tracker');
  return tracker.kind === 'plane' ? `Plane ${tracker.workspace}` : t('project-board');
}

function chatLine(ctx: BotContext, { project: { chat, notify }, chatTitle }: ProjectView): string {
  const { t } = ctx.translator;
  if (chat === null) return t('project-no-chat');
  const name = chat.id === ctx.chat?.id ? t('project-here') : oneLine(chatTitle ?? String(chat.id), 64);
  return t('project-chat', { chat: name, further: notify.length });
}

/** Roles that are set alike share a line. */
function roleLines({ translator: { t, say } }: BotContext, project: Project): Formatted[] {
  const set = roles.flatMap((role) => {
    const settings = project.roles[role];
    if (settings === null) return [];
    const tuned = [settings.model, settings.effort].filter((value) => value !== null).join(' ');
    const by = settings.runner === 'command' ? t('project-command') : settings.runner;
    return [{ role, how: `${by}${tuned === '' ? '' : ` ${oneLine(tuned, 60)}`}` }];
  });
  return [...Map.groupBy(set, ({ how }) => how)].map(([how, those]) =>
    plain(`• ${how}: ${those.map(({ role }) => say(sayRole(role))).join(', ')}`),
  );
}
