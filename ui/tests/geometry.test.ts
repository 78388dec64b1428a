// Places on pages: turned, cropped, scaled. Expected values are worked out by hand from ISO 32000-2 8.3.2.3 and 7.7.3.3.
import { describe, expect, it } from 'vitest';
import { clamp, inMm, seenSize, toMm, toPoints, toSeen, toUser, type PageShape } from '../src/state/geometry';

const a4: PageShape = { view: [0, 0, 595, 842], rotation: 0, userUnit: 1 };
const cropped: PageShape = { view: [50, 60, 450, 700], rotation: 0, userUnit: 1 };
const rect = { x: 100, y: 80, width: 200, height: 50 };

describe('from user space to the page as seen', () => {
  it('upright_page_counts_from_the_upper_left', () => {
    expect(toSeen(rect, a4)).toEqual({ left: 100, top: 842 - 130, width: 200, height: 50 });
  });

  it('crop_box_moves_the_origin', () => {
    expect(toSeen(rect, cropped)).toEqual({ left: 50, top: 700 - 130, width: 200, height: 50 });
  });

  it('quarter_turn_swaps_width_and_height', () => {
    // Turned clockwise, the lower left corner of the paper is seen at the upper left.
    expect(toSeen(rect, { ...cropped, rotation: 90 })).toEqual({ left: 20, top: 50, width: 50, height: 200 });
    expect(seenSize({ ...cropped, rotation: 90 })).toEqual({ width: 640, height: 400 });
  });

  it('half_turn_counts_from_the_other_corner', () => {
    expect(toSeen(rect, { ...cropped, rotation: 180 })).toEqual({ left: 150, top: 20, width: 200, height: 50 });
  });

  it('three_quarter_turn_counts_from_the_lower_right', () => {
    expect(toSeen(rect, { ...cropped, rotation: 270 })).toEqual({ left: 570, top: 150, width: 50, height: 200 });
  });

  it('user_unit_enlarges_the_page', () => {
    expect(toSeen(rect, { ...a4, userUnit: 2 })).toEqual({ left: 200, top: 2 * (842 - 130), width: 400, height: 100 });
  });
});

describe('there and back', () => {
  const origins: PageShape['view'][] = [
    [0, 0, 595, 842],
    [50, 60, 450, 700],
    [-100, -200, 400, 500],
  ];
  it.each(origins.flatMap((view) => [0, 90, 180, 270].flatMap((rotation) => [1, 2.5].map((userUnit) => ({ view, rotation, userUnit })))))(
    'place_survives_view_$view_rotation_$rotation_unit_$userUnit',
    (page) => {
      const back = toUser(toSeen(rect, page), page);
      for (const key of ['x', 'y', 'width', 'height'] as const) expect(back[key]).toBeCloseTo(rect[key], 9);
    },
  );
});

describe('keeping the block on the page', () => {
  it('box_past_an_edge_is_moved_back', () => {
    const box = clamp({ left: -20, top: 900, width: 200, height: 50 }, a4);
    expect(box).toEqual({ left: 0, top: 842 - 50, width: 200, height: 50 });
  });

  it('box_larger_than_the_page_is_shrunk', () => {
    expect(clamp({ left: 0, top: 0, width: 2000, height: 2000 }, a4)).toMatchObject({ width: 595, height: 842 });
  });

  it('box_stays_large_enough_to_read', () => {
    const box = clamp({ left: 10, top: 10, width: 1, height: 1 }, a4);
    expect([toMm(box.width), toMm(box.height)].map(Math.round)).toEqual([30, 10]);
  });

  it('millimetres_count_from_the_left_and_lower_edge', () => {
    const box = { left: toPoints(118), top: 842 - toPoints(92) - 70, width: 200, height: 70 };
    expect(inMm(box, a4).left).toBeCloseTo(118, 6);
    expect(inMm(box, a4).bottom).toBeCloseTo(92, 6);
  });
});
