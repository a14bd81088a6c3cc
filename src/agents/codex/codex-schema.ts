import { z } from 'zod';
import type { ExpectedVerdicts } from '../agent.ts';
import { toReportSchema } from '../cli/report-schema.ts';

const schema = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ type: z.string(), enum: z.array(z.string()).optional() })),
  required: z.array(z.string()),
});

/** The report's schema as OpenAI wants it in strict mode: every property is required, and null stands for absence. */
export function toCodexSchema(verdicts: ExpectedVerdicts): object {
  const { properties, required, ...rest } = schema.parse(toReportSchema(verdicts));
  const strict = Object.entries(properties).map(([name, property]) => [
    name,
    required.includes(name) ? property : withNull(property),
  ]);
  return { ...rest, properties: Object.fromEntries(strict), required: Object.keys(properties) };
}

function withNull({ type, enum: values, ...rest }: { type: string; enum?: string[] | undefined }): object {
  return {
    ...rest,
    type: [type, 'null'],
    ...(values === undefined ? {} : { enum: [...values, null] }),
  };
}
