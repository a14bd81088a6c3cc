import type { Place } from '../domain/chat.ts';
import { type MessageId, type Phrase, type PhraseArgs, phrase, type Said } from '../domain/phrase.ts';
import type { Project } from '../domain/project.ts';
import type { Actor } from '../domain/signal.ts';
import type { FreezeRow } from '../store/gates.ts';
import { toStoredTime } from '../stored-time.ts';
import { speak } from './chat-manner.ts';
import { placeAt } from './chat-place.ts';
import type { Context } from './context.ts';
import { showRelease } from './show-release.ts';
import { keepTopic } from './topics.ts';
import { touchFrozen } from './touch-cards.ts';

/**
 * Closes a repository: nothing new begins there and nothing is merged. Each freeze is lifted by its own number; the same
 * words of the same person again are no further one (an update is heard twice when its end was cut off).
 */
export function freeze(
  context: Context,
  repo: string,
  { by, reason, saidIn }: { by: Actor; reason: string; saidIn?: number | undefined },
): FreezeRow & { isNew: boolean } {
  const { store, clock, log } = context;
  const now = toStoredTime(clock.now());
  const row = store.transaction(() => {
    const known = store.freezes.listActive(repo).find((one) => one.by === by.who && one.reason === reason);
    if (known !== undefined) return { ...known, isNew: false };
    const id = store.freezes.freeze(repo, reason, null, now, by.who);
    touchFrozen({ store }, repo);
    announce(context, { key: `freeze:${id}`, repo, now, saidIn }, 'gate-news-frozen', {
      repo,
      who: by.who,
      reason,
    });
    return { id, repo, reason, since: now, workItemId: null, by: by.who, isNew: true };
  });
  context.checkpoint('frozen');
  log.info({ repo, freeze: row.id, isNew: row.isNew, by: by.who, reason }, 'frozen');
  context.nudge();
  return row;
}

/** `saidIn` is the chat where it was said and answered, which needs no news of it. */
type Lifting = {
  by: Actor;
  reason: string | null;
  ids?: readonly number[];
  saidIn?: number | undefined;
};

/** `refused` says why nothing may be lifted now; else it is null. */
type Lifted = { lifted: FreezeRow[]; refused: Phrase | null };

/** Lifts every freeze of a repository, or those of these numbers, unless it is being rolled back; gives what was lifted. */
export function unfreeze(context: Context, repo: string, { by, reason, ids, saidIn }: Lifting): Lifted {
  const { store, clock, log } = context;
  const rollback = store.rollbacks.findOpen(repo);
  if (rollback !== undefined) {
    return { lifted: [], refused: phrase('why-rollback-holds', { repo, who: rollback.asked_by }) };
  }
  const now = toStoredTime(clock.now());
  const lifted = store.transaction(() => {
    const active = store.freezes.listActive(repo);
    const rows = active.filter(
      ({ id }) =>
        (ids === undefined || ids.includes(id)) && store.freezes.clear(id, { by: by.who, why: reason }, now),
    );
    if (rows.length === 0) return rows;
    touchFrozen({ store }, repo);
    // The cards of the releases that froze it say so.
    const froze = rows.flatMap(({ workItemId }) =>
      workItemId === null ? [] : store.tasks.listByWorkItem(workItemId),
    );
    for (const { id } of froze) {
      store.cards.touch(id);
      keepTopic(context, id);
      showRelease(context, id);
    }
    const [first] = rows;
    const isOpen = rows.length === active.length;
    const args = { repo, who: by.who, reason: reason ?? '' };
    const key = `thaw:${first?.id}`;
    if (isOpen)
      announce(
        context,
        { key, repo, now, saidIn },
        reason === null ? 'gate-news-open' : 'gate-news-open-why',
        args,
      );
    return rows;
  });
  context.checkpoint('unfrozen');
  log.info({ repo, cleared: lifted.length, by: by.who }, 'unfrozen');
  context.nudge();
  return { lifted, refused: null };
}

/** Who froze it: a person, or a release. */
export function whoFroze({ by, workItemId }: FreezeRow): Said {
  if (by !== null) return by;
  return workItemId === null ? phrase('gate-nobody') : phrase('gate-release', { task: workItemId });
}

/** Without a sound, to every chat of the projects of a repository: whoever is waiting sees it on the cards too. */
function announce(
  context: Context,
  { key, repo, now, saidIn }: { key: string; repo: string; now: string; saidIn: number | undefined },
  id: MessageId,
  args: PhraseArgs,
): void {
  const { store, projects, presenter } = context;
  const places = projects.all.filter((project) => project.repo.key === repo).flatMap(listPlaces);
  for (const place of places) {
    const chatId = store.chats.current(place.chatId);
    if (chatId === saidIn) continue;
    const { topicId, subject } = place;
    const message = JSON.stringify(presenter.text(speak(context, chatId).t(id, args)));
    store.notices.add(
      {
        key: `${key}:${chatId}:${subject ?? topicId ?? 0}`,
        chatId,
        topicId,
        subject,
        taskId: null,
        message,
        importance: 'notice',
        loud: false,
      },
      now,
    );
  }
}

/** What concerns a whole project goes to its topic, or to the chat at large where each task has one. */
function listPlaces({ name, chat, notify }: Project): Place[] {
  const further = notify.map(({ id, topic = null }) => placeAt(id, topic));
  if (chat === null) return further;
  const { id, topic = null } = chat;
  const subject = topic === 'project' ? `project:${name}` : null;
  return [{ chatId: id, topicId: typeof topic === 'number' ? topic : null, subject }, ...further];
}
