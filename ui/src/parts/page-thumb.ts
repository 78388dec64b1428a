// Draws one page small, by the same pdf.js that draws it large.
import { openPdf, pdfjs } from '../state/pdf';
import { FINER, thumb, WIDTH, type Thumb } from '../state/thumb';

/** The page at a thumb's size; nothing where it cannot be drawn. */
export async function pageThumb(document: string, size: number, number: number): Promise<Thumb | null> {
  const pdf = await openPdf(document, size);
  const page = await pdf.getPage(number);
  const library = await pdfjs();
  const plain = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: (WIDTH * FINER) / plain.width });
  const canvas = globalThis.document.createElement('canvas');
  canvas.width = WIDTH * FINER;
  canvas.height = Math.max(FINER, Math.round(viewport.height));
  const canvasContext = canvas.getContext('2d', { willReadFrequently: true });
  if (!canvasContext) return null;
  await page.render({ canvas: null, canvasContext, viewport, annotationMode: library.AnnotationMode.ENABLE }).promise;
  const { data } = canvasContext.getImageData(0, 0, canvas.width, canvas.height);
  return thumb(data, canvas.width, canvas.height);
}
