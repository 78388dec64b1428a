// The agreement's sheets and the days that follow from them. No DOM.
import type { AgreementView, Call, Command, DocumentView, Outcome, Problem, Request, Response, SheetAnswer, SheetView, TableKind } from '../ipc';

export class Agreement {
  view = $state.raw<AgreementView | null>(null);
  sheet = $state.raw<SheetView | null>(null);
  preview = $state.raw<string[] | null>(null);
  problem = $state.raw<Problem | null>(null);
  saved = $state.raw<string | null>(null);
  paper = $state.raw<DocumentView | null>(null);
  /** An entry was just kept. */
  kept = $state(false);

  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  async load(): Promise<void> {
    this.view = (await this.#ask('agreement_get', {})) ?? this.view;
  }

  async open(name: string): Promise<void> {
    this.#forget();
    this.sheet = await this.#ask('form_get', { name });
  }

  async close(): Promise<void> {
    this.#forget();
    this.sheet = null;
    await this.load();
  }

  async answer(item: string, answer: SheetAnswer): Promise<void> {
    if (!this.sheet) return;
    this.#forget();
    const sheet = await this.#ask('form_answer', { name: this.sheet.name, item, answer });
    if (sheet && this.sheet?.name === sheet.name) this.sheet = sheet;
    this.kept = sheet !== null;
  }

  async show(): Promise<void> {
    if (!this.sheet) return;
    this.preview = (await this.#ask('form_preview', { name: this.sheet.name }))?.lines ?? null;
  }

  async save(kind: TableKind): Promise<void> {
    if (!this.sheet) return;
    const written = await this.#ask('form_save', { name: this.sheet.name, kind });
    this.saved = written?.name ?? null;
    this.paper = written?.document ?? null;
  }

  async pickTemplate(): Promise<void> {
    this.view = (await this.#ask('template_pick', {})) ?? this.view;
  }

  async restore(): Promise<void> {
    if (!this.sheet) return;
    this.sheet = (await this.#ask('template_forget', { name: this.sheet.name })) ?? this.sheet;
  }

  async showPolicy(): Promise<void> {
    await this.#ask('policy_show', {});
  }

  async acknowledge(): Promise<void> {
    this.view = (await this.#ask('policy_acknowledge', {})) ?? this.view;
  }

  #forget(): void {
    this.preview = null;
    this.saved = null;
    this.paper = null;
    this.kept = false;
  }

  async #ask<C extends Command>(command: C, request: Request<C>): Promise<Response<C> | null> {
    this.problem = null;
    const outcome: Outcome<Response<C>> = await this.#call(command, request);
    if (outcome.status === 'refused') this.problem = outcome.problem;
    return outcome.status === 'done' ? outcome.value : null;
  }
}
