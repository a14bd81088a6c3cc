import { join } from 'node:path';
import type { Agent } from '../agent.ts';
import { claudeFolder, toClaudeInvocation } from './claude-invocation.ts';
import { toClaudeOutcome } from './claude-outcome.ts';
import { readClaudeSession } from './claude-session-log.ts';
import { readClaudeLine } from './claude-stream.ts';

/** Claude Code, made for version 2.1.329. `program` is an absolute path. */
export function createClaudeAgent({ program }: { program: string }): Agent {
  return {
    reportChannel: 'answer',
    toInvocation: (request) => toClaudeInvocation(request, program),
    toOutcome: (result) => toClaudeOutcome(result, program),
    output: {
      readLine: readClaudeLine,
      resumable: true,
      costIsOfSession: true,
      usageIsOfSession: false,
      sessionLog: {
        // One folder below it for each folder worked in, named after that in a way of its own.
        folder: join(claudeFolder, 'projects'),
        fileName: (sessionId) => `${sessionId}.jsonl`,
        readLine: readClaudeSession,
      },
    },
  };
}
