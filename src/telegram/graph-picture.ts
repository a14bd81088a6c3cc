import { Worker } from 'node:worker_threads';
import { type MessageId, phrase } from '../domain/phrase.ts';
import { type Stage, stages } from '../domain/stage.ts';
import type { TaskGraph } from '../domain/task-graph.ts';
import type { Translator } from '../locale/translator.ts';
import type { GraphPicture } from './draw-graph.ts';
import { askingLine, awaitedColours, stageColours } from './graph-colours.ts';
import type { LegendEntry } from './graph-sheet.ts';

const longestDrawingMs = 60_000;
const mostMegabytes = 512;

/** The graph as a PNG with its legend. Drawn in a thread of its own, which is gone afterwards: it would hold up everything else. */
export function drawTaskGraph(graph: TaskGraph, translator: Translator): Promise<Uint8Array> {
  const picture: GraphPicture = { graph, legend: legendOf(graph, translator) };
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./graph-thread.ts', import.meta.url), {
      workerData: picture,
      // Nothing of ours is needed there, secrets least of all.
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
    });
    const timer = setTimeout(() => {
      reject(new Error(`a picture of ${graph.nodes.length} tasks was not drawn in ${longestDrawingMs} ms`));
      void thread.terminate();
    }, longestDrawingMs);
    thread.once('message', (png: Uint8Array) => resolve(png));
    thread.once('error', reject);
    thread.once('exit', (code) => {
      clearTimeout(timer);
      // After a message or an error this changes nothing any more.
      reject(new Error(`the thread that draws ended with ${code}`));
    });
  });
}

const stageWords = {
  created: 'deps-stage-created',
  analysis: 'deps-stage-analysis',
  architecture: 'deps-stage-architecture',
  development: 'deps-stage-development',
  review: 'deps-stage-review',
  testing: 'deps-stage-testing',
  staging: 'deps-stage-staging',
  deploy: 'deps-stage-deploy',
  done: 'deps-stage-done',
  cancelled: 'deps-stage-cancelled',
} as const satisfies Record<Stage, MessageId>;

/** Only of what is in the picture. */
function legendOf({ nodes }: TaskGraph, { t, say }: Translator): LegendEntry[] {
  const present = new Set(nodes.map(({ stage }) => stage));
  const entries: LegendEntry[] = stages
    .filter((stage) => present.has(stage))
    .map((stage) => ({ words: say(phrase(stageWords[stage])), colours: stageColours[stage] }));
  if (nodes.some(({ stage }) => stage === null))
    entries.push({ words: t('deps-stage-none'), colours: awaitedColours });
  if (nodes.some(({ asks }) => asks)) {
    const colours = { ...awaitedColours, fill: '#ffffff', line: askingLine };
    entries.push({ words: t('deps-asks'), colours, penWidth: 2.6 });
  }
  return entries;
}
