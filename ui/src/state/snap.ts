// Lines on a page that a block falls in with: where text begins and ends, its baselines, the usual margins. Pure
// arithmetic in points of the page as seen.
import { clamp, seenSize, toPoints, type Box, type PageShape } from './geometry';

/** Where edges of a block may lie, in points from the left and from the top. */
export interface Guides {
  x: readonly number[];
  y: readonly number[];
}

/** The guides that a box lies on. */
export interface Met {
  x: number | null;
  y: number | null;
}

/** What a line of text takes up. */
export interface TextBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The margin of a letter: 2 cm. */
const MARGIN = toPoints(20);
/** Guides nearer to each other than this are one. */
const SAME = 1;
/** More lines than this are a table or a drawing: nothing would be free of them. */
const MOST = 200;

export function guides(lines: readonly TextBox[], page: PageShape): Guides {
  const { width, height } = seenSize(page);
  const few = lines.length <= MOST ? lines : [];
  return {
    x: merged([MARGIN, width - MARGIN, ...few.flatMap(({ left, right }) => [left, right])], width),
    y: merged([MARGIN, height - MARGIN, ...few.flatMap(({ top, bottom }) => [top, bottom])], height),
  };
}

/** The box moved by at most `reach` so that an edge, or its middle from left to right, lies on a guide. */
export function snap(box: Box, { x, y }: Guides, reach: number, page: PageShape): { box: Box; met: Met } {
  const across = nearest([box.left, box.left + box.width, box.left + box.width / 2], x, reach);
  const down = nearest([box.top, box.top + box.height], y, reach);
  const moved = clamp({ ...box, left: box.left + (across?.by ?? 0), top: box.top + (down?.by ?? 0) }, page);
  return { box: moved, met: { x: across?.guide ?? null, y: down?.guide ?? null } };
}

/** The box moved on to the next guide in a direction (-1, 0 or 1 along each axis). */
export function toNext(box: Box, { x, y }: Guides, [right, below]: readonly [number, number], page: PageShape): { box: Box; met: Met } {
  const along = (edges: number[], all: readonly number[], sign: number) => {
    const steps = edges.flatMap((edge) => all.map((guide) => ({ by: guide - edge, guide })));
    const ahead = steps.filter(({ by }) => by * sign > SAME);
    return ahead.sort((a, b) => Math.abs(a.by) - Math.abs(b.by))[0] ?? null;
  };
  const across = right === 0 ? null : along([box.left, box.left + box.width], x, right);
  const down = below === 0 ? null : along([box.top, box.top + box.height], y, below);
  const moved = clamp({ ...box, left: box.left + (across?.by ?? 0), top: box.top + (down?.by ?? 0) }, page);
  return { box: moved, met: { x: across?.guide ?? null, y: down?.guide ?? null } };
}

/** The box pulled at its lower right corner: width and height keep their proportion, and it stays on the page. */
export function resized(box: Box, by: { x: number; y: number }, smallest: { width: number; height: number }, page: PageShape): Box {
  const size = seenSize(page);
  const wish = Math.max((box.width + by.x) / box.width, (box.height + by.y) / box.height);
  const least = Math.max(smallest.width / box.width, smallest.height / box.height);
  const most = Math.min((size.width - box.left) / box.width, (size.height - box.top) / box.height);
  const factor = Math.min(Math.max(wish, least), most);
  return { ...box, width: box.width * factor, height: box.height * factor };
}

function nearest(edges: number[], all: readonly number[], reach: number): { by: number; guide: number } | null {
  let best: { by: number; guide: number } | null = null;
  for (const guide of all) {
    for (const edge of edges) {
      const by = guide - edge;
      if (Math.abs(by) <= reach && (best === null || Math.abs(by) < Math.abs(best.by))) best = { by, guide };
    }
  }
  return best;
}

function merged(values: number[], end: number): number[] {
  const inside = values.filter((value) => value > 0 && value < end).sort((a, b) => a - b);
  return inside.filter((value, index) => index === 0 || value - (inside[index - 1] ?? 0) > SAME);
}
