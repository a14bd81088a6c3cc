import type { Place } from '../domain/chat.ts';
import { phrase, type Said } from '../domain/phrase.ts';
import type { Project } from '../domain/project.ts';
import type { Translator } from '../locale/translator.ts';
import type { FreezeRow } from '../store/gates.ts';
import type { NewNotice } from '../store/notices.ts';
import { speak } from './chat-manner.ts';
import { placeAt } from './chat-place.ts';
import type { Context } from './context.ts';

const mostNamed = 5;
const longestReason = 200;

/** `saidIn` is the chat where it was said and answered, which needs no news of it. */
type Moment = { now: string; saidIn: number | undefined };
type Lifted = {
  repo: string;
  lifted: readonly FreezeRow[];
  left: readonly FreezeRow[];
  who: string;
  reason: string | null;
};

/** Who froze it: a person, or a release. */
export function whoFroze({ by, workItemId }: FreezeRow): Said {
  if (by !== null) return by;
  return workItemId === null ? phrase('gate-nobody') : phrase('gate-release', { task: workItemId });
}

/** To every chat of the projects of a repository, without a sound. Called inside a transaction. */
export function tellFrozen(context: Context, { id, repo, by, reason }: FreezeRow, moment: Moment): void {
  for (const place of listPlaces(context, repo)) {
    if (place.chatId === moment.saidIn) continue;
    const args = { repo, who: by ?? '', reason };
    const text = speak(context, place.chatId).t('gate-news-frozen', args);
    context.store.notices.add(toNotice(context, `freeze:${id}`, place, text), moment.now);
  }
}

/**
 * That it is open again, or what still holds it. The latter stands in a chat once: it changes in place, and goes when the
 * oldest freeze that it names is lifted too, as what is told then takes its place. Called inside a transaction.
 */
export function tellLifted(context: Context, news: Lifted, { now, saidIn }: Moment): void {
  const { notices } = context.store;
  const { repo, lifted, left } = news;
  const [first] = lifted;
  const [oldest] = left;
  for (const place of listPlaces(context, repo)) {
    const keys = lifted.map(({ id }) => keyAt(`lifted:${id}`, place));
    const isAnswered = place.chatId === saidIn;
    if (isAnswered && oldest !== undefined) keys.push(keyAt(`lifted:${oldest.id}`, place));
    for (const key of keys) notices.withdraw(key);
    if (isAnswered) continue;
    const translator = speak(context, place.chatId);
    if (oldest === undefined) {
      notices.add(toNotice(context, `thaw:${first?.id}`, place, wordOpen(translator, news)), now);
    } else {
      notices.put(toNotice(context, `lifted:${oldest.id}`, place, wordLifted(translator, news)), now);
    }
  }
}

function wordOpen({ t }: Translator, { repo, who, reason }: Lifted): string {
  return reason === null
    ? t('gate-news-open', { repo, who })
    : t('gate-news-open-why', { repo, who, reason });
}

function wordLifted(translator: Translator, { repo, lifted, left, who, reason }: Lifted): string {
  const { t } = translator;
  const count = lifted.length + left.length;
  const why = brief(reason ?? '');
  return [
    t('gate-news-lifted', { repo, who, lifted: lifted.length, count }),
    ...freezeLines(translator, lifted),
    ...(why === '' ? [] : [t('gate-reason', { reason: why })]),
    t('gate-news-stays', { repo }),
    ...freezeLines(translator, left),
  ].join('\n');
}

function freezeLines({ t, say }: Translator, rows: readonly FreezeRow[]): string[] {
  const lines = rows.slice(0, mostNamed).map((row) =>
    t('gate-freeze-line', {
      number: String(row.id),
      reason: brief(say(row.reason)),
      who: whoFroze(row),
    }),
  );
  const more = rows.length - lines.length;
  return more === 0 ? lines : [...lines, t('queue-more', { count: more })];
}

function brief(text: string): string {
  const letters = Array.from(text.replaceAll(/\s+/g, ' ').trim());
  return letters.length <= longestReason
    ? letters.join('')
    : `${letters.slice(0, longestReason - 1).join('')}…`;
}

function toNotice({ presenter }: Context, about: string, place: Place, text: string): NewNotice {
  const message = JSON.stringify(presenter.text(text));
  return { key: keyAt(about, place), ...place, taskId: null, message, importance: 'notice', loud: false };
}

function keyAt(about: string, { chatId, topicId, subject }: Place): string {
  return `${about}:${chatId}:${subject ?? topicId ?? 0}`;
}

/** Whoever is waiting sees it on the cards too. */
function listPlaces({ store, projects }: Context, repo: string): Place[] {
  return projects.all
    .filter((project) => project.repo.key === repo)
    .flatMap(placesOf)
    .map((place) => ({ ...place, chatId: store.chats.current(place.chatId) }));
}

/** What concerns a whole project goes to its topic, or to the chat at large where each task has one. */
function placesOf({ name, chat, notify }: Project): Place[] {
  const further = notify.map(({ id, topic = null }) => placeAt(id, topic));
  if (chat === null) return further;
  const { id, topic = null } = chat;
  const subject = topic === 'project' ? `project:${name}` : null;
  return [{ chatId: id, topicId: typeof topic === 'number' ? topic : null, subject }, ...further];
}
