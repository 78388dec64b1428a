// Where lines of text stand on a page as seen, for a block to fall in with.
import { openPdf } from '../state/pdf';
import type { TextBox } from '../state/snap';

/** One box for each piece of upright text, in points from the upper left corner of the page. */
export async function pageLines(document: string, size: number, number: number): Promise<TextBox[]> {
  const page = await (await openPdf(document, size)).getPage(number);
  const viewport = page.getViewport({ scale: 1 });
  const { items } = await page.getTextContent();
  return items.flatMap((item) => {
    if (!('str' in item) || item.str.trim() === '') return [];
    const [a = 1, b = 0, , , e = 0, f = 0] = item.transform as number[];
    const length = Math.hypot(a, b) || 1;
    const end = [e + (a / length) * item.width, f + (b / length) * item.width] as const;
    const [x0 = 0, y0 = 0] = viewport.convertToViewportPoint(e, f) as number[];
    const [x1 = 0, y1 = 0] = viewport.convertToViewportPoint(...end) as number[];
    const high = item.height * viewport.scale * page.userUnit;
    // what lies on its side for the reader is no line to fall in with
    return Math.abs(y1 - y0) > 1 || x1 <= x0 ? [] : [{ left: x0, right: x1, top: y0 - high * 0.75, bottom: y0 }];
  });
}
