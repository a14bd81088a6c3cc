import { fileURLToPath } from 'node:url';
import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { Resvg } from '@resvg/resvg-js';
import type { TaskGraph } from '../domain/task-graph.ts';
import { type Layout, toDot } from './graph-dot.ts';
import { type Laid, type LegendEntry, toSheet } from './graph-sheet.ts';

export type GraphPicture = { graph: TaskGraph; legend: readonly LegendEntry[] };

const layouts: readonly Layout[] = [
  { direction: 'TB', packed: false },
  { direction: 'TB', packed: true },
  { direction: 'LR', packed: false },
];

/** The sides of what a phone shows: Telegram scales photos down to this height. */
const phonePx = { width: 1080, height: 2560 };
const largestZoom = 2.5;
/** Smaller, and nobody can read it: the picture is larger than what the phone keeps then. */
const smallestZoom = 1.1;
/** Telegram takes photos up to this sum of both sides. */
const longestSidesPx = 9900;

/**
 * The graph as a PNG, laid out the way that leaves its words larger on a phone. Takes some 100 ms of the thread it runs
 * in: see `graph-thread.ts`.
 */
export async function drawGraph({ graph, legend }: GraphPicture): Promise<Uint8Array> {
  const graphviz = await Graphviz.load();
  const [first, ...others] = layouts.map((layout) =>
    toSheet(toLaid(graphviz.dot(toDot(graph, layout), 'svg')), legend),
  );
  if (first === undefined) throw new Error('no way to lay the graph out');
  const best = others.reduce((one, other) => (fitOf(other) > fitOf(one) ? other : one), first);
  return render(best);
}

/** How large a point is on the phone, in pixels. */
function fitOf({ widthPt, heightPt }: Laid): number {
  return Math.min(phonePx.width / widthPt, phonePx.height / heightPt);
}

function toLaid(svg: string): Laid {
  const [, width, height] = /<svg width="([\d.]+)pt" height="([\d.]+)pt"/.exec(svg) ?? [];
  if (width === undefined || height === undefined) throw new Error('graphviz gave no picture');
  return { svg, widthPt: Number(width), heightPt: Number(height) };
}

const fonts = [
  import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
].map((url) => fileURLToPath(url));

/** Without a font of its own resvg drops every word in silence. */
function render(sheet: Laid): Uint8Array {
  // As sharp as the app keeps it, for those who zoom in.
  const sharp = phonePx.height / Math.max(sheet.widthPt, sheet.heightPt);
  const wanted = Math.min(largestZoom, Math.max(smallestZoom, sharp));
  const zoom = Math.min(wanted, longestSidesPx / (sheet.widthPt + sheet.heightPt));
  const font = { fontFiles: fonts, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' };
  const image = new Resvg(sheet.svg, { font, fitTo: { mode: 'zoom', value: zoom } }).render();
  return image.asPng();
}
