// Signing several letters with one PIN: one rule of placement, one list of checks, one consent, and a list that tells how each
// letter stands. No DOM; the PIN passes through and stays nowhere.
import type {
  BatchItemView,
  BatchPlanView,
  BatchProgress,
  BatchView,
  Call,
  DocumentView,
  KeyView,
  LookedRow,
  Outcome,
  PlaceRequest,
  Problem,
  RectView,
  SecretPrompt,
  SelectionView,
  SignLevel,
  SignRequest,
  TokensView,
  TokenView,
} from '../ipc';
import { closePdf, openPdf } from './pdf';

export type BatchPhase = 'review' | 'starting' | 'pin' | 'running' | 'stopped' | 'done';
/** The rule of placement for all letters. */
export type Rule = 'free' | 'anchor' | 'same' | 'invisible';

/** A letter of the list and how it stands. */
export interface Letter {
  file: LookedRow;
  chosen: boolean;
  item: BatchItemView | null;
}

/** Letters opened by a password that stay open for reading: the reader has the password, and nobody else. */
const MOST_OPEN = 12;

/** Wrong secrets after which the same batch asks again. */
const AGAIN: ReadonlySet<Problem['code']> = new Set<Problem['code']>(['pin-wrong', 'key-file-password-wrong']);

export class BatchFlow {
  readonly selection: SelectionView;
  letters = $state.raw<Letter[]>([]);
  phase = $state<BatchPhase>('review');
  rule = $state<Rule>('free');
  anchor = $state('');
  over = $state(false);
  /** Where the block was laid on a letter, for all; on the last page unless a page is named. */
  rect = $state.raw<RectView | null>(null);
  page = $state<number | null>(null);
  position = $state('');
  rank = $state('');
  nip = $state('');
  reason = $state('');
  /** The level that was chosen; the program's proposal until then. */
  level = $state.raw<SignLevel | null>(null);
  consent = $state(false);
  /** The person says that all letters were seen, without having opened each one here. */
  stated = $state(false);
  seen = $state.raw<ReadonlySet<number>>(new Set());
  token = $state.raw<TokenView | null>(null);
  key = $state.raw<KeyView | null>(null);
  plan = $state.raw<BatchPlanView | null>(null);
  planning = $state(false);
  problem = $state.raw<Problem | null>(null);
  secret = $state.raw<SecretPrompt | null>(null);
  pinProblem = $state.raw<Problem | null>(null);
  /** Whether the person asked to stop after the letter that is being signed. */
  stopping = $state(false);
  saved = $state.raw<string | null>(null);

  readonly #call: Call;
  #batch: string | null = null;
  /** Positions in the selection of the letters that the plan is about, in its order. */
  #order: number[] = [];
  #round = 0;
  readonly #opened = new Map<number, DocumentView>();

  constructor(selection: SelectionView, files: readonly LookedRow[], call: Call) {
    this.selection = selection;
    this.#call = call;
    this.letters = files.map((file) => ({ file, chosen: file.problem === null, item: null }));
  }

  get levelInForce(): SignLevel {
    return this.level ?? this.plan?.level ?? 'b';
  }

  get busy(): boolean {
    return this.phase === 'starting' || this.phase === 'running';
  }

  get chosen(): Letter[] {
    return this.letters.filter((letter) => letter.chosen);
  }

  /** Letters that will be signed, as far as is known. */
  get signable(): Letter[] {
    return this.chosen.filter((letter) => letter.item?.state !== 'refused');
  }

  count(...states: BatchItemView['state'][]): number {
    return this.letters.filter((letter) => letter.item && states.includes(letter.item.state)).length;
  }

  get allSeen(): boolean {
    return this.signable.every((letter) => this.seen.has(letter.file.index));
  }

  get mayConsent(): boolean {
    return this.allSeen || this.stated;
  }

  get maySign(): boolean {
    const ready = this.plan?.ready === true && this.plan.finished && !this.planning;
    return this.phase === 'review' && ready && this.consent && this.mayConsent && this.signable.length > 0;
  }

  get signer(): string | null {
    return this.plan?.signer?.name ?? this.key?.certificate?.name ?? null;
  }

  /** The place that is asked for every letter; nothing while the rule lacks a word or a place. */
  get place(): PlaceRequest | null {
    if (this.rule === 'free') return { kind: 'free' };
    if (this.rule === 'invisible') return { kind: 'invisible' };
    if (this.rule === 'anchor') {
      const text = this.anchor.trim();
      return text === '' ? null : { kind: 'anchor', text, over: this.over };
    }
    if (!this.rect) return null;
    return this.page === null ? { kind: 'last_page', rect: this.rect } : { kind: 'page', page: this.page, rect: this.rect };
  }

  sawLetter(index: number): void {
    if (!this.seen.has(index)) this.seen = new Set([...this.seen, index]);
  }

  async choose(index: number, chosen: boolean): Promise<void> {
    this.letters = this.letters.map((letter) => (letter.file.index === index ? { ...letter, chosen, item: null } : letter));
    await this.check();
  }

  async put(rule: Rule): Promise<void> {
    this.rule = rule;
    await this.check();
  }

  async chooseLevel(level: SignLevel): Promise<void> {
    this.level = level;
    await this.check();
  }

  /** The block was laid on a letter: the same place holds for all. */
  async lay(rect: RectView, page: number | null): Promise<void> {
    this.rule = 'same';
    this.rect = rect;
    this.page = page;
    await this.check();
  }

  /** Takes the tokens as they are now: keeps the chosen one, else the first that can sign. */
  async useTokens(tokens: TokensView): Promise<void> {
    if (this.phase !== 'review') return;
    const same = tokens.tokens.find((token) => token.id === this.token?.id);
    const best = tokens.tokens.find((token) => token.state === 'ready') ?? tokens.tokens[0] ?? null;
    await this.use(same?.state === 'ready' ? same : best, this.key?.id ?? null);
  }

  async use(token: TokenView | null, key: string | null): Promise<void> {
    const before = `${this.token?.id} ${this.token?.state} ${this.token?.pin.tries} ${this.key?.id}`;
    this.token = token;
    this.key = token?.keys.find((each) => each.id === key) ?? token?.keys.find((each) => each.usable) ?? null;
    const now = `${token?.id} ${token?.state} ${token?.pin.tries} ${this.key?.id}`;
    if (before !== now || !this.plan) await this.check();
  }

  /** What one letter shows of it: where no place is laid yet, the block waits in a free one. */
  preview(document: string): SignRequest | null {
    return this.request(document, this.rule === 'same' ? (this.place ?? { kind: 'free' }) : this.place);
  }

  /** What is asked for each letter; nothing while no token or no place is chosen. */
  request(document = '', place = this.place): SignRequest | null {
    if (!this.token || !place) return null;
    const text = { position: filled(this.position), rank: filled(this.rank), nip: filled(this.nip) };
    const each = { document, token: this.token.id, key: this.key?.id ?? null, place, text, reason: filled(this.reason), consent: false };
    return this.level === null ? each : { ...each, level: this.level };
  }

  /** Checks all chosen letters. A newer check ends the one before it. */
  async check(): Promise<void> {
    const round = ++this.#round;
    const each = this.request();
    const order = this.chosen.map((letter) => letter.file.index);
    await this.#forget();
    if (round !== this.#round) return;
    this.plan = null;
    this.planning = false;
    if (!each || order.length === 0) return;
    this.problem = null;
    this.planning = true;
    this.#order = order;
    this.letters = this.letters.map((letter) => ({ ...letter, item: null }));
    const outcome = await this.#call('batch_plan', { selection: this.selection.selection, items: order, each });
    if (round !== this.#round) {
      if (outcome.status === 'done') await this.#call('batch_forget', { ticket: outcome.value.batch });
      return;
    }
    this.planning = false;
    if (outcome.status === 'done') {
      this.plan = outcome.value;
      this.#batch = outcome.value.batch;
      this.#items(outcome.value.items);
    } else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  /** Unlocks a letter, and with the same password those others that it opens: an office often uses one for all. Gives why
   *  not; the other letters go on without it. */
  async unlock(index: number, password: string): Promise<Problem | null> {
    const problem = await this.#unlock(index, password);
    if (problem) return problem;
    const others = this.letters.filter(({ file }) => file.problem?.code === 'document-password-needed');
    for (const { file } of others) await this.#unlock(file.index, password);
    await this.check();
    return null;
  }

  async #unlock(index: number, password: string): Promise<Problem | null> {
    const outcome = await this.#call('many_unlock', { selection: this.selection.selection, index, password });
    if (outcome.status !== 'done') return outcome.status === 'refused' ? outcome.problem : null;
    const { row, document } = outcome.value;
    const mine = (letter: Letter) => letter.file.index === index;
    this.letters = this.letters.map((letter) => (mine(letter) ? { file: row, chosen: row.problem === null, item: null } : letter));
    if (this.#opened.size < MOST_OPEN) {
      this.#opened.set(index, document);
      void openPdf(document.document, document.size, password).catch(() => undefined);
    } else await this.#call('document_close', { document: document.document });
    return null;
  }

  /** Whether a letter stays open when its view is left. */
  holds(document: DocumentView): boolean {
    return [...this.#opened.values()].includes(document);
  }

  /** Opens a letter for reading. */
  async openLetter(index: number): Promise<{ document: DocumentView | null; problem: Problem | null }> {
    const held = this.#opened.get(index);
    if (held) return { document: held, problem: null };
    const outcome = await this.#call('many_open', { selection: this.selection.selection, index });
    if (outcome.status === 'refused') return { document: null, problem: outcome.problem };
    const opened = outcome.status === 'done' ? outcome.value : null;
    if (opened?.kind === 'document') return { document: opened.document, problem: null };
    return { document: null, problem: opened?.kind === 'refused' ? opened.problem : null };
  }

  /** Ends the check; what was not looked at waits. */
  async stopCheck(): Promise<void> {
    await this.#call('run_stop', { ticket: this.selection.selection });
  }

  async start(): Promise<void> {
    if (!this.maySign || !this.#batch) return;
    this.problem = null;
    this.phase = 'starting';
    this.#took(await this.#call('batch_start', { batch: this.#batch, consent: true }));
  }

  /** Sends the PIN once. It is not kept: the caller's variable is the only one. */
  async answer(pin: string, last_try = false): Promise<void> {
    if (this.phase !== 'pin' || !this.secret) return;
    const { ticket } = this.secret;
    this.pinProblem = null;
    this.stopping = false;
    this.phase = 'running';
    const outcome = await this.#call('batch_answer', { ticket, pin, last_try });
    const { code } = outcome.status === 'refused' ? outcome.problem : { code: '' };
    if (outcome.status === 'refused' && (code === 'pin-format' || code === 'pin-last-try')) {
      this.pinProblem = outcome.problem;
      if (code === 'pin-last-try') this.secret = { ...this.secret, tries: 1 };
      this.phase = 'pin';
    } else this.#took(outcome);
  }

  /** Leaves the PIN: before the first letter back to the review, later to what is left. */
  cancelPin(): void {
    if (this.phase !== 'pin') return;
    this.secret = null;
    this.pinProblem = null;
    this.phase = this.count('signed', 'incomplete') > 0 ? 'stopped' : 'review';
  }

  /** Goes on with what is left. */
  async resume(wrong = false): Promise<void> {
    if (!this.#batch) return;
    this.phase = 'starting';
    const outcome = await this.#call('batch_resume', { ticket: this.#batch });
    if (outcome.status === 'needs_secret' && wrong) outcome.secret.wrong = true;
    this.#took(outcome);
  }

  /** Tries those again that were left out with a reason, and no others. Where nothing can be tried, the list stays. */
  async retry(): Promise<void> {
    if (this.phase !== 'done' || !this.#batch) return;
    this.problem = null;
    this.saved = null;
    this.phase = 'starting';
    const outcome = await this.#call('batch_retry', { ticket: this.#batch });
    if (outcome.status === 'refused') {
      this.problem = outcome.problem;
      this.phase = 'done';
    } else this.#took(outcome);
  }

  /** Stops before the next letter; asked a second time, gives up what the token is doing. */
  async stop(): Promise<void> {
    if (this.phase !== 'running' || !this.secret) return;
    if (this.stopping) await this.#call('token_cancel', { token: this.secret.token });
    this.stopping = true;
    if (this.#batch) await this.#call('run_stop', { ticket: this.#batch });
  }

  async reveal(): Promise<void> {
    if (!this.#batch) return;
    const outcome = await this.#call('batch_reveal', { ticket: this.#batch });
    this.problem = outcome.status === 'refused' ? outcome.problem : null;
  }

  async save(): Promise<void> {
    if (!this.#batch) return;
    const outcome = await this.#call('batch_save', { ticket: this.#batch });
    this.problem = outcome.status === 'refused' ? outcome.problem : null;
    this.saved = outcome.status === 'done' ? outcome.value.name : null;
  }

  async leave(): Promise<void> {
    this.#round += 1;
    const opened = [...this.#opened.values()];
    this.#opened.clear();
    for (const { document } of opened) {
      closePdf(document);
      await this.#call('document_close', { document });
    }
    await this.#forget();
  }

  progressed({ batch, index, item }: BatchProgress): void {
    if (this.#batch !== null ? batch !== this.#batch : !this.planning) return;
    this.#item(index, item);
  }

  #took(outcome: Outcome<BatchView>): void {
    if (outcome.status === 'needs_secret') {
      this.secret = outcome.secret;
      this.phase = 'pin';
      return;
    }
    const stopped = outcome.status === 'refused' ? outcome.problem : outcome.value.stopped;
    if (outcome.status === 'done') this.#items(outcome.value.items);
    const again = stopped && AGAIN.has(stopped.code) && !('tries' in stopped && stopped.tries === 0);
    if (again) {
      void this.resume(true);
      return;
    }
    this.secret = null;
    this.pinProblem = null;
    this.problem = stopped && stopped.code === 'pin-wrong' ? { code: 'pin-blocked' } : stopped;
    if (stopped) this.phase = this.count('signed', 'incomplete') > 0 ? 'stopped' : 'review';
    else this.phase = 'done';
    if (this.phase === 'review') void this.check(); // tries left and the token may have changed
  }

  #items(items: BatchItemView[]): void {
    const of = new Map(this.#order.map((position, index) => [position, items[index] ?? null]));
    this.letters = this.letters.map((letter) => ({ ...letter, item: of.get(letter.file.index) ?? null }));
  }

  #item(index: number, item: BatchItemView): void {
    const position = this.#order[index];
    this.letters = this.letters.map((letter) => (letter.file.index === position ? { ...letter, item } : letter));
  }

  async #forget(): Promise<void> {
    if (this.planning) await this.stopCheck();
    const batch = this.#batch;
    this.#batch = null;
    if (batch) await this.#call('batch_forget', { ticket: batch });
  }
}

function filled(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}
