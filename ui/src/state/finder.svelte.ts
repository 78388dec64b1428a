// The search as a person works it: words, how many places so far, which one is shown.
import { find, type Hit } from './find';
import type { PDFDocumentProxy } from './pdf';

export class Finder {
  hits = $state.raw<readonly Hit[]>([]);
  /** Index of the place that is shown. */
  index = $state(0);
  /** What the places belong to; empty before the first search. */
  words = $state('');
  busy = $state(false);
  #run = 0;

  get hit(): Hit | undefined {
    return this.hits[this.index];
  }

  /** Looks for `words` from `page` on; an unfinished search is given up. */
  async look(pdf: PDFDocumentProxy, words: string, page: number): Promise<void> {
    const run = ++this.#run;
    this.hits = [];
    this.index = 0;
    this.words = words.trim();
    this.busy = this.words !== '';
    try {
      for await (const hits of find(pdf, words, page)) {
        if (run !== this.#run) return;
        if (hits.length > 0) this.hits = [...this.hits, ...hits];
      }
    } finally {
      if (run === this.#run) this.busy = false;
    }
  }

  /** To the next place, or with -1 to the one before; around at the ends. */
  step(by: 1 | -1): void {
    if (this.hits.length > 0) this.index = (this.index + by + this.hits.length) % this.hits.length;
  }

  clear(): void {
    this.#run += 1;
    this.hits = [];
    this.words = '';
    this.busy = false;
  }
}
