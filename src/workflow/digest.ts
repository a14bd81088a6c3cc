import type { Digest } from '../domain/digest.ts';
import { isEmpty } from '../domain/digest.ts';
import type { Project } from '../domain/project.ts';
import { localTime } from '../domain/time-of-day.ts';
import type { TaskRow } from '../store/tasks.ts';
import { toStoredTime } from '../stored-time.ts';
import { listWaitingForPerson } from './ask-dependants.ts';
import { mannerOf } from './chat-manner.ts';
import { placeAt, placeOfTask } from './chat-place.ts';
import type { Context } from './context.ts';
import { describeTask } from './describe-task.ts';

const DAY_MS = 86_400_000;

type Told = { chatId: number; projects: Project[] };

/** Posts the digest of each chat whose time has come, once a day of its time zone, and only where there is something to say. */
export function postDigests(context: Context): void {
  for (const told of listChats(context)) {
    const { chatId } = told;
    const { timezone, digestAtMinute, language } = mannerOf(context, chatId);
    const { date, minuteOfDay } = localTime(context.clock.now(), timezone);
    if (digestAtMinute === null || minuteOfDay < digestAtMinute) continue;
    const { store } = context;
    if (store.chats.find(chatId)?.digest_on === date) continue;
    const digest = describeDigest(context, told);
    store.transaction(() => {
      store.chats.noteDigest(chatId, date);
      if (isEmpty(digest)) return;
      const notice = {
        key: `digest:${chatId}:${date}`,
        ...placeAt(chatId, topicOf(told)),
        taskId: null,
        message: JSON.stringify(context.presenter.digest(digest, language)),
        importance: 'notice',
        loud: false,
      } as const;
      store.notices.add(notice, toStoredTime(context.clock.now()));
    });
    context.nudge();
  }
}

function listChats(context: Context): Told[] {
  const chats = new Map<number, Project[]>();
  for (const project of context.projects.all) {
    const place = placeOfTask(context, project, 0);
    if (place !== null) chats.set(place.chatId, [...(chats.get(place.chatId) ?? []), project]);
  }
  return [...chats].map(([chatId, projects]) => ({ chatId, projects }));
}

/** The topic that all projects of the chat share; null: none. */
function topicOf({ projects }: Told): number | null {
  const topics = new Set(projects.map(({ chat }) => (typeof chat?.topic === 'number' ? chat.topic : null)));
  const [only = null] = topics;
  return topics.size === 1 ? only : null;
}

/** The last 24 hours, and how things stand now. */
function describeDigest(context: Context, { projects }: Told): Digest {
  const { store, clock } = context;
  const since = toStoredTime(new Date(clock.now().getTime() - DAY_MS));
  const isOurs = (task: TaskRow) =>
    projects.some((project) => project === context.projects.findForTask(task));
  const done = store.endedTasks.listDoneSince(since).flatMap(({ task_id: id }) => store.tasks.find(id) ?? []);
  const open = store.tasks.listOpen().filter(isOurs);
  const waiting = listWaitingForPerson(context, open).flatMap(({ id }) => describeTask(context, id) ?? []);
  const repos = new Set(projects.map(({ repo }) => repo.key));
  return {
    done: done
      .filter(isOurs)
      .map((task) => ({ workItemId: nameOf(task), title: task.title ?? '', url: task.change_url })),
    waiting: waiting
      .map(({ workItemId, title, explanation: { text, since: from } }) => ({
        workItemId,
        title,
        what: text,
        since: from,
      }))
      .toSorted((a, b) => ((a.since ?? '') < (b.since ?? '') ? -1 : 1)),
    spentUsd: spentBy(context, projects, since),
    underWay: open.length - waiting.length,
    frozen: store.freezes.listAllActive().filter(({ repo }) => repos.has(repo)),
  };
}

function spentBy({ store, projects: index }: Context, projects: readonly Project[], since: string): number {
  return store.spending
    .listSince(since)
    .filter((row) => projects.some((project) => project === index.findForTask(row)))
    .reduce((sum, { usd }) => sum + usd, 0);
}

function nameOf({ work_item_id: workItemId, id }: TaskRow): string {
  return workItemId ?? `task ${id}`;
}
