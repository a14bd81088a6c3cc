import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFailed, onTestFinished } from 'vitest';
import type { Project } from '../../src/domain/project.ts';
import { createWorker, type Worker } from '../../src/worker/worker.ts';
import type { EventHandlers } from '../../src/workflow/intake/dispatch-event.ts';
import { type ContextOptions, project } from '../support/context.ts';
import { createRunContext, type TestRunContext } from '../workflow/run-context.ts';
import { createYard } from '../workspace/support.ts';

/** A context whose agents all note down when they start and end, and wait in between until they are let go. */
export function createGatedContext(options: Omit<ContextOptions, 'projects'> = {}) {
  const yard = createYard();
  const at = (name: string) => `'${join(yard.dir, name)}'`;
  const command = `echo "start $SIGNALBOX_TASK" >>${at('notes')}
    until [ -e ${at('go')} ] || [ -e ${at('go-')}"$SIGNALBOX_TASK" ]; do sleep 0.02; done
    echo "end $SIGNALBOX_TASK" >>${at('notes')}`;
  const roles = Object.entries(project().roles).map(([name, settings]) => [name, { ...settings, command }]);
  return createRunContext({
    ...options,
    yard,
    project: { roles: Object.fromEntries(roles) as Project['roles'] },
  });
}

export function notesOf({ yard }: TestRunContext): string[] {
  const path = join(yard.dir, 'notes');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

/** Lets one agent go, by the id of its work item, or all of them. */
export function letGo({ yard }: TestRunContext, workItemId?: string): void {
  writeFileSync(join(yard.dir, workItemId === undefined ? 'go' : `go-${workItemId}`), '');
}

/** A worker that is woken by its own context, as the composition root wires it; it is stopped after the test. */
export function startWorker(base: TestRunContext, handlers: EventHandlers = {}) {
  const context: TestRunContext = { ...base, nudge: () => worker.nudge() };
  const worker: Worker = createWorker(context, handlers);
  // A stall is told by what the worker logged before it.
  onTestFailed(() => console.error(JSON.stringify(context.logged.slice(-20), null, 1)));
  onTestFinished(() => worker.stop());
  worker.start();
  return { context, worker };
}
