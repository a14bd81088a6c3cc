import { messageOf } from '../../domain/failure.ts';
import type { Project } from '../../domain/project.ts';
import { toStoredTime } from '../../stored-time.ts';
import { reconciledKey } from '../describe-health.ts';
import { isForged, isTracked } from '../find-project.ts';
import type { RunContext } from '../runs/run-context.ts';
import { reconcileChanges } from './reconcile-changes.ts';
import { reconcileComments } from './reconcile-comments.ts';
import { reconcileItems } from './reconcile-items.ts';
import { reconcileOneByOne } from './reconcile-one-by-one.ts';
import { resumeStalled } from './resume-stalled.ts';

/** One thing of one project that can be looked at by itself: where a look fails the others go on. */
type Look = { project: Project; what: string; run(): Promise<void> };

/**
 * Compares what the trackers and forges say now with what we hold, and says as signals what no webhook has told. A look
 * that fails changes nothing and is repeated at the next round; it stops neither the other looks nor the other projects.
 */
export async function reconcile(context: RunContext): Promise<void> {
  resumeStalled(context);
  await Promise.all(context.projects.all.map((project) => lookAtProject(context, project)));
  context.store.meta.note(reconciledKey, toStoredTime(context.clock.now()));
}

async function lookAtProject(context: RunContext, project: Project): Promise<void> {
  for (const look of listLooks(context, project)) await runLook(context, look);
}

function listLooks(context: RunContext, project: Project): Look[] {
  const looks: Look[] = [];
  const tracker = context.trackers.of(project);
  if (isTracked(project) && tracker !== null) {
    const scope = { context, project, tracker };
    looks.push({ project, what: 'work items', run: () => reconcileItems(scope) });
    looks.push({ project, what: 'comments', run: () => reconcileComments(scope) });
    looks.push({ project, what: 'items one by one', run: () => reconcileOneByOne(scope) });
  }
  if (isForged(project)) {
    looks.push({ project, what: 'pull requests', run: () => reconcileChanges({ context, project }) });
  }
  return looks;
}

async function runLook(context: RunContext, { project, what, run }: Look): Promise<void> {
  const { store, clock, log, checkpoint } = context;
  const look = { project: project.name, what };
  try {
    await run();
    if (store.looks.noteSuccess(project.name, what)) log.info(look, 'can be looked at again');
    checkpoint('reconciled');
  } catch (error) {
    const why = messageOf(error);
    const failures = store.looks.noteFailure(project.name, what, why, toStoredTime(clock.now()));
    // Said once: it stands in /queue for as long as it lasts.
    const say = failures === 1 ? log.warn : log.debug;
    say.call(
      log,
      { ...look, why, failures },
      'could not look: nothing is changed, the next round looks again',
    );
  }
}
