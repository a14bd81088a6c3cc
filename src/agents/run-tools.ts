import { mkdirSync, writeFileSync } from 'node:fs';
import type { Agent } from './agent.ts';
import { agentEnvironment } from './agent-environment.ts';
import { createCommandAgent } from './command.ts';
import { builtInPrompt, renderPrompt } from './prompt.ts';
import { readOutputTail, readReport } from './read-output.ts';
import { type RequestFile, writeRequestFile } from './request-file.ts';
import { readIdentity, runFile, statIfThere } from './run-folder.ts';
import { createScriptedAgent } from './scripted.ts';

type Runner = { runner: 'command'; command: string } | { runner: 'scripted'; script: string };

export type RunTools = ReturnType<typeof createRunTools>;

/** What a use case needs to prepare a run and to read what it left. `ours` is the process's environment. */
export function createRunTools(ours: Readonly<Record<string, string | undefined>>) {
  return {
    agentOf: (settings: Runner): Agent =>
      settings.runner === 'command'
        ? createCommandAgent({ command: settings.command })
        : createScriptedAgent({ scriptPath: settings.script }),
    environment: (extra: Readonly<Record<string, string>>) => agentEnvironment(ours, extra),
    builtInPrompt,
    renderPrompt,
    file: runFile,
    createFolder: (folder: string) => mkdirSync(folder, { recursive: true }),
    writePrompt: (folder: string, prompt: string) => writeFileSync(runFile(folder, 'prompt'), prompt),
    writeRequest: (request: RequestFile) => writeRequestFile(request),
    readReport: (folder: string) => readReport(runFile(folder, 'report')),
    readOutputTail,
    /** When the launcher recorded the run's end; null while it did not. */
    endedAt: (folder: string) => statIfThere(runFile(folder, 'exit'))?.mtime ?? null,
    /** Whether the run's process ever came to be: its launcher writes who it is before anything else. */
    hasBegun: (folder: string) => readIdentity(folder) !== null,
  };
}
