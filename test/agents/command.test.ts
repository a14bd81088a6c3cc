import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCommandAgent } from '../../src/agents/command.ts';
import { type AgentPlan, describeAgent, writePlannedReport } from '../conformance/agent.ts';

describeAgent('command', (plan, folder) => createCommandAgent({ command: toCommand(plan, folder) }));

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
