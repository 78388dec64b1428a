// Where pages lie in a column, and which of them a window over it shows.
import { describe, expect, it } from 'vitest';
import { Column } from '../src/state/column';
import { Sight } from '../src/parts/sight.svelte';

/** Three pages of 100, 300 and 100 pixels, 10 apart: at 10, 120 and 430. */
const column = new Column(3, (page) => (page === 2 ? 300 : 100), 10);

describe('a column of pages', () => {
  it('page_begins_after_the_one_before_and_a_gap', () => {
    expect([1, 2, 3].map((page) => column.top(page))).toEqual([10, 120, 430]);
    expect([1, 2, 3].map((page) => column.bottom(page))).toEqual([110, 420, 530]);
    expect(column.height).toBe(540);
  });

  it('stretch_shows_the_pages_it_touches_and_no_other', () => {
    expect(column.between(0, 540)).toEqual([1, 2, 3]);
    expect(column.between(110, 120)).toEqual([]);
    expect(column.between(109, 121)).toEqual([1, 2]);
    expect(column.between(420, 440)).toEqual([3]);
    expect(column.between(-500, 11)).toEqual([1]);
    expect(column.between(530, 900)).toEqual([]);
  });

  it('page_taller_than_the_stretch_counts_by_how_much_of_the_stretch_it_fills', () => {
    expect(column.share(1, 60, 260)).toBe(0.5);
    expect(column.share(2, 200, 300)).toBe(1);
    expect(column.share(2, 60, 160)).toBe(0.4);
    expect(column.share(3, 0, 100)).toBe(0);
  });

  it('column_without_pages_shows_nothing', () => {
    expect(new Column(0, () => 100, 10).between(-100, 100)).toEqual([]);
  });
});

describe('what is in sight', () => {
  const watched = (kept: number | null = null) => {
    const sight = new Sight(
      () => new Column(1_000, () => 100, 10),
      () => kept,
    );
    sight.room = 220;
    return sight;
  };

  it('of_a_thousand_pages_only_those_near_exist', () => {
    const sight = watched();
    expect(sight.there).toEqual([1, 2, 3, 4]);
    sight.top = 55_000;
    expect(sight.there).toEqual([499, 500, 501, 502, 503, 504]);
    expect(sight.current).toBe(501);
  });

  it('page_that_holds_the_focus_and_the_page_of_the_block_stay', () => {
    const sight = watched(1_000);
    sight.held = 700;
    expect(sight.there).toEqual([1, 2, 3, 4, 700, 1_000]);
    expect(sight.near.has(700)).toBe(false);
  });

  it('page_counts_as_seen_only_when_painted_and_half_in_sight', () => {
    const sight = watched();
    sight.top = 70;
    sight.painted(1, true);
    expect(sight.seen).toEqual([]);
    sight.painted(2, true);
    expect(sight.seen).toEqual([2]);
    sight.top = 50;
    expect(sight.seen).toEqual([1, 2]);
    sight.painted(2, false);
    expect(sight.seen).toEqual([1]);
  });

  it('pages_ahead_are_drawn_once_those_in_sight_are_there', () => {
    const sight = watched();
    expect([...sight.near]).toEqual([1, 2]);
    sight.painted(1, true);
    sight.painted(2, true);
    expect([...sight.near]).toEqual([1, 2, 3, 4]);
    for (const page of [3, 4]) sight.painted(page, true);
    sight.top = 330;
    // What is behind keeps its picture; what comes next waits for 5.
    expect([...sight.near]).toEqual([2, 3, 4, 5]);
  });

  it('window_without_a_height_draws_nothing', () => {
    const sight = watched();
    sight.room = 0;
    expect(sight.there).toEqual([]);
  });
});
