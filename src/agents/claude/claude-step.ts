import { toPathText, toStepText } from '../cli/step-text.ts';

/** The tool that the CLI offers for a report: its input is the report. */
export const reportTool = 'StructuredOutput';

/** What a call of a tool is, in a few words. */
export function describeCall(
  tool: string,
  input: Readonly<Record<string, unknown>>,
  cwd: string | null,
): string {
  if (tool === reportTool) return 'writing the report';
  const { command, file_path: file, notebook_path: notebook, pattern } = input;
  if (typeof command === 'string') return toStepText(`${tool}: ${command}`, cwd);
  const path = file ?? notebook;
  if (typeof path === 'string') return toStepText(`${tool} ${toPathText(path, cwd)}`);
  return toStepText(typeof pattern === 'string' ? `${tool} ${pattern}` : tool);
}
