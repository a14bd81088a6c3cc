import type { Decision } from '../domain/decision.ts';
import type { MessageId, PhraseArgs } from '../domain/phrase.ts';
import type { Project } from '../domain/project.ts';
import { sayStage } from '../domain/say-stage.ts';
import type { TaskRow } from '../store/tasks.ts';
import { speak } from './chat-manner.ts';
import { placeAt } from './chat-place.ts';
import type { Context } from './context.ts';

type Act = Extract<Decision, { kind: 'act' }>;

/** What has ended, failed or is degraded goes to the project's further chats, which have no cards. Part of the commit. */
export function tellFurtherChats(context: Context, task: TaskRow, decision: Act, now: string): void {
  const project = context.projects.findForTask(task);
  const news = project === undefined || project.notify.length === 0 ? undefined : newsOf(task, decision);
  if (project === undefined || news === undefined) return;
  const version = context.store.tasks.find(task.id)?.version ?? task.version;
  tellEach(context, project, { ...news, taskId: task.id, about: `${task.id}:${version}` }, now);
}

type News = { id: MessageId; args: PhraseArgs; loud: boolean };

/** Each further chat of the project hears it once, in its language and without buttons. Called inside a transaction. */
export function tellEach(
  context: Context,
  project: Project,
  { about, id, args, loud, taskId }: News & { about: string; taskId: number },
  now: string,
): void {
  const { store, presenter } = context;
  for (const { id: chat, topic = null } of project.notify) {
    const chatId = store.chats.current(chat);
    const notice = {
      key: `news:${chatId}:${topic ?? 0}:${about}`,
      ...placeAt(chatId, topic),
      taskId,
      message: JSON.stringify(presenter.text(speak(context, chatId).t(id, args))),
      importance: 'notice',
      loud,
    } as const;
    store.notices.add(notice, now);
  }
}

function newsOf(task: TaskRow, { to, changes }: Act): News | undefined {
  const name = `${task.work_item_id ?? `task ${task.id}`} ${task.title ?? ''}`.trim();
  const freeze = changes.find((change) => change.do === 'freeze');
  if (freeze !== undefined) {
    return { id: 'news-degraded', args: { task: name, repo: task.repo, reason: freeze.reason }, loud: true };
  }
  if (to?.stage === 'done') return { id: 'news-done', args: { task: name }, loud: false };
  if (to?.stage === 'cancelled') return { id: 'news-cancelled', args: { task: name }, loud: false };
  const ask = changes.find((change) => change.do === 'ask');
  if (ask === undefined || !failures.has(ask.code)) return undefined;
  return { id: 'news-failed', args: { task: name, stage: sayStage(task.stage ?? '') }, loud: false };
}

const failures: ReadonlySet<string> = new Set([
  'failed',
  'refused',
  'deploy-failed',
  'rework-limit',
  'misconfigured',
]);
