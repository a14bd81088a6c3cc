import type { ProcessHost, RunEnd, RunHandle } from '../../agents/process/run-process.ts';
import type { RunTools } from '../../agents/run-tools.ts';
import type { Project } from '../../domain/project.ts';
import type { Forge } from '../../forges/forge.ts';
import type { Logger } from '../../log.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Context } from '../context.ts';
import type { AttachmentFetcher } from '../fetch-attachments.ts';

/** What starting, watching and ending runs needs beside the store. */
export type RunContext = Context & {
  workspace: Workspace;
  forges: { of(project: Project): Forge };
  host: ProcessHost;
  tools: RunTools;
  runsDir: string;
  attachments: AttachmentFetcher;
  live: LiveRuns;
};

type LiveRuns = ReturnType<typeof createLiveRuns>;

/**
 * The handles of the processes being watched, by run id. Nothing but a view: a restart fills it again by adoption.
 * `idle` resolves when every end that had come has been dealt with.
 */
export function createLiveRuns(log: Logger) {
  const handles = new Map<number, RunHandle>();
  const starting = new Set<number>();
  const preparing = new Set<number>();
  const ending = new Set<Promise<void>>();
  const settling = new Set<number>();
  return {
    has: (runId: number) => handles.has(runId) || starting.has(runId),
    isPreparing: (jobId: number) => preparing.has(jobId),
    /** From its claim until it has a run of its own, or is settled without one. */
    async preparing(jobId: number, start: () => Promise<void>): Promise<void> {
      preparing.add(jobId);
      try {
        await start();
      } finally {
        preparing.delete(jobId);
      }
    },
    /** Between its row and its watch a run is nobody else's to take up. Called in the tick in which the row is written. */
    async starting<T>(runId: number, start: () => Promise<T>): Promise<T> {
      starting.add(runId);
      try {
        return await start();
      } finally {
        starting.delete(runId);
      }
    },
    /** Whoever comes while another settles the run does nothing: two that read one clone at one moment would disturb each other. */
    async settling(runId: number, settle: () => Promise<void>): Promise<void> {
      if (settling.has(runId)) return;
      settling.add(runId);
      try {
        await settle();
      } finally {
        settling.delete(runId);
      }
    },
    watch(runId: number, handle: RunHandle, onEnd: (end: RunEnd) => Promise<void>): void {
      handles.set(runId, handle);
      void handle.ended.then((end) => {
        const dealing = onEnd(end)
          // The row stays unfinished, and the reaper's next look adopts the run and ends it again.
          .catch((error: unknown) =>
            log.error({ run: runId, err: error }, 'the end of a run could not be dealt with'),
          )
          .finally(() => {
            handles.delete(runId);
            ending.delete(dealing);
          });
        ending.add(dealing);
      });
    },
    cancel: async (runId: number): Promise<void> => handles.get(runId)?.cancel(),
    idle: async (): Promise<void> => {
      await Promise.allSettled(ending);
    },
  };
}
