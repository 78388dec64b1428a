// What the program is at work on without a progress of its own: shown once it takes longer than half a second, so that nothing looks
// frozen, with a button that stops it where it can be stopped. No DOM.
import type { Call, Command, WorkView } from '../ipc';

/** What can be stopped: it reads, asks the network or writes a file that then does not appear. */
const STOPPABLE = /^(history_list|usage_\w+|records_\w+|form_(get|preview|save)|report_save|sign_extend|sign_plan|network_test)$/;
/** What shows its own progress, or waits for the person in a dialog. */
const OWN = /^(many|batch|secret|pin|verify)_|_(pick|save)$|^(sign_run|sign_complete|source_pick|key_file_open)$/;
const LONG = 500; // milliseconds

/** A call at work. */
export interface Work {
  run: string;
  stoppable: boolean;
  stopping: boolean;
  /** Files or records that are done, and of how many where that is known. */
  done: number;
  all: number | null;
}

export class Busy {
  /** What has been at work for long, the latest last. */
  works = $state.raw<readonly Work[]>([]);
  /** All calls at work, shown or not yet. */
  readonly #waiting = new Map<string, { work: Work; timer: ReturnType<typeof setTimeout> }>();
  #call: Call | null = null;
  #last = 0;

  get shown(): boolean {
    return this.works.length > 0;
  }

  /** The one that is shown: what can be stopped comes before what cannot. */
  get work(): Work | null {
    return this.works.findLast((work) => work.stoppable) ?? this.works.at(-1) ?? null;
  }

  /** The same calls, watched. A call that has a name already is shown, and stopped, by the screen that named it. */
  watch(call: Call): Call {
    this.#call = call;
    return async (command, request, run) => {
      if (run !== undefined) return call(command, request, run);
      const stoppable = STOPPABLE.test(command satisfies Command);
      if (!stoppable && OWN.test(command)) return call(command, request);
      const name = `w${(this.#last += 1)}`;
      this.#begin({ run: name, stoppable, stopping: false, done: 0, all: null });
      try {
        return await (stoppable ? call(command, request, name) : call(command, request));
      } finally {
        this.#end(name);
        this.#waiting.delete(name);
      }
    };
  }

  /** How far one of them is. One that waits for the person in a dialog is not at work. */
  tell({ run, asking, done, all }: WorkView): void {
    if (!this.#waiting.has(run)) return;
    if (asking) this.#end(run);
    else if (done === 0 && all === null) this.#begin({ run, stoppable: true, stopping: false, done, all });
    else this.#change(run, { done, all });
  }

  async stop(): Promise<void> {
    const { work } = this;
    if (!work?.stoppable) return;
    this.#change(work.run, { stopping: true });
    await this.#call?.('run_stop', { ticket: work.run });
  }

  #begin(work: Work): void {
    const timer = setTimeout(() => {
      this.works = [...this.works, this.#waiting.get(work.run)?.work ?? work];
    }, LONG);
    this.#waiting.set(work.run, { work, timer });
  }

  #end(run: string): void {
    clearTimeout(this.#waiting.get(run)?.timer);
    this.works = this.works.filter((work) => work.run !== run);
  }

  #change(run: string, change: Partial<Work>): void {
    const waiting = this.#waiting.get(run);
    if (waiting) waiting.work = { ...waiting.work, ...change };
    this.works = this.works.map((work) => (work.run === run ? { ...work, ...change } : work));
  }
}
