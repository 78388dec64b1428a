// The block falls in with the letter: margins and lines draw it, keys go from one to the next, the corner keeps its proportion.
import { describe, expect, it } from 'vitest';
import { spotOf, SMALLEST, toPoints, type PageShape } from '../src/state/geometry';
import { guides, resized, snap, toNext } from '../src/state/snap';

const A4: PageShape = { view: [0, 0, 595, 842], rotation: 0, userUnit: 1 };
const MARGIN = toPoints(20);
const line = { left: 320, right: 430, top: 600, bottom: 611 };
const all = guides([line], A4);
const box = { left: 300, top: 500, width: 190, height: 80 };

describe('guides', () => {
  it('are_margins_and_edges_of_text_once_each', () => {
    expect(guides([], A4)).toEqual({ x: [MARGIN, 595 - MARGIN], y: [MARGIN, 842 - MARGIN] });
    expect(guides([line, { ...line, right: 430.4 }], A4).x).toEqual([MARGIN, 320, 430, 595 - MARGIN]);
  });

  it('a_page_full_of_pieces_gives_its_margins_only', () => {
    const table = Array.from({ length: 300 }, (_, index) => ({ ...line, left: 60 + index }));
    expect(guides(table, A4).x).toEqual([MARGIN, 595 - MARGIN]);
  });
});

describe('falling in', () => {
  it('draws_the_nearest_edge_within_reach', () => {
    const near = snap({ ...box, left: 317 }, all, 4, A4);
    expect(near.box.left).toBe(320);
    expect(near.met).toEqual({ x: 320, y: null });
    const right = snap({ ...box, left: 595 - MARGIN - 190 + 2 }, all, 4, A4);
    expect(right.box.left + right.box.width).toBeCloseTo(595 - MARGIN);
    const above = snap({ ...box, top: 600 - 80 - 3 }, all, 4, A4);
    expect(above.box.top + above.box.height).toBeCloseTo(600);
    expect(above.met.y).toBe(600);
  });

  it('leaves_alone_what_is_further_away', () => {
    const far = snap({ ...box, left: 290 }, all, 4, A4);
    expect(far).toEqual({ box: { ...box, left: 290 }, met: { x: null, y: null } });
  });

  it('a_key_goes_to_the_next_guide_and_never_off_the_page', () => {
    const right = toNext(box, all, [1, 0], A4);
    expect(right.box.left).toBe(320);
    const again = toNext(right.box, all, [1, 0], A4);
    expect(again.box.left + again.box.width).toBeCloseTo(595 - MARGIN);
    const down = toNext(box, all, [0, 1], A4);
    expect(down.box.top + down.box.height).toBeCloseTo(600);
    const end = toNext({ ...box, left: 400 }, { x: [], y: [] }, [1, 0], A4);
    expect(end).toEqual({ box: { ...box, left: 400 }, met: { x: null, y: null } });
  });
});

describe('pulling the corner', () => {
  const ratio = box.width / box.height;

  it('keeps_the_proportion_whatever_the_pull', () => {
    for (const by of [{ x: 40, y: 0 }, { x: 0, y: 30 }, { x: -20, y: -20 }, { x: 900, y: 900 }, { x: -900, y: -900 }]) {
      const pulled = resized(box, by, SMALLEST, A4);
      expect(pulled.width / pulled.height).toBeCloseTo(ratio);
      expect(pulled.left + pulled.width).toBeLessThanOrEqual(595.001);
      expect(pulled.top + pulled.height).toBeLessThanOrEqual(842.001);
      expect(pulled.height).toBeGreaterThanOrEqual(SMALLEST.height - 0.001);
      expect(pulled.width).toBeGreaterThanOrEqual(SMALLEST.width - 0.001);
    }
    expect(resized(box, { x: 19, y: 0 }, SMALLEST, A4).width).toBeCloseTo(209);
  });
});

describe('the same place in every letter', () => {
  it('is_counted_from_the_lower_left_of_the_first_or_last_page', () => {
    expect(spotOf(box, 3, 3, A4)).toEqual({ kind: 'spot', page: 'last', left: 300, bottom: 842 - 580 });
    expect(spotOf(box, 1, 3, A4)?.page).toBe('first');
    expect(spotOf(box, 2, 3, A4)).toBeNull();
  });
});
