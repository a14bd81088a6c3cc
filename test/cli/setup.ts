import type { TestProject } from 'vitest/node';
import { fetchClaude } from './fetch-claude.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    claudeProgram: string;
  }
}

export async function setup(project: TestProject): Promise<void> {
  project.provide('claudeProgram', await fetchClaude());
}
