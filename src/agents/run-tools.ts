import { mkdirSync, writeFileSync } from 'node:fs';
import type { Account } from '../domain/project.ts';
import type { AgentOutput } from './agent.ts';
import { createAgents } from './agent-of.ts';
import { maskTranscript } from './cli/mask-transcript.ts';
import {
  createFollower,
  readTranscript,
  recoverFromSession,
  type SessionSearch,
} from './cli/read-transcript.ts';
import { withRecovered } from './cli/transcript.ts';
import { agentEnvironment, type RunPlaces } from './containment/agent-environment.ts';
import { createHome, removeHome } from './containment/agent-home.ts';
import { type ContainedRun, contain, type SandboxSettings } from './containment/containment.ts';
import { type ReportRead, readErrorTail, readOutputTail, readReport } from './process/read-output.ts';
import { removeFolder } from './process/remove-folder.ts';
import { readExitCode, readIdentity, runFile, statIfThere } from './process/run-folder.ts';
import { builtInPrompt, renderPrompt, renderResumePrompt } from './prompt.ts';
import { type RequestFile, writeRequestFile } from './scripted/request-file.ts';

export type RunTools = ReturnType<typeof createRunTools>;

type ToolSettings = {
  accounts: readonly Account[];
  sandbox: SandboxSettings | null;
  /** Takes out of a text what must not be shown: an agent knows its key, and its words go to cards, boards and forges. */
  mask?: (text: string) => string;
};

const bare: ToolSettings = { accounts: [], sandbox: null };

/** What a use case needs to prepare a run and to read what it left. `ours` is the process's environment. */
export function createRunTools(
  ours: Readonly<Record<string, string | undefined>>,
  { accounts, sandbox, mask = (text) => text }: ToolSettings = bare,
) {
  return {
    ...createAgents(accounts),
    contain: (argv: [string, ...string[]], run: ContainedRun) => contain(sandbox, argv, run),
    environment: (places: RunPlaces) => agentEnvironment(ours, places),
    createHome,
    removeHome,
    builtInPrompt,
    renderPrompt,
    renderResumePrompt,
    file: runFile,
    /** Of the run alone; it is there from the start of its process until its end. */
    tempPath: (folder: string) => runFile(folder, 'tmp'),
    createFolder: (folder: string) => mkdirSync(folder, { recursive: true, mode: 0o700 }),
    removeFolder,
    writePrompt: (folder: string, prompt: string) => writeFileSync(runFile(folder, 'prompt'), prompt),
    writeRequest: (request: RequestFile) => writeRequestFile(request),
    readReport: async (folder: string) => masked(await readReport(runFile(folder, 'report')), mask),
    readOutputTail: async (folder: string, maxBytes: number) => mask(await readOutputTail(folder, maxBytes)),
    readErrorTail: async (folder: string, maxBytes: number) => mask(await readErrorTail(folder, maxBytes)),
    /** What the run's output told, read whole: for its end. */
    readTranscript: async (folder: string, { readLine }: AgentOutput) =>
      maskTranscript(await readTranscript(runFile(folder, 'stdout'), readLine), mask),
    /** Reads the run's output on while it is written. */
    followOutput: (folder: string, { readLine }: AgentOutput) => {
      const follower = createFollower(runFile(folder, 'stdout'), readLine);
      return { look: async () => maskTranscript(await follower.look(), mask) };
    },
    recoverFromSession: async (search: SessionSearch) => {
      const recovered = await recoverFromSession(search);
      return recovered === null ? null : maskTranscript(recovered, mask);
    },
    withRecovered,
    /** As the launcher recorded it; null while it did not. */
    exitCodeOf: readExitCode,
    /** When the launcher recorded the run's end; null while it did not. */
    endedAt: (folder: string) => statIfThere(runFile(folder, 'exit'))?.mtime ?? null,
    /** Whether the run's process ever came to be: its launcher writes who it is before anything else. */
    hasBegun: (folder: string) => readIdentity(folder) !== null,
  };
}

function masked(report: ReportRead, mask: (text: string) => string): ReportRead {
  return report.ok && report.text !== null ? { ok: true, text: mask(report.text) } : report;
}
