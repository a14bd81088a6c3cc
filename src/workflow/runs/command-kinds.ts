import type { Project } from '../../domain/project.ts';
import type { RunRow } from '../../store/runs.ts';
import { finishCiRun } from '../effects/ci-run.ts';
import { finishRollback, rollbackLimitMs } from '../effects/rollback-run.ts';
import { finishLook } from '../health/finish-look.ts';
import { type CommandAgent, commandAgents, type FinishCommand } from './command-run.ts';
import { finishRun } from './finish-run.ts';

type CommandKind = {
  finish: FinishCommand;
  /** Null where the settings say nothing of it any more. */
  limitMs(project: Project): number | null;
};

const kinds: Record<CommandAgent, CommandKind> = {
  ci: {
    finish: finishCiRun,
    limitMs: ({ forge: { ci } }) => (ci.kind === 'command' ? ci.timeoutMs : null),
  },
  health: {
    finish: finishLook,
    limitMs: ({ health }) => (health?.probe.kind === 'command' ? health.probe.timeoutMs : null),
  },
  rollback: { finish: finishRollback, limitMs: rollbackLimitMs },
};

/** What deals with the end of a run, by its row alone: with a job it is an agent's, without one a command's. */
export function finisherOf(run: RunRow): FinishCommand {
  if (run.job_id !== null) return finishRun;
  return kindOf(run)?.finish ?? finishCiRun;
}

/** How long a run without a job may go on; null where that is not known. */
export function commandLimitMs(run: RunRow, project: Project | undefined): number | null {
  return project === undefined ? null : (kindOf(run)?.limitMs(project) ?? null);
}

function kindOf({ agent }: RunRow): CommandKind | undefined {
  const known = commandAgents.find((name) => name === agent);
  return known === undefined ? undefined : kinds[known];
}
