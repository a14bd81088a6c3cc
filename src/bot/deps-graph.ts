import { phrase } from '../domain/phrase.ts';
import { oneLine, plain } from '../telegram/formatted.ts';
import type { Context } from '../workflow/context.ts';
import { describeGraph, graphKey } from '../workflow/describe-graph.ts';
import { answer, decline, placeOf } from './answer.ts';
import type { BotContext } from './bot-context.ts';

/** The picture is drawn when it is sent; here it is only asked for. */
export function postGraph(context: Context, ctx: BotContext, typed: string): void {
  const place = placeOf(ctx);
  const project = typed === '' ? undefined : context.projects.findByName(typed);
  if (typed !== '' && project === undefined) {
    const list = context.projects.all.map(({ name }) => name);
    const example = `/deps graph ${list[0] ?? ''}`.trim();
    return decline(ctx, phrase('deps-no-project', { word: oneLine(typed, 40), list, example }));
  }
  const { nodes, edges, left } = describeGraph(context, project?.name ?? null);
  if (nodes.length === 0) return answer(ctx, phrase('deps-graph-empty'));
  if (place === undefined) return;
  const { t, language } = ctx.translator;
  const open = nodes.filter(({ ended }) => !ended).length;
  const caption = [
    t('deps-caption', { count: open, edges: edges.length }),
    ...(left > 0 ? [t('deps-caption-left', { count: left })] : []),
    ...(context.gates.dependencies ? [] : [t('deps-off')]),
  ].join('\n');
  const key = graphKey(language, project?.name ?? null);
  ctx.post(place, { ...plain(caption), file: { name: 'dependencies.png', kind: 'picture', key } });
}
