// Several files that came together: what they are, and the table of verdicts. No DOM. Rows arrive in events and are kept as
// plain values; one counter tells the screen that there are more, so that thousands of rows cost no observers.
import type { Call, LookedRow, Problem, SelectionView, VerdictRow } from '../ipc';
import { BatchFlow } from './batch.svelte';
import { STATUS, verdictOf, type FileVerdict } from './status';

/** How the files are shown: to be signed together, or as a table of verdicts. */
export type ManyWay = 'sign' | 'verify';
export type Sort = 'order' | 'verdict' | 'name' | 'time';
/** A verdict, or a file that gave none. */
export type Outcome = FileVerdict | 'unreadable';
export type Filter = Outcome | 'all';

export interface Line {
  file: LookedRow;
  verdict: VerdictRow | null;
}

/** Worst first; what could not be read comes right after what is invalid. */
export const OUTCOMES: readonly Outcome[] = [
  'tidak_sah',
  'unreadable',
  'perlu_perhatian',
  'tidak_dapat_diperiksa',
  'sah',
  'tanpa_tanda_tangan',
];

/** Milliseconds between two looks of the screen at rows that keep coming. */
const PAUSE = 60;

export class ManyFlow {
  readonly selection: SelectionView;
  way = $state<ManyWay | null>(null);
  looking = $state(true);
  verifying = $state(false);
  /** Rows so far; reading them in a screen makes it follow. */
  looked = $state(0);
  verified = $state(0);
  filter = $state<Filter>('all');
  sort = $state<Sort>('order');
  problem = $state.raw<Problem | null>(null);
  /** Name of the table that was written last. */
  saved = $state.raw<string | null>(null);
  batch = $state.raw<BatchFlow | null>(null);

  readonly #call: Call;
  readonly #files: LookedRow[] = [];
  readonly #verdicts: VerdictRow[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(selection: SelectionView, call: Call) {
    this.selection = selection;
    this.#call = call;
  }

  /** Whether a token is at work for these files. */
  get busy(): boolean {
    return this.batch?.busy ?? false;
  }

  get files(): readonly LookedRow[] {
    void this.looked;
    return this.#files;
  }

  /** Files that carry no signature and can be signed. */
  get unsigned(): readonly LookedRow[] {
    return this.files.filter((file) => file.problem === null && file.signatures === 0);
  }

  /** Looks what the files are; the wish decides the way, else the files do. */
  async look(wish: ManyWay | null): Promise<void> {
    const outcome = await this.#call('many_look', { selection: this.selection.selection });
    this.#tell();
    this.looking = false;
    if (outcome.status === 'refused') this.problem = outcome.problem;
    else if (outcome.status === 'done' && outcome.value.finished) {
      const signed = this.#files.some((file) => file.signatures > 0);
      await this.show(wish ?? (signed ? 'verify' : 'sign'));
    }
  }

  /** Goes one of the two ways; the other one stays as it is. */
  async show(way: ManyWay): Promise<void> {
    this.problem = null;
    this.way = way;
    if (way === 'sign') this.batch ??= new BatchFlow(this.selection, this.#files, this.#call);
    else if (this.#verdicts.length === 0 && !this.verifying) await this.verify();
  }

  /** Verifies what is not verified yet. */
  async verify(): Promise<void> {
    this.problem = null;
    this.saved = null;
    this.verifying = true;
    const from = { selection: this.selection.selection, index: this.#verdicts.length };
    const outcome = await this.#call('many_verify', from);
    this.#tell();
    this.verifying = false;
    if (outcome.status === 'refused') this.problem = outcome.problem;
    else if (this.sort === 'order' && this.complete) this.sort = 'verdict'; // the worst first, once all is known
  }

  get complete(): boolean {
    return this.verified === this.selection.files;
  }

  async stop(): Promise<void> {
    await this.#call('run_stop', { ticket: this.selection.selection });
  }

  async save(): Promise<void> {
    const outcome = await this.#call('many_save', { selection: this.selection.selection });
    this.problem = outcome.status === 'refused' ? outcome.problem : null;
    this.saved = outcome.status === 'done' ? outcome.value.name : null;
  }

  async leave(): Promise<void> {
    clearTimeout(this.#timer);
    await this.batch?.leave();
    await this.#call('many_forget', { selection: this.selection.selection });
  }

  tookLooked(rows: LookedRow[]): void {
    this.#files.push(...rows);
    this.#soon();
  }

  tookVerdicts(rows: VerdictRow[]): void {
    this.#verdicts.push(...rows);
    this.#soon();
  }

  /** How many files came out how; only what occurs. */
  get counts(): { outcome: Outcome; count: number }[] {
    void this.verified;
    const counts = new Map<Outcome, number>();
    for (const row of this.#verdicts) counts.set(outcomeOf(row), (counts.get(outcomeOf(row)) ?? 0) + 1);
    return OUTCOMES.filter((outcome) => counts.has(outcome)).map((outcome) => ({ outcome, count: counts.get(outcome) ?? 0 }));
  }

  /** The lines to show, filtered and sorted. */
  get lines(): Line[] {
    void this.verified;
    const lines = this.files.map((file, index): Line => ({ file, verdict: this.#verdicts[index] ?? null }));
    const kept = this.filter === 'all' ? lines : lines.filter(({ verdict }) => verdict && outcomeOf(verdict) === this.filter);
    return this.sort === 'order' ? kept : kept.sort(ORDER[this.sort]);
  }

  /** Rows are shown a few times a second, however fast they come. */
  #soon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), PAUSE);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.looked = this.#files.length;
    this.verified = this.#verdicts.length;
  }
}

export function outcomeOf(row: VerdictRow): Outcome {
  return row.verdict === null ? 'unreadable' : verdictOf(row.verdict);
}

const weight = (line: Line) => (line.verdict ? OUTCOMES.indexOf(outcomeOf(line.verdict)) : OUTCOMES.length);
const byName = (one: Line, other: Line) => one.file.name.localeCompare(other.file.name, undefined, { numeric: true });

const ORDER: Record<Exclude<Sort, 'order'>, (one: Line, other: Line) => number> = {
  name: byName,
  verdict: (one, other) => weight(one) - weight(other) || byName(one, other),
  // the latest first; what has no time comes last
  time: (one, other) => moment(other) - moment(one) || byName(one, other),
};

function moment(line: Line): number {
  const time = line.verdict?.time;
  return time ? new Date(time).getTime() : 0;
}

/** Colour and shape of an outcome, as everywhere else. */
export function look(outcome: Outcome) {
  return outcome === 'unreadable' ? ({ tone: 'bad', shape: 'octagon-x' } as const) : STATUS[outcome];
}
