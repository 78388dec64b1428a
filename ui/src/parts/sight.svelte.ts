// Which pages are near, which one is being read, which ones have been seen: painted and at least half in sight.

export class Sight {
  near = $state.raw<ReadonlySet<number>>(new Set());
  seen = $state.raw<ReadonlySet<number>>(new Set());
  current = $state(1);
  #inSight = new Map<number, number>();
  #painted = new Set<number>();

  /** Watches the pages inside `scroller`; they carry their number in `data-page`. */
  watch(scroller: HTMLElement): () => void {
    const near = new IntersectionObserver((entries) => this.#approach(entries), {
      root: scroller,
      rootMargin: '75% 0px', // draw ahead: the next page is there when it comes
    });
    const seen = new IntersectionObserver((entries) => this.#look(entries), {
      root: scroller,
      threshold: [0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 1],
    });
    for (const page of scroller.querySelectorAll('[data-page]')) {
      near.observe(page);
      seen.observe(page);
    }
    return () => {
      near.disconnect();
      seen.disconnect();
    };
  }

  painted(page: number): void {
    this.#painted.add(page);
    this.#count(page);
  }

  #approach(entries: IntersectionObserverEntry[]): void {
    const near = new Set(this.near);
    for (const entry of entries) {
      if (entry.isIntersecting) near.add(numberOf(entry));
      else {
        near.delete(numberOf(entry));
        this.#painted.delete(numberOf(entry));
      }
    }
    this.near = near;
  }

  #look(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const window = entry.rootBounds?.height ?? 0;
      // A page taller than the window counts when it fills half of the window.
      const ofWindow = window > 0 ? entry.intersectionRect.height / window : 0;
      this.#inSight.set(numberOf(entry), entry.isIntersecting ? Math.max(entry.intersectionRatio, ofWindow) : 0);
      this.#count(numberOf(entry));
    }
    const [page] = [...this.#inSight].reduce((best, each) => (each[1] > best[1] ? each : best), [this.current, 0]);
    this.current = page;
  }

  #count(page: number): void {
    if (this.seen.has(page) || !this.#painted.has(page) || (this.#inSight.get(page) ?? 0) < 0.5) return;
    this.seen = new Set([...this.seen, page]);
  }
}

function numberOf(entry: IntersectionObserverEntry): number {
  return Number((entry.target as HTMLElement).dataset.page);
}
