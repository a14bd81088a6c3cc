import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { AgentRequest } from '../agent.ts';
import { runFileNames } from '../process/run-folder.ts';

/** What the scripted agent's player is told: the request, less what only a model needs. */
export type RequestFile = Omit<
  AgentRequest,
  | 'access'
  | 'homePath'
  | 'attachmentsPath'
  | 'model'
  | 'fallbackModel'
  | 'effort'
  | 'session'
  | 'budgetUsd'
  | 'verdicts'
> & {
  /** How often this role has run for this task, this run included: 1 at first. */
  round: number;
};

const requestFileSchema = z.object({
  role: z.string(),
  stage: z.string(),
  workItemId: z.string(),
  title: z.string(),
  description: z.string(),
  notes: z.string(),
  repo: z.string(),
  branch: z.string(),
  commit: z.string(),
  runName: z.string(),
  clonePath: z.string(),
  promptPath: z.string(),
  reportPath: z.string().nullable(),
  round: z.int().positive(),
}) satisfies z.ZodType<RequestFile>;

/** It stands beside the prompt. */
export function toRequestPath(promptPath: string): string {
  return join(dirname(promptPath), runFileNames.request);
}

export function writeRequestFile(request: RequestFile): void {
  const path = toRequestPath(request.promptPath);
  writeFileSync(`${path}.tmp`, `${JSON.stringify(requestFileSchema.parse(request), null, 2)}\n`);
  renameSync(`${path}.tmp`, path);
}

export function readRequestFile(path: string): RequestFile {
  return requestFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}
