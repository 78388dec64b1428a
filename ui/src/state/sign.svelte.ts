// One signing: what is asked, what the checks say, the PIN, the result. No DOM; the PIN passes through and stays nowhere.
import type {
  Call,
  DocumentView,
  KeyView,
  NoticeChoice,
  PlaceRequest,
  Problem,
  ProgressStep,
  Protection,
  SecretPrompt,
  SignedView,
  SignPlanView,
  SignRequest,
  TokensView,
  TokenView,
} from '../ipc';

export type Phase = 'review' | 'starting' | 'pin' | 'running' | 'done';

/** The steps in their order; the last one checks our own output before anything is called done. */
export const STEPS: readonly ProgressStep[] = ['preparing', 'token', 'writing', 'verifying'];

/** What a token that is ready again has left behind. */
const MENDED: ReadonlySet<Problem['code']> = new Set<Problem['code']>(['pin-blocked', 'pin-must-be-changed', 'token-busy', 'token-removed']);

export class SignFlow {
  readonly document: DocumentView;
  phase = $state<Phase>('review');
  token = $state.raw<TokenView | null>(null);
  key = $state.raw<KeyView | null>(null);
  place = $state.raw<PlaceRequest>({ kind: 'free' });
  position = $state('');
  rank = $state('');
  nip = $state('');
  reason = $state('');
  location = $state('');
  /** What becomes of the notice, where one is due; the reason stands beside, as it is typed. */
  notice = $state<'foot' | 'head' | 'last' | 'omit'>('foot');
  noticeReason = $state('');
  /** What may be changed later; empty: the document's own rules. */
  protection = $state<Protection | ''>('');
  consent = $state(false);
  /** The person says that all pages were seen, without having scrolled through them here. */
  stated = $state(false);
  /** Pages shown so far, by number. */
  seen = $state<ReadonlySet<number>>(new Set());
  plan = $state.raw<SignPlanView | null>(null);
  planning = $state(false);
  /** Why the last step did not go on. */
  problem = $state.raw<Problem | null>(null);
  secret = $state.raw<SecretPrompt | null>(null);
  /** Why the PIN was not even sent (its length); the run still waits for it. */
  pinProblem = $state.raw<Problem | null>(null);
  step = $state<ProgressStep | null>(null);
  result = $state.raw<SignedView | null>(null);

  readonly #call: Call;
  #round = 0;
  #byHand = false;

  constructor(document: DocumentView, call: Call) {
    this.document = document;
    this.#call = call;
    const [field] = document.fields;
    // A field that waits in the form is filled, not doubled.
    if (field?.page) this.place = { kind: 'field', name: field.name };
  }

  get allSeen(): boolean {
    return this.seen.size >= this.document.pages;
  }

  get mayConsent(): boolean {
    return this.allSeen || this.stated;
  }

  /** Whether the main button is live. */
  get maySign(): boolean {
    return this.phase === 'review' && this.plan?.ready === true && !this.planning && this.consent && this.mayConsent;
  }

  get signer(): string | null {
    return this.plan?.signer?.name ?? this.key?.certificate?.name ?? null;
  }

  get busy(): boolean {
    return this.phase === 'starting' || this.phase === 'running';
  }

  sawPage(page: number): void {
    if (!this.seen.has(page)) this.seen = new Set([...this.seen, page]);
  }

  /** Takes the tokens as they are now: keeps the chosen one, else the first that can sign, a real one first. */
  async useTokens(tokens: TokensView): Promise<void> {
    if (this.phase !== 'review') return;
    const same = tokens.tokens.find((token) => token.id === this.token?.id);
    const best = tokens.tokens.find((token) => token.state === 'ready') ?? tokens.tokens[0] ?? null;
    // A key file chosen by hand waits for its password; what is ready elsewhere does not push it aside.
    const keep = same?.state === 'ready' || (same?.state === 'locked' && this.#byHand);
    await this.choose(keep ? same : best, this.key?.id ?? null, this.#byHand);
  }

  async choose(token: TokenView | null, key: string | null, byHand = true): Promise<void> {
    this.#byHand = byHand;
    this.token = token;
    if (token?.state === 'ready' && this.problem && MENDED.has(this.problem.code)) this.problem = null; // mended meanwhile
    this.key = token?.keys.find((each) => each.id === key) ?? token?.keys.find((each) => each.usable) ?? null;
    await this.check();
  }

  async put(place: PlaceRequest): Promise<void> {
    this.place = place;
    await this.check();
  }

  /** Asks what stands in the way and how the block will look. An older answer never replaces a newer one. */
  async check(): Promise<void> {
    const round = ++this.#round;
    if (!this.token) {
      this.plan = null;
      this.planning = false;
      return;
    }
    this.planning = true;
    const outcome = await this.#call('sign_plan', this.#request(this.token));
    if (round !== this.#round) return;
    this.planning = false;
    if (outcome.status === 'done') this.plan = outcome.value;
    else {
      this.plan = null;
      if (outcome.status === 'refused') this.problem = outcome.problem;
    }
  }

  async start(): Promise<void> {
    if (!this.maySign || !this.token) return;
    this.problem = null;
    this.phase = 'starting';
    this.step = 'preparing';
    this.#took(await this.#call('sign_run', this.#request(this.token)));
  }

  /** Sends the PIN once. It is not kept: the caller's variable is the only one. */
  async answer(pin: string, last_try = false): Promise<void> {
    if (this.phase !== 'pin' || !this.secret) return;
    const { ticket } = this.secret;
    this.pinProblem = null;
    this.phase = 'running';
    this.step = 'token';
    const outcome = await this.#call('secret_answer', { ticket, pin, last_try });
    const { code } = outcome.status === 'refused' ? outcome.problem : { code: '' };
    if (outcome.status === 'refused' && (code === 'pin-format' || code === 'pin-last-try')) {
      this.pinProblem = outcome.problem;
      if (code === 'pin-last-try') this.secret = { ...this.secret, tries: 1 };
      this.phase = 'pin';
    } else this.#took(outcome);
  }

  async cancel(): Promise<void> {
    if (this.phase !== 'pin' || !this.secret) return;
    const { ticket } = this.secret;
    this.#review();
    await this.#call('secret_cancel', { ticket });
  }

  /** Gives up what the token is doing; the run ends with that answer. */
  async stop(): Promise<void> {
    if (this.phase === 'running' && this.secret) await this.#call('token_cancel', { token: this.secret.token });
  }

  progressed(step: ProgressStep): void {
    if (this.busy) this.step = step;
  }

  #took(outcome: Awaited<ReturnType<Call>>): void {
    if (outcome.status === 'needs_secret') {
      this.secret = outcome.secret;
      this.phase = 'pin';
    } else if (outcome.status === 'done') {
      this.result = outcome.value as SignedView;
      this.secret = null;
      this.phase = 'done';
    } else {
      this.problem = outcome.problem;
      this.#review();
      void this.check(); // tries left and the token may have changed
    }
  }

  #review(): void {
    this.secret = null;
    this.pinProblem = null;
    this.step = null;
    this.phase = 'review';
  }

  #request(token: TokenView): SignRequest {
    return {
      document: this.document.document,
      token: token.id,
      key: this.key?.id ?? null,
      place: this.place,
      text: { position: filled(this.position), rank: filled(this.rank), nip: filled(this.nip) },
      reason: filled(this.reason),
      ...optional('location', filled(this.location)),
      notice: this.#notice(),
      ...optional('protection', this.protection === '' ? null : this.protection),
      consent: this.consent,
    };
  }

  #notice(): NoticeChoice {
    if (this.notice === 'omit') return { kind: 'omit', reason: this.noticeReason.trim() };
    return { kind: 'write', edge: this.notice === 'head' ? 'head' : 'foot', last_page_only: this.notice === 'last' };
  }
}

/** A key that is left out when there is nothing to say. */
function optional<K extends string, V>(key: K, value: V | null): { [key in K]?: V } {
  return value === null ? {} : ({ [key]: value } as { [key in K]?: V });
}

function filled(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}
