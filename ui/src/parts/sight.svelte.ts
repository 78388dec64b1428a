// Which pages of a column are near, which one is being read, which ones are seen: painted and at least half in sight.
import type { Column } from '../state/column';

/** Pages are drawn this much ahead, in heights of the window: the next one is there when it comes. */
const AHEAD = 0.75;

export class Sight {
  /** What is shown of the column: from where, and how much. */
  top = $state(0);
  room = $state(0);
  /** A page that holds the focus stays, wherever it lies. */
  held = $state<number | null>(null);
  #painted = $state.raw<ReadonlySet<number>>(new Set());
  readonly #column: () => Column;
  readonly #kept: () => number | null;

  /** `kept` is a page that stays though nobody looks: a block on it is reached by keyboard. */
  constructor(column: () => Column, kept: () => number | null = () => null) {
    this.#column = column;
    this.#kept = kept;
  }

  readonly #around: number[] = $derived.by(() => {
    const ahead = this.room * AHEAD;
    return this.room > 0 ? this.#column().between(this.top - ahead, this.#end + ahead) : [];
  });

  /** The pages to be drawn: what is looked at first, what comes next once that is there. */
  readonly near: ReadonlySet<number> = $derived.by(() => {
    const looked = this.#column().between(this.top, this.#end);
    const waiting = looked.some((page) => !this.#painted.has(page));
    return new Set(waiting ? this.#around.filter((page) => looked.includes(page) || this.#painted.has(page)) : this.#around);
  });

  /** The pages that exist: those around, and those that stay. */
  readonly there: number[] = $derived.by(() => {
    const pages = new Set(this.#around);
    for (const page of [this.held, this.#kept()]) {
      if (page !== null && page >= 1 && page <= this.#column().pages) pages.add(page);
    }
    return [...pages].sort((a, b) => a - b);
  });

  /** The page of which most is in sight; the first of equals. */
  readonly current: number = $derived.by(() => {
    const column = this.#column();
    let [best, most] = [1, 0];
    for (const page of column.between(this.top, this.#end)) {
      const share = Math.min(1, column.share(page, this.top, this.#end));
      if (share > most) [best, most] = [page, share];
    }
    return best;
  });

  readonly seen: number[] = $derived.by(() => {
    const column = this.#column();
    const inSight = column.between(this.top, this.#end);
    return inSight.filter((page) => this.#painted.has(page) && column.share(page, this.top, this.#end) >= 0.5);
  });

  /** A page was painted, or its picture was let go. */
  painted(page: number, there: boolean): void {
    if (this.#painted.has(page) === there) return;
    const painted = new Set(this.#painted);
    if (there) painted.add(page);
    else painted.delete(page);
    this.#painted = painted;
  }

  get #end(): number {
    return this.top + this.room;
  }
}
