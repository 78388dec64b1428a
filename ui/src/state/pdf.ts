// Documents for the eye: pdf.js over `doc_read`, by ranges, so that a large file shows its first page at once.
// Deliberately off: scripts, XFA, links and every action; appearances of annotations are drawn, nothing reacts.
import type { PDFDocumentProxy, PDFPageProxy, PDFWorker } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { read, READ_LIMIT } from '../ipc';

type PdfJs = typeof import('pdfjs-dist');
export type { PDFDocumentProxy, PDFPageProxy };

/** One request: large enough for a page of text. Before it shows a page pdf.js touches each one up to the last, so more costs much. */
const CHUNK = 32 * 1024;

let library: Promise<PdfJs> | null = null;

/** The library, loaded with the first page and not before. */
export function pdfjs(): Promise<PdfJs> {
  library ??= import('pdfjs-dist/legacy/build/pdf.mjs').then((module: PdfJs) => {
    module.GlobalWorkerOptions.workerSrc = workerUrl;
    return module;
  });
  return library;
}

/** The reader for the next document: its program takes longer to load than most documents. */
let spare: PDFWorker | null = null;

/** Makes ready for the first document, while nothing else is asked for. */
export async function prepare(): Promise<void> {
  const { PDFWorker } = await pdfjs();
  spare ??= new PDFWorker();
}

const open = new Map<string, Promise<PDFDocumentProxy>>();
/** Who reads which document: one each, so that a document that keeps its reader busy holds up no other. */
const readers = new WeakMap<PDFDocumentProxy, PDFWorker>();

/**
 * The document behind a handle, opened once. `password` goes straight into the reader and is not kept here.
 * `size` is its length in bytes; without it (a one-page block) it is read whole.
 */
export function openPdf(handle: string, size: number | null, password?: string): Promise<PDFDocumentProxy> {
  const known = open.get(handle);
  if (known && password === undefined) return known;
  const opened = load(handle, size, password);
  open.set(handle, opened);
  opened.catch(() => open.delete(handle));
  return opened;
}

/** Frees what pdf.js holds for a handle. */
export function closePdf(handle: string): void {
  const known = open.get(handle);
  open.delete(handle);
  void known?.then(release).catch(() => undefined);
}

/** Lets a document go. Its reader takes the next one, unless another waits for it already. */
async function release(pdf: PDFDocumentProxy): Promise<void> {
  await pdf.loadingTask.destroy();
  const reader = readers.get(pdf);
  if (spare) reader?.destroy();
  else spare = reader ?? null;
}

async function load(handle: string, size: number | null, password?: string): Promise<PDFDocumentProxy> {
  const library = await pdfjs();
  const at = (folder: string) => new URL(`pdfjs/${folder}/`, document.baseURI).href;
  const source =
    size === null
      ? { data: await read(handle, 0, READ_LIMIT) }
      : { range: await ranges(library, handle, size) };
  const worker = spare ?? new library.PDFWorker();
  spare = null;
  const task = library.getDocument({
    ...source,
    ...(password === undefined ? {} : { password }),
    worker,
    rangeChunkSize: CHUNK,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
    useWasm: false,
    stopAtErrors: false,
    cMapUrl: at('cmaps'),
    standardFontDataUrl: at('standard_fonts'),
    wasmUrl: at('wasm'),
  });
  try {
    const pdf = await task.promise;
    readers.set(pdf, worker);
    return pdf;
  } catch (fault) {
    // A document that cannot be read takes its reader along.
    void task.destroy().finally(() => worker.destroy());
    throw fault;
  }
}

async function ranges(library: PdfJs, handle: string, size: number) {
  const first = await read(handle, 0, Math.min(CHUNK, size));
  class Ranges extends library.PDFDataRangeTransport {
    override requestDataRange(begin: number, end: number): void {
      void pieces(handle, begin, end).then(
        (chunk) => this.onDataRange(begin, chunk),
        () => this.abort(),
      );
    }
  }
  return new Ranges(size, first);
}

/** A range in pieces that doc_read will answer. */
async function pieces(handle: string, begin: number, end: number): Promise<Uint8Array> {
  const whole = new Uint8Array(end - begin);
  for (let at = begin; at < end; ) {
    const part = await read(handle, at, Math.min(READ_LIMIT, end - at));
    if (part.length === 0) throw new Error('short read');
    whole.set(part, at - begin);
    at += part.length;
  }
  return whole;
}
