import type { Colours } from './graph-colours.ts';
import { escaped } from './graph-dot.ts';
import { drawn, widthOf } from './graph-text.ts';

export type LegendEntry = { words: string; colours: Colours; penWidth?: number };

/** A laid out graph; points. */
export type Laid = { svg: string; widthPt: number; heightPt: number };

const marginPt = 14;
const swatchPt = 13;
const textPt = 11;
const rowPt = 22;
const gapPt = 14;
const narrowestPt = 340;
/** Telegram takes no photo more than 20 times as high as wide. */
const tallestShare = 15;

/** One sheet on white, the legend in rows above the graph. */
export function toSheet(graph: Laid, legend: readonly LegendEntry[]): Laid {
  const innerPt = Math.max(graph.widthPt, narrowestPt, graph.heightPt / tallestShare);
  const { entries, heightPt: legendPt } = placeLegend(legend, innerPt);
  const widthPt = innerPt + 2 * marginPt;
  const topPt = marginPt + legendPt + gapPt;
  const heightPt = topPt + graph.heightPt + marginPt;
  const left = marginPt + (innerPt - graph.widthPt) / 2;
  const inner = graph.svg
    .slice(graph.svg.indexOf('<svg'))
    .replace(/^<svg[^>]*>/, openInner(graph, left, topPt));
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${widthPt}" height="${heightPt}" viewBox="0 0 ${widthPt} ${heightPt}">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...entries,
    inner,
    '</svg>',
  ].join('\n');
  return { svg, widthPt, heightPt };
}

function openInner({ widthPt, heightPt }: Laid, x: number, y: number): string {
  return `<svg x="${x}" y="${y}" width="${widthPt}" height="${heightPt}" viewBox="0 0 ${widthPt} ${heightPt}">`;
}

function placeLegend(
  legend: readonly LegendEntry[],
  innerPt: number,
): { entries: string[]; heightPt: number } {
  let [x, row] = [marginPt, 0];
  const entries = legend.map((entry) => {
    const words = drawn(entry.words);
    const takesPt = swatchPt + 6 + widthOf(words, textPt) + gapPt;
    if (x > marginPt && x + takesPt > marginPt + innerPt) [x, row] = [marginPt, row + 1];
    const placed = drawEntry({ ...entry, words }, x, marginPt + row * rowPt);
    x += takesPt;
    return placed;
  });
  return { entries, heightPt: (row + 1) * rowPt };
}

function drawEntry({ words, colours, penWidth = 1.3 }: LegendEntry, x: number, y: number): string {
  const { fill, line, isDashed } = colours;
  const dashes = isDashed ? ' stroke-dasharray="3 2"' : '';
  return [
    `<rect x="${x}" y="${y + 2}" width="${swatchPt}" height="${swatchPt}" rx="3" fill="${fill}" stroke="${line}" stroke-width="${penWidth}"${dashes}/>`,
    `<text x="${x + swatchPt + 6}" y="${y + 13}" font-family="DejaVu Sans" font-size="${textPt}" fill="#3e4c59">${escaped(words)}</text>`,
  ].join('');
}
