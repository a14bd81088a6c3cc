import { mkdirSync, writeFileSync } from 'node:fs';
import type { Account } from '../domain/project.ts';
import type { AgentOutput } from './agent.ts';
import { agentEnvironment, type RunPlaces } from './agent-environment.ts';
import { createHome, removeHome } from './agent-home.ts';
import { createAgents } from './agent-of.ts';
import { type ContainedRun, contain, type SandboxSettings } from './containment.ts';
import { builtInPrompt, renderPrompt, renderResumePrompt } from './prompt.ts';
import { readErrorTail, readOutputTail, readReport } from './read-output.ts';
import { createFollower, readTranscript, recoverFromSession } from './read-transcript.ts';
import { type RequestFile, writeRequestFile } from './request-file.ts';
import { readExitCode, readIdentity, runFile, statIfThere } from './run-folder.ts';

export type RunTools = ReturnType<typeof createRunTools>;

type ToolSettings = { accounts: readonly Account[]; sandbox: SandboxSettings | null };

const bare: ToolSettings = { accounts: [], sandbox: null };

/** What a use case needs to prepare a run and to read what it left. `ours` is the process's environment. */
export function createRunTools(
  ours: Readonly<Record<string, string | undefined>>,
  { accounts, sandbox }: ToolSettings = bare,
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
    createFolder: (folder: string) => mkdirSync(folder, { recursive: true }),
    writePrompt: (folder: string, prompt: string) => writeFileSync(runFile(folder, 'prompt'), prompt),
    writeRequest: (request: RequestFile) => writeRequestFile(request),
    readReport: (folder: string) => readReport(runFile(folder, 'report')),
    readOutputTail,
    readErrorTail,
    /** What the run's output told, read whole: for its end. */
    readTranscript: (folder: string, { readLine }: AgentOutput) =>
      readTranscript(runFile(folder, 'stdout'), readLine),
    /** Reads the run's output on while it is written. */
    followOutput: (folder: string, { readLine }: AgentOutput) =>
      createFollower(runFile(folder, 'stdout'), readLine),
    recoverFromSession,
    /** As the launcher recorded it; null while it did not. */
    exitCodeOf: readExitCode,
    /** When the launcher recorded the run's end; null while it did not. */
    endedAt: (folder: string) => statIfThere(runFile(folder, 'exit'))?.mtime ?? null,
    /** Whether the run's process ever came to be: its launcher writes who it is before anything else. */
    hasBegun: (folder: string) => readIdentity(folder) !== null,
  };
}
