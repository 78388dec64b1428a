// The application for a certificate: what is kept, the one that is open, and its steps. No DOM; secrets pass through once.
import type {
  Call,
  Commands,
  EnrollKind,
  EnrollRowView,
  EnrollStep,
  EnrollTemplateView,
  EnrollView,
  Outcome,
  Problem,
} from '../ipc';

type Step = Exclude<keyof Commands & `enroll_${string}`, `enroll_template${string}`>;

export class Enroll {
  rows = $state.raw<EnrollRowView[]>([]);
  view = $state.raw<EnrollView | null>(null);
  /** The form that the next application begins with. */
  template = $state.raw<EnrollTemplateView | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** An act is under way: making a key takes a token up to half a minute. */
  busy = $state(false);
  /** The person went back to the data. */
  editing = $state(false);

  /** The token that was meant before the data were complete. */
  #meant: string | null = null;

  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  async load(): Promise<void> {
    await this.#form('enroll_template');
    const outcome = await this.#call('enroll_list', {});
    if (outcome.status === 'done') this.rows = outcome.value;
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  pickTemplate = (): Promise<void> => this.#form('enroll_template_pick');
  forgetTemplate = (): Promise<void> => this.#form('enroll_template_forget');

  begin = (kind: EnrollKind): Promise<boolean> => this.#step('enroll_begin', { kind });

  /** A renewal on this token: it is chosen as soon as the data are complete. */
  async renew(token: string): Promise<void> {
    if (await this.begin('pembaruan')) this.#meant = token;
  }
  resume = (folder: string): Promise<boolean> => this.#step('enroll_resume', { folder });

  async remove(folder: string): Promise<void> {
    const outcome = await this.#call('enroll_delete', { folder });
    if (outcome.status === 'done') this.rows = outcome.value;
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  /** Leaves the application; what is not kept is gone. */
  async leave(): Promise<void> {
    if (this.view) await this.#call('enroll_close', { id: this.view.id });
    this.view = null;
    this.problem = null;
    this.editing = false;
    this.#meant = null;
    await this.load();
  }

  async form(consent: boolean, values: Record<string, string>, attachments: string[]): Promise<void> {
    await this.#step('enroll_form', { id: this.#id, consent, values, attachments });
    if (this.view?.complete) this.editing = false;
    const meant = this.#meant;
    if (meant === null || this.view?.step !== 'token') return;
    this.#meant = null;
    await this.token(meant);
  }

  token = (token: string): Promise<boolean> => this.#step('enroll_token', { id: this.#id, token });
  pin = (old: string, fresh: string, last: boolean): Promise<boolean> =>
    this.#step('enroll_pin', { id: this.#id, old, new: fresh, last_try: last });
  puk = (old: string, fresh: string, last: boolean): Promise<boolean> =>
    this.#step('enroll_puk', { id: this.#id, old, new: fresh, last_try: last });
  management = (old: string, fresh: string): Promise<boolean> =>
    this.#step('enroll_management', { id: this.#id, old, new: fresh });
  confirm = (secret: string): Promise<boolean> => this.#step('enroll_confirm', { id: this.#id, secret });
  key = (place: string, algorithm: string, secret: string, confirm: string, last: boolean): Promise<boolean> =>
    this.#step('enroll_key', { id: this.#id, place, algorithm, secret, confirm, last_try: last });
  request = (pin: string, last: boolean): Promise<boolean> =>
    this.#step('enroll_request', { id: this.#id, pin, last_try: last });
  requestFile = (): Promise<boolean> => this.#step('enroll_request_pick', { id: this.#id });
  pack = (keep: boolean): Promise<boolean> => this.#step('enroll_package', { id: this.#id, keep });
  receive = (): Promise<boolean> => this.#step('enroll_receive', { id: this.#id });
  write = (secret: string, confirm: string, accept: boolean, last: boolean): Promise<boolean> =>
    this.#step('enroll_write', { id: this.#id, secret, confirm, accept_difference: accept, last_try: last });
  checkWritten = (): Promise<boolean> => this.#step('enroll_check_written', { id: this.#id });
  test = (pin: string, last: boolean): Promise<boolean> =>
    this.#step('enroll_test', { id: this.#id, pin, last_try: last });
  handover = (): Promise<boolean> => this.#step('enroll_handover', { id: this.#id });

  /** A management key by chance, shown once. */
  async drawKey(): Promise<string> {
    const outcome = await this.#call('enroll_draw_key', { id: this.#id });
    if (outcome.status === 'done') return outcome.value.key;
    if (outcome.status === 'refused') this.problem = outcome.problem;
    return '';
  }

  /** The step that is shown: the next one, or the data again. */
  get shown(): EnrollStep | null {
    if (!this.view) return null;
    return this.editing ? 'form' : this.view.step;
  }

  async #form(command: 'enroll_template' | 'enroll_template_pick' | 'enroll_template_forget'): Promise<void> {
    this.problem = null;
    const outcome = await this.#call(command, {});
    if (outcome.status === 'done') this.template = outcome.value;
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  get #id(): string {
    return this.view?.id ?? '';
  }

  async #step<C extends Step>(command: C, payload: Commands[C]['request']): Promise<boolean> {
    this.problem = null;
    this.busy = true;
    const outcome = (await this.#call(command, payload)) as Outcome<EnrollView>;
    this.busy = false;
    if (outcome.status === 'done') {
      this.view = outcome.value;
      return true;
    }
    if (outcome.status === 'refused') this.problem = outcome.problem;
    await this.#again();
    return false;
  }

  /** What was refused may have changed how the token stands. */
  async #again(): Promise<void> {
    if (!this.view) return;
    const outcome = await this.#call('enroll_get', { id: this.view.id });
    if (outcome.status === 'done') this.view = outcome.value;
  }
}
