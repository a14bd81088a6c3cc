import { Resvg } from '@resvg/resvg-js';
import { describe, expect, test } from 'vitest';
import type { GraphNode, TaskGraph } from '../../src/domain/task-graph.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import { drawGraph } from '../../src/telegram/draw-graph.ts';
import { stageColours } from '../../src/telegram/graph-colours.ts';
import { toDot } from '../../src/telegram/graph-dot.ts';
import { drawTaskGraph } from '../../src/telegram/graph-picture.ts';
import { toSheet } from '../../src/telegram/graph-sheet.ts';
import { drawn, widthOf, wrapped } from '../../src/telegram/graph-text.ts';

const node = (id: number, changes: Partial<GraphNode> = {}): GraphNode => ({
  id,
  name: `SHOP-${id}`,
  title: 'Show prices',
  stage: 'analysis',
  ended: false,
  asks: false,
  ...changes,
});

const chain = (length: number): TaskGraph => ({
  nodes: Array.from({ length }, (_, index) => node(index + 1)),
  edges: Array.from({ length: length - 1 }, (_, index) => ({ from: index + 2, to: index + 1 })),
  left: 0,
});

function sizeOf(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

describe('the picture of who waits for whom', () => {
  test('is a PNG within what Telegram takes as a photo, drawn off the main thread', async () => {
    let beats = 0;
    const beat = setInterval(() => {
      beats += 1;
    }, 5);
    const png = await drawTaskGraph(chain(12), translatorOf('ru'));
    clearInterval(beat);
    expect(beats).toBeGreaterThan(5);
    expect(Buffer.from(png.slice(1, 4)).toString()).toBe('PNG');
    const { width, height } = sizeOf(png);
    expect(width + height).toBeLessThan(10_000);
    expect(Math.max(width, height) / Math.min(width, height)).toBeLessThan(20);
  }, 30_000);

  test('has its words, also Russian ones: without its font they would be dropped in silence', async () => {
    const draw = (name: string) =>
      drawGraph({ graph: { nodes: [node(1, { name, title: '' })], edges: [], left: 0 }, legend: [] });
    expect(Buffer.from(await draw('Щ')).equals(Buffer.from(await draw(' ')))).toBe(false);
  });
});

describe('its plan', () => {
  test('leads from what is waited for to who waits, each in the colour of its stage', () => {
    const graph = { nodes: [node(1, { stage: 'review' }), node(2)], edges: [{ from: 2, to: 1 }], left: 0 };
    const dot = toDot(graph, { direction: 'TB', packed: false });
    expect(dot).toContain('"1" -> "2";');
    expect(dot).toMatch(new RegExp(`"1" \\[.*fillcolor="${stageColours.review.fill}"`));
  });

  test('marks what asks for a person, and what has no task yet', () => {
    const dot = toDot(
      {
        nodes: [node(1, { asks: true }), node(-1, { stage: null }), node(3, { stage: 'grooming' })],
        edges: [],
        left: 0,
      },
      { direction: 'LR', packed: true },
    );
    expect(dot).toMatch(/"1" \[.*color="#e02020", penwidth=2\.6/);
    expect(dot).toMatch(/"-1" \[.*dashed/);
    expect(dot).toMatch(/"3" \[.*dashed/);
  });

  test('takes no title for markup', () => {
    const dot = toDot(
      { nodes: [node(1, { title: '<&> "x"' })], edges: [], left: 0 },
      { direction: 'TB', packed: false },
    );
    expect(dot).toContain('&lt;&amp;&gt; &quot;x&quot;');
  });

  test('is on one sheet with a legend that breaks its rows at the width', () => {
    const colours = stageColours.analysis;
    const legend = Array.from({ length: 12 }, () => ({ words: 'architecture', colours }));
    const inner = '<svg width="100pt" height="50pt" viewBox="0 0 100 50"></svg>';
    const few = toSheet({ svg: inner, widthPt: 100, heightPt: 50 }, legend.slice(0, 2));
    const many = toSheet({ svg: inner, widthPt: 100, heightPt: 50 }, legend);
    expect(many.heightPt).toBeGreaterThan(few.heightPt);
    expect(many.widthPt).toBe(few.widthPt);
    const image = new Resvg(many.svg, { font: { loadSystemFonts: false } }).render();
    expect(image.width).toBe(Math.round(many.widthPt));
  });
});

describe('its words', () => {
  test.for([
    ['🚀 Ship it 🎉 faster', 'Ship it faster'],
    ['👨‍👩‍👧 family 🇩🇪', 'family'],
    ['結帳 page', '… page'],
    ['Цены\n с налогом', 'Цены с налогом'],
    ['שלום', 'שלום'],
    ['😀', ''],
  ] as const)('%j is drawn as %j', ([text, words]) => {
    expect(drawn(text).replace(/…(?=\S)/u, '… ')).toBe(words);
  });

  test.for(['Show prices with tax in the basket and at the till', 'Щ'.repeat(60), 'a '.repeat(90), ''])(
    '%j stays within its box',
    (title) => {
      const lines = wrapped(title, 11, 134, 2);
      expect(lines.length).toBeLessThanOrEqual(2);
      for (const line of lines) expect(widthOf(line, 11)).toBeLessThanOrEqual(134);
    },
  );
});
