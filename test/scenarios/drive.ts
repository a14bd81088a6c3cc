import { openCopy } from '../../src/store/open-database.ts';
import { git } from '../../src/workspace/git.ts';
import { ada, type Installation, type Running } from '../support/installation.ts';
import { planeBody, postPlane } from '../support/plane.ts';
import { until } from '../support/until.ts';

/** Where a task that nothing goes wrong with comes by, in this order. */
export const wholeWay = [
  'analysis/work',
  'analysis/publish',
  'analysis/approval',
  'architecture/work',
  'development/work',
  'development/publish',
  'development/ci',
  'review/work',
  'testing/work',
  'staging/update',
  'staging/ci',
  'staging/work',
  'deploy/merge',
  'deploy/work',
  'deploy/health',
  'done/rest',
];

/** As Plane does: another attempt while nobody answers, with the same body. */
async function deliverUntilAnswered(running: Running, body: string): Promise<boolean> {
  try {
    const response = await postPlane(running.url, body);
    return response.status === 202;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Drives one task to its end as a person would, starting Signalbox again whenever it was killed: at each of the places in turn. */
export async function driveToEnd(
  installation: Installation,
  killAt: readonly string[],
): Promise<{ restarts: number }> {
  const body = planeBody();
  const places = [...killAt];
  const start = () => installation.start({ killAt: places.shift() ?? '' });
  const state = { restarts: 0, delivered: false, dead: false, running: await start() };
  const watch = () => {
    void state.running.exited.then(() => {
      state.dead = true;
    });
  };
  watch();
  await until(
    `the card says done (killed at ${killAt.join(', ')})`,
    async () => {
      if (state.dead) {
        state.dead = false;
        state.restarts += 1;
        state.running = await start();
        watch();
      }
      state.delivered ||= state.running.url !== '' && (await deliverUntilAnswered(state.running, body));
      await approveIfAsked(installation);
      return installation.cards().some(({ text }) => text.includes('✅'));
    },
    120_000,
  );
  await until('the ledger is settled', async () => (await openCards(installation)) === 1);
  await state.running.stop();
  return { restarts: state.restarts };
}

const approving = new WeakSet<object>();

async function approveIfAsked(installation: Installation): Promise<void> {
  const card = installation
    .cards()
    .findLast(({ buttons }) => buttons.flat().some(({ text }) => text === 'Approve'));
  if (card === undefined || approving.has(card)) return;
  approving.add(card);
  // A press may meet a dead process: Telegram keeps it for the next one, or the person presses again.
  void installation.emulator
    .press(ada.id, ada.id, card.id, 'Approve')
    .finally(() => approving.delete(card))
    .catch(() => undefined);
}

async function openCards({ home }: Installation): Promise<number> {
  const { db, close } = await openCopy(`${home}/signalbox.db`);
  try {
    return (
      db
        .prepare<[], number>('SELECT COUNT(*) FROM tracker_messages WHERE deleted_at IS NULL')
        .pluck()
        .get() ?? 0
    );
  } finally {
    close();
  }
}

type Ending = {
  tasks: number;
  stages: string[];
  jobs: number;
  unfinishedRuns: number;
  openCards: number;
  merges: number;
  moves: string[];
};

/** What is left when all is over: to be the same however often the process was killed. */
export async function readEnding({ home, origin }: Installation): Promise<Ending> {
  const { db, close } = await openCopy(`${home}/signalbox.db`);
  const count = (sql: string) => db.prepare<[], number>(sql).pluck().get() ?? 0;
  const list = (sql: string) => db.prepare<[], string>(sql).pluck().all();
  const { stdout } = await git(['log', '--merges', '--format=%H', 'main'], { gitDir: origin });
  try {
    return {
      tasks: count('SELECT COUNT(*) FROM tasks'),
      stages: list('SELECT stage FROM tasks'),
      jobs: count('SELECT COUNT(*) FROM jobs'),
      unfinishedRuns: count('SELECT COUNT(*) FROM agent_runs WHERE finished_at IS NULL'),
      openCards: count('SELECT COUNT(*) FROM tracker_messages WHERE deleted_at IS NULL'),
      merges: stdout.split('\n').filter(Boolean).length,
      moves: list(
        `SELECT to_stage || '/' || to_step FROM task_log WHERE to_stage IS NOT NULL
           AND (from_stage IS NOT to_stage OR from_step IS NOT to_step) ORDER BY id`,
      ),
    };
  } finally {
    close();
  }
}
