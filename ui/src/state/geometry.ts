// Where a block stands: default user space of a PDF page (ISO 32000-2 8.3.2.3) to the page as it is seen, and back.
// Pure arithmetic; the back end reads /Rotate, /CropBox and /UserUnit for itself and is sent user space only.
import type { RectView, Zone } from '../ipc';

/** A page as pdf.js tells it. */
export interface PageShape {
  /** Crop box in user space: left, bottom, right, top. */
  view: readonly [number, number, number, number];
  /** Clockwise turn for display: 0, 90, 180 or 270. */
  rotation: number;
  /** Points per unit of user space (ISO 32000-2 14.11.2, Table 31). */
  userUnit: number;
}

/** A rectangle on the page as seen, in points from its upper left corner. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

const POINTS_PER_MM = 72 / 25.4;
export const toMm = (points: number): number => points / POINTS_PER_MM;
export const toPoints = (mm: number): number => mm * POINTS_PER_MM;

/** Smallest block that stays readable: 30 mm by 10 mm. */
export const SMALLEST: Size = { width: toPoints(30), height: toPoints(10) };

/** The size of the page as seen, in points. */
export function seenSize(page: PageShape): Size {
  const [x0, y0, x1, y1] = page.view;
  const width = (x1 - x0) * page.userUnit;
  const height = (y1 - y0) * page.userUnit;
  return turned(page) ? { width: height, height: width } : { width, height };
}

/** From user space to the page as seen. */
export function toSeen(rect: RectView, page: PageShape): Box {
  const a = seen(rect.x, rect.y, page);
  const b = seen(rect.x + rect.width, rect.y + rect.height, page);
  return {
    left: Math.min(a[0], b[0]),
    top: Math.min(a[1], b[1]),
    width: Math.abs(a[0] - b[0]),
    height: Math.abs(a[1] - b[1]),
  };
}

/** From the page as seen to user space. */
export function toUser(box: Box, page: PageShape): RectView {
  const a = user(box.left, box.top, page);
  const b = user(box.left + box.width, box.top + box.height, page);
  return {
    x: Math.min(a[0], b[0]),
    y: Math.min(a[1], b[1]),
    width: Math.abs(a[0] - b[0]),
    height: Math.abs(a[1] - b[1]),
  };
}

/** The box moved, and shrunk where it must be, so that it lies on the page. */
export function clamp(box: Box, page: PageShape): Box {
  const size = seenSize(page);
  const width = Math.min(Math.max(box.width, Math.min(SMALLEST.width, size.width)), size.width);
  const height = Math.min(Math.max(box.height, Math.min(SMALLEST.height, size.height)), size.height);
  return {
    left: Math.min(Math.max(box.left, 0), size.width - width),
    top: Math.min(Math.max(box.top, 0), size.height - height),
    width,
    height,
  };
}

/** Millimetres from the left and lower edges of the page as seen: what a person reads and types. */
export function inMm(box: Box, page: PageShape): { left: number; bottom: number; width: number; height: number } {
  const { height } = seenSize(page);
  return {
    left: toMm(box.left),
    bottom: toMm(height - box.top - box.height),
    width: toMm(box.width),
    height: toMm(box.height),
  };
}

const turned = (page: PageShape): boolean => page.rotation % 180 !== 0;

function seen(x: number, y: number, page: PageShape): [number, number] {
  const [x0, y0, x1, y1] = page.view;
  const unit = page.userUnit;
  switch (((page.rotation % 360) + 360) % 360) {
    case 90:
      return [(y - y0) * unit, (x - x0) * unit];
    case 180:
      return [(x1 - x) * unit, (y - y0) * unit];
    case 270:
      return [(y1 - y) * unit, (x1 - x) * unit];
    default:
      return [(x - x0) * unit, (y1 - y) * unit];
  }
}

function user(left: number, top: number, page: PageShape): [number, number] {
  const [x0, y0, x1, y1] = page.view;
  const u = left / page.userUnit;
  const v = top / page.userUnit;
  switch (((page.rotation % 360) + 360) % 360) {
    case 90:
      return [x0 + v, y0 + u];
    case 180:
      return [x1 - u, y0 + v];
    case 270:
      return [x1 - v, y1 - u];
    default:
      return [x0 + u, y1 - v];
  }
}

/** Where a box of one page lies in every document, when its page is the first or the last one. */
export function spotOf(box: Box, page: number, pages: number, shape: PageShape): Extract<Zone, { kind: 'spot' }> | null {
  if (page !== 1 && page !== pages) return null;
  const { height } = seenSize(shape);
  return { kind: 'spot', page: page === pages ? 'last' : 'first', left: box.left, bottom: height - box.top - box.height };
}
