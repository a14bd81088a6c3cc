import type { ExpectedVerdicts } from '../agent.ts';

/** A JSON Schema of the report that a stage wants, for CLIs that hold their model to one. `parseReport` reads what fits it. */
export function toReportSchema(verdicts: ExpectedVerdicts): object {
  return {
    type: 'object',
    properties: {
      verdict: toVerdictSchema(verdicts),
      summary: text(
        'What you did, or why you decided so: two or three sentences for the card that people read.',
      ),
      findings: text('What the next role must know or repair: one item per line, with file and line.'),
      question: text('With the verdict "question": what a person must decide, with the choices you see.'),
    },
    required: verdicts === null ? ['summary'] : ['verdict', 'summary'],
    additionalProperties: false,
  };
}

function toVerdictSchema(verdicts: ExpectedVerdicts): object {
  return verdicts === null
    ? {
        type: 'string',
        enum: ['question'],
        description: 'Only when a person must decide something first; else leave it out.',
      }
    : {
        type: 'string',
        enum: [verdicts.positive, verdicts.negative, 'question'],
        description: 'As your prompt defines it; "question" when a person must decide something first.',
      };
}

function text(description: string): object {
  return { type: 'string', description };
}
