// Words in a document: one page after the other, through pdf.js' text, so that a long document gives its first hit
// at once and nothing is kept that was not read.
import type { PDFDocumentProxy, PDFPageProxy } from './pdf';

/** A rectangle on a page as seen: points from its upper left corner. */
export interface SeenBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One place where the words stand; several boxes when they run over a line's end. */
export interface Hit {
  page: number;
  boxes: SeenBox[];
}

/** A piece of text as pdf.js gives it: one font, one line. */
export interface TextPiece {
  str: string;
  /** From text space to the page: the first pair is the writing direction, the last the baseline's beginning. */
  transform: number[];
  width: number;
  height: number;
  hasEOL: boolean;
}

/** A page's text in the form it is searched in, and for each character the piece it came from. */
interface Searchable {
  text: string;
  at: { piece: number; offset: number }[];
}

/** More hits than anybody steps through; the search ends there. */
export const MOST_HITS = 1000;

/** Every place of `words`, page by page from `start` on and around. Case and the kind of white space do not count. */
export async function* find(pdf: PDFDocumentProxy, words: string, start: number): AsyncGenerator<Hit[]> {
  const wanted = simplified(words).trim();
  if (wanted === '') return;
  let found = 0;
  for (let step = 0; step < pdf.numPages && found < MOST_HITS; step += 1) {
    const page = await pdf.getPage(((start - 1 + step) % pdf.numPages) + 1);
    const { items } = await page.getTextContent();
    const pieces = items.filter((item): item is typeof item & TextPiece => 'str' in item);
    const hits = onPage(page, pieces, wanted).slice(0, MOST_HITS - found);
    found += hits.length;
    yield hits;
  }
}

function onPage(page: PDFPageProxy, pieces: TextPiece[], wanted: string): Hit[] {
  const { text, at } = searchable(pieces);
  const hits: Hit[] = [];
  for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + wanted.length)) {
    hits.push({ page: page.pageNumber, boxes: boxes(page, pieces, at.slice(from, from + wanted.length)) });
  }
  return hits;
}

/** Small letters and single spaces; a line's end is a space. */
export function searchable(pieces: TextPiece[]): Searchable {
  let text = '';
  const at: Searchable['at'] = [];
  pieces.forEach(({ str, hasEOL }, piece) => {
    const characters = [...str, ...(hasEOL ? [' '] : [])];
    let offset = 0;
    for (const character of characters) {
      for (const simple of simplified(character)) {
        if (simple === ' ' && text.endsWith(' ')) continue;
        text += simple;
        // One entry for each unit of `text`, so that its indices fit.
        for (let unit = 0; unit < simple.length; unit += 1) at.push({ piece, offset });
      }
      offset += character.length;
    }
  });
  return { text, at };
}

function simplified(text: string): string {
  return text.normalize('NFKC').toLocaleLowerCase('id').replace(/\s+/gu, ' ');
}

/** One box for each piece touched. Letters are taken as equally wide: near enough to mark a word. */
function boxes(page: PDFPageProxy, pieces: TextPiece[], places: Searchable['at']): SeenBox[] {
  const viewport = page.getViewport({ scale: 1 });
  const touched = new Map<number, { from: number; to: number }>();
  for (const { piece, offset } of places) {
    const range = touched.get(piece);
    touched.set(piece, { from: Math.min(range?.from ?? offset, offset), to: Math.max(range?.to ?? 0, offset + 1) });
  }
  return [...touched].flatMap(([index, { from, to }]) => {
    const piece = pieces[index];
    if (!piece || piece.str.length === 0 || from >= piece.str.length) return [];
    const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = piece.transform;
    const along = (part: number) => {
      const length = (piece.width * Math.min(part, piece.str.length)) / piece.str.length;
      const scale = length / (Math.hypot(a, b) || 1);
      return [e + a * scale, f + b * scale] as const;
    };
    const up = piece.height / (Math.hypot(c, d) || 1);
    const corners = [along(from), along(to)].flatMap(([x, y]) => [
      [x - c * up * 0.2, y - d * up * 0.2] as const, // below the line: g, j, p, y
      [x + c * up, y + d * up] as const,
    ]);
    const seen = corners.map(([x, y]) => viewport.convertToViewportPoint(x, y) as [number, number]);
    const xs = seen.map(([x]) => x);
    const ys = seen.map(([, y]) => y);
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    return [{ x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }];
  });
}
