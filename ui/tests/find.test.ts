// Looking for words in a document: what counts as the same, where it stands, in which order, and giving up.
import { describe, expect, it } from 'vitest';
import { find, searchable, type Hit, type TextPiece } from '../src/state/find';
import { Finder } from '../src/state/finder.svelte';
import type { PDFDocumentProxy } from '../src/state/pdf';

const piece = (str: string, x = 0, y = 0, hasEOL = false): TextPiece => ({
  str,
  transform: [10, 0, 0, 10, x, y],
  width: str.length * 5,
  height: 10,
  hasEOL,
});

/** A document of these pages, each 100 points high. */
function document(pages: TextPiece[][], asked: number[] = []): PDFDocumentProxy {
  return {
    numPages: pages.length,
    getPage: async (pageNumber: number) => {
      asked.push(pageNumber);
      return {
        pageNumber,
        getTextContent: async () => ({ items: pages[pageNumber - 1] }),
        getViewport: () => ({ convertToViewportPoint: (x: number, y: number) => [x, 100 - y] }),
      };
    },
  } as unknown as PDFDocumentProxy;
}

async function all(pdf: PDFDocumentProxy, words: string, start = 1): Promise<Hit[]> {
  const hits: Hit[] = [];
  for await (const some of find(pdf, words, start)) hits.push(...some);
  return hits;
}

describe('find', () => {
  it('words_over_a_line_end_are_one_place_with_two_boxes', async () => {
    const hits = await all(document([[piece('Kepala', 10, 50, true), piece('Dinas Contoh', 10, 38)]]), 'kepala  DINAS');
    expect(hits).toHaveLength(1);
    expect(hits[0]?.boxes).toEqual([
      { x: 10, y: 40, width: 30, height: 12 },
      { x: 10, y: 52, width: 25, height: 12 },
    ]);
  });

  it('search_begins_at_the_page_in_sight_and_goes_around', async () => {
    const pages = ['satu rapat', 'dua rapat rapat', 'tiga'].map((text) => [piece(text)]);
    expect((await all(document(pages), 'rapat', 2)).map((hit) => hit.page)).toEqual([2, 2, 1]);
  });

  it('nothing_is_read_for_no_words', async () => {
    const asked: number[] = [];
    expect(await all(document([[piece('rapat')]], asked), '  ')).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('ligatures_and_wide_spaces_are_found_as_typed', () => {
    const { text, at } = searchable([piece('o\uFB03ce\u00A0 A')]);
    expect(text).toBe('office a');
    expect(at.map((one) => one.offset)).toEqual([0, 1, 1, 1, 2, 3, 4, 6]);
  });

  it('turned_text_is_marked_where_it_stands', async () => {
    const up = { ...piece('ab'), transform: [0, 10, -10, 0, 50, 20] };
    expect((await all(document([[up]]), 'ab'))[0]?.boxes).toEqual([{ x: 40, y: 70, width: 12, height: 10 }]);
  });
});

describe('finder', () => {
  it('steps_go_around_both_ends', async () => {
    const finder = new Finder();
    await finder.look(document([[piece('a b a')]]), 'a', 1);
    finder.step(-1);
    expect(finder.index).toBe(1);
    finder.step(1);
    expect(finder.index).toBe(0);
  });

  it('newer_words_end_an_unfinished_search', async () => {
    const finder = new Finder();
    const asked: number[] = [];
    const long = document(Array.from({ length: 50 }, () => [piece('lama')]), asked);
    const first = finder.look(long, 'lama', 1);
    await finder.look(document([[piece('baru')]]), 'baru', 1);
    await first;
    expect(finder.words).toBe('baru');
    expect(finder.hits).toHaveLength(1);
    expect(asked.length).toBeLessThan(50);
    expect(finder.busy).toBe(false);
  });
});
