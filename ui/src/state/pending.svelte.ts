// Signed letters that still lack a time stamp or evidence: the list, and completing one or all without a token. No DOM.
import type { Call, DocumentView, PendingView, Problem } from '../ipc';

/** The name under which completing is stopped. */
const RUN = 'pending';

export class Pending {
  list = $state.raw<PendingView[]>([]);
  /** The one that is being completed. */
  working = $state<string | null>(null);
  /** Why one could not be completed, by its id. */
  problems = $state.raw<ReadonlyMap<string, Problem>>(new Map());
  /** Completed since the screen was opened, the last one first. */
  completed = $state.raw<DocumentView[]>([]);
  problem = $state.raw<Problem | null>(null);
  /** How many of how many, while all are being completed. */
  round = $state.raw<{ done: number; all: number } | null>(null);
  #stopped = false;
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  async refresh(): Promise<void> {
    const outcome = await this.#call('pending_list', {});
    if (outcome.status === 'done') this.list = outcome.value;
  }

  /** The password, where the letter asked for one, goes along once and stays nowhere. */
  async complete(id: string, password?: string): Promise<boolean> {
    this.working = id;
    this.problem = null;
    this.problems = new Map([...this.problems].filter(([known]) => known !== id));
    const outcome = await this.#call('sign_complete', password === undefined ? { id } : { id, password }, RUN);
    this.working = null;
    if (outcome.status === 'done') {
      this.completed = [outcome.value.document, ...this.completed];
      await this.refresh();
    } else if (outcome.status === 'refused') this.problems = new Map(this.problems).set(id, outcome.problem);
    return outcome.status === 'done';
  }

  /** One after the other; one that fails does not stop the rest. */
  async completeAll(): Promise<void> {
    const ids = this.list.map((each) => each.id);
    this.#stopped = false;
    this.round = { done: 0, all: ids.length };
    for (const [at, id] of ids.entries()) {
      if (this.#stopped) break;
      await this.complete(id);
      if (this.#stopped) break;
      this.round = { done: at + 1, all: ids.length };
    }
    this.round = null;
  }

  /** Ends what is being completed: that letter stays as it was, and so do those after it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#call('run_stop', { ticket: RUN });
  }

  async forget(id: string): Promise<void> {
    const outcome = await this.#call('pending_forget', { id });
    if (outcome.status === 'done') this.list = outcome.value;
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  async show(document: DocumentView): Promise<void> {
    const outcome = await this.#call('document_reveal', { document: document.document });
    if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  /** Closes what was completed here. */
  async leave(): Promise<void> {
    const documents = this.completed;
    this.completed = [];
    for (const { document } of documents) await this.#call('document_close', { document });
  }
}
