import { type MessageId, phrase } from '../domain/phrase.ts';
import type { Priority } from '../domain/priority.ts';
import type { Actor } from '../domain/signal.ts';
import { isFinished } from '../domain/stage.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';
import type { Steered } from './steer-task.ts';

type Words = Readonly<{ log: MessageId; answer: MessageId; already: MessageId }>;

const words = {
  high: { log: 'gate-log-high', answer: 'gate-priority-high', already: 'gate-already-high' },
  normal: { log: 'gate-log-normal', answer: 'gate-priority-normal', already: 'gate-already-normal' },
  low: { log: 'gate-log-low', answer: 'gate-priority-low', already: 'gate-already-low' },
} as const satisfies Record<Priority['name'], Words>;

/** Which of the jobs that may begin begins first: those of a higher priority, the oldest of them. */
export function setPriority(context: Context, taskId: number, { name, value }: Priority, by: Actor): Steered {
  const { store, clock } = context;
  const steered = store.transaction((): Steered => {
    const task = store.tasks.find(taskId);
    if (task === undefined) return { ok: false, text: phrase('deps-gone') };
    if (isFinished(task.stage)) return { ok: false, text: phrase('gate-priority-ended') };
    if (task.priority === value) return { ok: false, text: phrase(words[name].already) };
    store.tasks.raiseVersion(task.id, task.version);
    store.tasks.setPriority(task.id, value);
    const why = phrase(words[name].log, { who: by.who });
    store.log.append({ taskId: task.id, from: null, to: null, why, by }, toStoredTime(clock.now()));
    store.cards.touch(task.id);
    return { ok: true, text: phrase(words[name].answer) };
  });
  context.nudge();
  return steered;
}
