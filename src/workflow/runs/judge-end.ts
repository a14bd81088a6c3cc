import type { Agent, AgentOutput } from '../../agents/agent.ts';
import type { Transcript } from '../../agents/cli/transcript.ts';
import type { RunEnd } from '../../agents/process/run-process.ts';
import { isEndedFromOutside, type Outcome } from '../../domain/outcome.ts';
import { phrase } from '../../domain/phrase.ts';
import type { RoleSettings } from '../../domain/project.ts';
import { emptyReport } from '../../domain/report.ts';
import { sayRole } from '../../domain/say-stage.ts';
import { isRole, pipeline, stageOfRole } from '../../domain/stage.ts';
import { readSaid } from '../../locale/said-text.ts';
import type { JobRow } from '../../store/jobs.ts';
import type { RunRow } from '../../store/runs.ts';
import type { RunContext } from './run-context.ts';
import { homeOfRun } from './run-places.ts';

/** What a CLI said in its output; both null for a program whose output is for people. */
export type Told = { output: AgentOutput | null; transcript: Transcript | null };

type Ended = { run: RunRow; job: JobRow; end: RunEnd; told: Told };

const TAIL_BYTES = 4000;
const nothing: Told = { output: null, transcript: null };

/** Everything the run's output told; an end that did not get into it is looked for in the CLI's own log of the session. */
export async function readTold(context: RunContext, run: RunRow, job: JobRow): Promise<Told> {
  const output = findAgent(context, run, job)?.agent.output ?? null;
  if (output === null || run.folder === null) return nothing;
  const transcript = await context.tools.readTranscript(run.folder, output);
  const sessionId = transcript.sessionId ?? run.session_id;
  if (transcript.end !== null || sessionId === null) return { output, transcript };
  // One that never got an answer has left nothing of its own there: what stands there is an earlier run's.
  const recovered = transcript.turns === 0 ? null : await recover(context, run, output, sessionId);
  if (recovered === null) return { output, transcript: { ...transcript, sessionId } };
  return { output, transcript: context.tools.withRecovered({ ...transcript, sessionId }, recovered) };
}

async function recover(context: RunContext, run: RunRow, output: AgentOutput, sessionId: string) {
  const homePath = homeOfRun(context, run);
  if (output.sessionLog === null || homePath === null) return null;
  return context.tools.recoverFromSession({ homePath, sessionId, log: output.sessionLog });
}

/** How a run ended, as a value. A good last word of a CLI counts, whatever became of its process afterwards. */
export async function judgeEnd(context: RunContext, ended: Ended): Promise<Outcome> {
  const { run, end, told } = ended;
  const { reason, exitCode } = end;
  const hasSaid = told.transcript !== null && told.transcript.end !== null && !told.transcript.end.isError;
  const task = run.task_id === null ? undefined : context.store.tasks.find(run.task_id);
  const isForMoney = reason === 'cancelled' && task?.stop_requested === 'budget';
  // Some CLIs tell what they took with their last word only: the stop comes when the work is done, and paid for.
  const isForPause = reason === 'cancelled' && task?.stop_requested === 'pause';
  if (hasSaid && (reason !== 'cancelled' || isForMoney || isForPause)) return judgeByAgent(context, ended);
  const note = task?.stop_note ?? '';
  if (isForMoney)
    return { kind: 'overBudget', why: note === '' ? phrase('why-budget-used') : readSaid(note) };
  const role = sayRole(run.agent);
  switch (reason) {
    case 'overtime':
      return { kind: 'overtime', why: phrase('why-overtime', { role }) };
    case 'silent':
      return { kind: 'silent', why: phrase('why-silent', { role }) };
    case 'cancelled':
      return {
        kind: 'cancelled',
        why: isForPause ? phrase('why-run-paused', { role }) : phrase('why-run-stopped', { role }),
      };
    case 'lost': {
      const began = run.folder !== null && context.tools.hasBegun(run.folder);
      return { kind: 'lost', why: phrase('why-vanished', { role }), began };
    }
    case 'output-limit': {
      const why = phrase('why-output-limit', { role });
      return { kind: 'failed', why, report: emptyReport };
    }
    case 'exited':
      if (isEndedFromOutside(exitCode) && told.transcript?.end == null) {
        const why = phrase('why-ended-outside', { role, status: String(exitCode) });
        return { kind: 'lost', why, began: true };
      }
      return judgeByAgent(context, ended);
  }
}

async function judgeByAgent(context: RunContext, { run, job, end, told }: Ended): Promise<Outcome> {
  const { tools } = context;
  const found = findAgent(context, run, job);
  if (found === null || !isRole(run.agent) || run.folder === null) {
    const why = phrase('why-not-configured', { role: sayRole(run.agent) });
    return { kind: 'failed', why, report: emptyReport };
  }
  const { agent, settings } = found;
  const endedAt = tools.endedAt(run.folder);
  const report = settings.report ? await tools.readReport(run.folder) : { ok: true as const, text: null };
  if (!report.ok) return { kind: 'failed', why: report.why, report: emptyReport };
  return agent.toOutcome({
    exitCode: end.exitCode,
    reportText: report.text,
    outputTail: await tools.readOutputTail(run.folder, TAIL_BYTES),
    errorTail: await tools.readErrorTail(run.folder, TAIL_BYTES),
    ...(endedAt === null ? {} : { endedAt }),
    transcript: told.transcript,
    verdicts: pipeline[stageOfRole(run.agent)].verdicts,
  });
}

/** As the run was started: what the settings say by now counts only where they still have the same runner. */
export function findAgent(
  { projects, store, tools }: Pick<RunContext, 'projects' | 'store' | 'tools'>,
  run: RunRow,
  job: Pick<JobRow, 'repo'> | undefined,
): { agent: Agent; settings: RoleSettings } | null {
  if (!isRole(run.agent)) return null;
  const task = run.task_id === null ? undefined : store.tasks.find(run.task_id);
  const project = projects.findForTask(task ?? { project: null, repo: job?.repo ?? '' });
  const settings = project?.roles[run.agent];
  if (settings == null || (run.runner !== null && run.runner !== settings.runner)) return null;
  return { agent: tools.agentOf(settings), settings };
}
