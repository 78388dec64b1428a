// History, report on use, exports of colleagues, personal data. No DOM.
import type {
  Call, Command, DataView, DeliveredFile, DocumentView, HistoryKind, HistoryView, JournalCheckView, Outcome, Problem, RecordsView, Request, Response,
  RetentionView, TableKind, TakenView, UsageRequest, UsageView,
} from '../ipc';

export type PeriodKind = 'calendar' | 'agreement' | 'own';

export class Records {
  problem = $state.raw<Problem | null>(null);
  history = $state.raw<HistoryView | null>(null);
  kind = $state<HistoryKind>('signed');
  text = $state('');
  year = $state<number | null>(null);
  checked = $state.raw<JournalCheckView | null>(null);
  busy = $state(false);

  period = $state<PeriodKind>('calendar');
  reportYear = $state(new Date().getFullYear());
  from = $state('');
  to = $state('');
  merged = $state(false);
  remarks = $state('');
  usage = $state.raw<UsageView | null>(null);
  /** Name of the file that was written last, and the paper as an open document. */
  saved = $state.raw<string | null>(null);
  paper = $state.raw<DocumentView | null>(null);
  /** A statement was just recorded. */
  noted = $state(false);

  full = $state(false);
  preview = $state.raw<RecordsView | null>(null);
  taken = $state.raw<TakenView | null>(null);

  /** What the rule of keeping records removes, or removed. */
  retention = $state.raw<RetentionView | null>(null);
  /** The file that was delivered. */
  proof = $state.raw<DeliveredFile | null>(null);

  data = $state.raw<DataView | null>(null);
  deleted = $state(false);

  readonly #call: Call;
  #asked = 0;

  constructor(call: Call) {
    this.#call = call;
  }

  /** First and last day of the chosen period. An agreement year runs from 16 February to 15 February. */
  get days(): { from: string; to: string } {
    const year = this.reportYear;
    if (this.period === 'calendar') return { from: `${year}-01-01`, to: `${year}-12-31` };
    if (this.period === 'agreement') return { from: `${year}-02-16`, to: `${year + 1}-02-15` };
    return { from: this.from, to: this.to };
  }

  get #report(): UsageRequest {
    return { ...this.days, merged: this.merged, remarks: this.remarks.split('\n') };
  }

  async loadHistory(): Promise<void> {
    const asked = ++this.#asked;
    const view = await this.#ask('history_list', { kind: this.kind, year: this.year, text: this.text });
    if (view && asked === this.#asked) {
      this.history = view;
      this.year = view.year;
    }
  }

  async check(): Promise<void> {
    this.busy = true;
    this.checked = await this.#ask('history_check', {});
    this.busy = false;
  }

  /** The document of a record, if it was found and is the very same. */
  openRecorded(sha256: string): Promise<DocumentView | null> {
    return this.#ask('history_open', { sha256 });
  }

  async keepPlaces(keep: boolean): Promise<void> {
    await this.#ask('places_keep', { keep });
    await this.loadHistory();
  }

  async loadUsage(): Promise<void> {
    const { from, to } = this.days;
    this.#forget();
    if (!from || !to) return;
    const asked = ++this.#asked;
    const view = await this.#ask('usage_view', this.#report);
    if (view && asked === this.#asked) this.usage = view;
  }

  async saveUsage(kind: TableKind): Promise<void> {
    this.#forget();
    const written = await this.#ask('usage_save', { report: this.#report, kind });
    this.saved = written?.name ?? null;
    this.paper = written?.document ?? null;
  }

  async previewRecords(): Promise<void> {
    this.preview = await this.#ask('records_view', { ...this.days, full: this.full });
  }

  async saveRecords(): Promise<void> {
    this.#forget();
    const written = await this.#ask('records_save', { ...this.days, full: this.full });
    this.saved = written?.name ?? null;
  }

  async pickRecords(): Promise<void> {
    this.taken = await this.#ask('records_pick', {});
    if (this.merged) await this.loadUsage();
  }

  async confirm(fingerprint: string, unit: string): Promise<boolean> {
    const taken = await this.#ask('records_confirm', { fingerprint, unit });
    if (taken) this.taken = taken;
    if (taken && this.merged) await this.loadUsage();
    return taken !== null;
  }

  /** Shows what keeping records for so many months would remove, or removes it. */
  async retain(months: number, remove: boolean): Promise<void> {
    this.retention = await this.#ask('journal_retain', { months, remove });
    if (remove) await this.loadData();
  }

  forgetRetention(): void {
    this.retention = null;
  }

  async pickProof(): Promise<void> {
    this.proof = (await this.#ask('delivered_pick', {})) ?? this.proof;
  }

  async deliver(day: string): Promise<void> {
    this.#forget();
    const proof = this.proof ? { proof: this.proof.sha256 } : {};
    this.noted = (await this.#ask('report_delivered', { ...this.days, day, ...proof })) !== null;
    if (this.noted) this.proof = null;
  }

  async addLiteracy(day: string, participants: number): Promise<void> {
    const noted = (await this.#ask('literacy_add', { day, participants })) !== null;
    await this.loadUsage();
    this.noted = noted;
  }

  async pickTemplate(): Promise<void> {
    await this.#ask('template_pick', {});
    await this.loadUsage();
  }

  async loadData(): Promise<void> {
    this.data = await this.#ask('data_list', {});
  }

  async deleteData(): Promise<void> {
    const data = await this.#ask('data_delete', {});
    this.deleted = data !== null;
    if (data) this.data = data;
    else await this.loadData();
  }

  #forget(): void {
    this.saved = null;
    this.paper = null;
    this.noted = false;
  }

  async #ask<C extends Command>(command: C, request: Request<C>): Promise<Response<C> | null> {
    this.problem = null;
    const outcome: Outcome<Response<C>> = await this.#call(command, request);
    if (outcome.status === 'refused') this.problem = outcome.problem;
    return outcome.status === 'done' ? outcome.value : null;
  }
}
