import { Composer } from 'grammy';
import { phrase, type Said } from '../domain/phrase.ts';
import type { TaskView } from '../domain/task-view.ts';
import { joined, oneLine, plain } from '../telegram/formatted.ts';
import { addDependencies, removeDependencies } from '../workflow/change-dependencies.ts';
import type { Context } from '../workflow/context.ts';
import { describeTask } from '../workflow/describe-task.ts';
import { admit } from './access.ts';
import { answer, answerPress, decline, placeOf } from './answer.ts';
import { actorOf, type BotContext } from './bot-context.ts';
import { onCommand } from './commands.ts';
import { postGraph } from './deps-graph.ts';
import { listAllDeps, postTaskDeps } from './deps-list.ts';
import { pickTask, type Wanted } from './pick-task.ts';
import { readDeps } from './read-deps.ts';

const wanted: Wanted = {
  command: 'deps',
  what: 'open',
  fits: ({ ended }: TaskView) => !ended,
  takesOnly: false,
  freeText: true,
};

/** /deps: which task waits for which. Everybody may look; changing it takes who may steer. */
export function createDeps(context: Context): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'deps', async (ctx, typed) => {
    const command = readDeps(typed);
    if (command.do === 'list') return answer(ctx, listAllDeps(context, ctx));
    if (command.do === 'graph') return postGraph(context, ctx, command.project);
    const picked = pickTask(context, wanted, command.task);
    if ('problem' in picked) return decline(ctx, picked.problem);
    const { view } = picked;
    const [other] = command.others;
    if (other === undefined) return postTaskDeps(context, ctx, view);
    if (command.do === 'show') return decline(ctx, misread(view, oneLine(other, 40)));
    if (!(await admit(ctx, 'steer'))) return;
    ctx.deed.target = view.workItemId;
    if (!context.gates.dependencies) return decline(ctx, phrase('deps-off'));
    const change = command.do === 'add' ? addDependencies : removeDependencies;
    const { ok, lines } = change(context, view.id, command.others, actorOf(ctx));
    if (!ok) ctx.deed.outcome = 'unchanged';
    answer(
      ctx,
      joined(
        lines.map((line) => plain(ctx.translator.say(line))),
        '\n',
      ),
    );
  });
  composer.callbackQuery(/^undep:(\d{1,15}):(.+)$/su, async (ctx) => {
    ctx.deed = { ...ctx.deed, via: 'button', action: 'deps' };
    if (!(await admit(ctx, 'steer'))) return;
    const [, taskId = '', other = ''] = ctx.match;
    const { ok, lines } = removeDependencies(context, Number(taskId), [other], actorOf(ctx));
    const view = describeTask(context, Number(taskId));
    await answerPress(ctx, { ok, text: lines[0] ?? '' });
    if (view === undefined) return;
    ctx.deed.target = view.workItemId;
    postTaskDeps(context, ctx, view);
  });
  composer.callbackQuery(/^graph:(.*)$/su, async (ctx) => {
    ctx.deed = { ...ctx.deed, via: 'button', action: 'deps' };
    if (!(await admit(ctx, 'look'))) return;
    await answerPress(ctx, { ok: true, text: '' });
    if (placeOf(ctx) !== undefined) postGraph(context, ctx, ctx.match[1] ?? '');
  });
  return composer;
}

/** Two ids and no word between them: which of them waits is not guessed. */
function misread({ workItemId }: TaskView, other: string): Said {
  return phrase('deps-which', {
    task: workItemId,
    other,
    add: `/deps add ${workItemId} ${other}`,
    remove: `/deps remove ${workItemId} ${other}`,
  });
}
