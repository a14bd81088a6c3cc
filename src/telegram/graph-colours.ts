import type { Stage } from '../domain/stage.ts';
import type { GraphNode } from '../domain/task-graph.ts';

export type Colours = { fill: string; line: string; text: string; isDashed?: true };

const ink = '#1f2933';

/** Light enough for dark words on them, and told apart also by their lines. */
export const stageColours = {
  created: { fill: '#eceff1', line: '#90a4ae', text: ink },
  analysis: { fill: '#d9ecff', line: '#3b82c4', text: ink },
  architecture: { fill: '#e6e0ff', line: '#7a63d1', text: ink },
  development: { fill: '#fff0c2', line: '#d99a00', text: ink },
  review: { fill: '#ffdbe8', line: '#d14d82', text: ink },
  testing: { fill: '#d3f4ec', line: '#159a80', text: ink },
  staging: { fill: '#e4f3c4', line: '#7d9f1d', text: ink },
  deploy: { fill: '#c9ecc9', line: '#2e8b35', text: ink },
  done: { fill: '#f4f5f6', line: '#c3c9ce', text: '#8a949c' },
  cancelled: { fill: '#fbe3e1', line: '#b3261e', text: '#8c1d18', isDashed: true },
} as const satisfies Record<Stage, Colours>;

/** A work item without a task. */
export const awaitedColours: Colours = { fill: '#ffffff', line: '#6b7780', text: ink, isDashed: true };

export const askingLine = '#e02020';

export function coloursOf({ stage }: Pick<GraphNode, 'stage'>): Colours {
  return isDrawnStage(stage) ? stageColours[stage] : awaitedColours;
}

function isDrawnStage(stage: string | null): stage is Stage {
  return stage !== null && Object.hasOwn(stageColours, stage);
}
