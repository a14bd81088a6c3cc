import type { GraphNode, TaskGraph } from '../domain/task-graph.ts';
import { askingLine, coloursOf } from './graph-colours.ts';
import { drawn, widthOf, wrapped } from './graph-text.ts';

/** `packed` lets small groups of tasks that wait for each other fill the gaps beside large ones. */
export type Layout = { direction: 'LR' | 'TB'; packed: boolean };

const nameSizePt = 13;
const titleSizePt = 11;
const lineHeightPt = 15;
const paddingPt = 12;
const pointsPerInch = 72;
/** Few tasks have room for two lines of their titles. */
const manyNodes = 24;
const boxWidthPt = { few: 172, many: 146 };

/** The graph in Graphviz's language: what is waited for stands first, and its arrow leads to who waits. */
export function toDot({ nodes, edges }: TaskGraph, { direction, packed }: Layout): string {
  const isMany = nodes.length > manyNodes;
  return [
    'digraph {',
    `rankdir=${direction}; bgcolor="transparent"; nodesep=${isMany ? 0.14 : 0.25}; ranksep=${isMany ? 0.35 : 0.5};`,
    ...(packed ? ['pack=10; packmode="node";'] : []),
    'node [shape=box, style="filled,rounded", fixedsize=true, fontname="DejaVu Sans"];',
    'edge [color="#7b8794", penwidth=1.3, arrowsize=0.7];',
    ...nodes.map((node) => toNode(node, isMany)),
    ...edges.map(({ from, to }) => `${quoted(String(to))} -> ${quoted(String(from))};`),
    '}',
  ].join('\n');
}

function toNode(node: GraphNode, isMany: boolean): string {
  const { fill, line, text, isDashed } = coloursOf(node);
  const widthPt = isMany ? boxWidthPt.many : boxWidthPt.few;
  const room = widthPt - paddingPt;
  const name = drawn(node.name);
  const nameSize = Math.min(nameSizePt, (nameSizePt * room) / widthOf(name, nameSizePt, true));
  const lines = wrapped(drawn(node.title), titleSizePt, room, 2);
  const heightPt = lineHeightPt * (1 + lines.length) + paddingPt;
  const title = lines.map((words) => `<BR/><FONT POINT-SIZE="${titleSizePt}">${escaped(words)}</FONT>`);
  const label = `<FONT POINT-SIZE="${nameSize.toFixed(1)}"><B>${escaped(name)}</B></FONT>${title.join('')}`;
  const attributes = [
    `label=<${label}>`,
    `width=${(widthPt / pointsPerInch).toFixed(3)}`,
    `height=${(heightPt / pointsPerInch).toFixed(3)}`,
    `fillcolor="${fill}"`,
    `color="${node.asks ? askingLine : line}"`,
    `penwidth=${node.asks ? 2.6 : 1.3}`,
    `fontcolor="${text}"`,
    ...(isDashed ? ['style="filled,rounded,dashed"'] : []),
  ];
  return `${quoted(String(node.id))} [${attributes.join(', ')}];`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '')}"`;
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
