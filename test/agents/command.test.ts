import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCommandAgent } from '../../src/agents/command.ts';
import { describeAgent } from '../conformance/agent.ts';
import { type AgentPlan, writePlannedReport } from '../conformance/agent-played.ts';

describeAgent('command', {
  create: () => createCommandAgent({ command: 'npm test' }),
  play: (plan, folder) => createCommandAgent({ command: toCommand(plan, folder) }),
});

function toCommand(plan: AgentPlan, folder: string): string {
  const saidPath = join(folder, 'said');
  writeFileSync(saidPath, plan.say ?? '');
  return [
    'set -e',
    `cat '${saidPath}'`,
    plan.write === undefined ? ':' : `printf %s '${plan.write.text}' > '${plan.write.path}'`,
    plan.report === undefined ? ':' : `cp '${writePlannedReport(plan, folder)}' "$SIGNALBOX_REPORT"`,
    `exit ${plan.exitCode ?? 0}`,
  ].join('\n');
}
