// Pages one under the other: where each lies, by arithmetic, so that a page exists only where it can be seen. Pixels; page 1 is first.

export class Column {
  /** Where each page begins, and at the end where one more would. */
  readonly #tops: readonly number[];
  readonly #gap: number;

  /** `gap` is free above the first page, between two, and below the last. */
  constructor(pages: number, heightOf: (page: number) => number, gap: number) {
    const tops = [gap];
    let end = gap;
    for (let page = 1; page <= pages; page += 1) tops.push((end += heightOf(page) + gap));
    this.#tops = tops;
    this.#gap = gap;
  }

  get pages(): number {
    return this.#tops.length - 1;
  }

  /** Of the whole. */
  get height(): number {
    return this.top(this.pages + 1);
  }

  top(page: number): number {
    return this.#tops[page - 1] ?? 0;
  }

  bottom(page: number): number {
    return this.top(page + 1) - this.#gap;
  }

  /** The pages of which a part lies between two heights. */
  between(from: number, to: number): number[] {
    const found = [];
    for (let page = this.#after(from); page <= this.pages && this.top(page) < to; page += 1) found.push(page);
    return found;
  }

  /** How much of a page is between two heights, from 0 to 1: of the page, or of that stretch where the page is taller. */
  share(page: number, from: number, to: number): number {
    const common = Math.min(this.bottom(page), to) - Math.max(this.top(page), from);
    return Math.max(0, common / Math.min(this.bottom(page) - this.top(page), to - from));
  }

  /** The first page that ends below a height. */
  #after(height: number): number {
    let [low, high] = [1, this.pages + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.bottom(middle) > height) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
