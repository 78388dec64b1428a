// One signing: what is asked, what the checks say, the PIN, the result. No DOM; the PIN passes through and stays nowhere.
import type {
  BlockSize,
  Call,
  DocumentView,
  KeyView,
  NewField,
  NoticeChoice,
  PictureView,
  PlaceRequest,
  Preset,
  Problem,
  ProgressStep,
  Protection,
  SecretPrompt,
  SignedView,
  SignLevel,
  SignPlanView,
  SignRequest,
  TokensView,
  TokenView,
  Zone,
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
  /** The reason stands on the page too. */
  showReason = $state(false);
  /** A picture for the block, by its name behind the boundary. */
  picture = $state.raw<Pick<PictureView, 'picture'> | null>(null);
  pictureAbove = $state(false);
  /** The address that a QR code leads to; none without one. */
  qr = $state('');
  /** Size of the block where its place gives none. */
  size = $state.raw<BlockSize | null>(null);
  /** Kept looks, and the one that was taken. */
  presets = $state.raw<Preset[]>([]);
  preset = $state('');
  /** Why a picture or a look was not taken. */
  lookProblem = $state.raw<Problem | null>(null);
  /** Fields for signers to come, gathered until the copy is made. */
  fields = $state.raw<NewField[]>([]);
  location = $state('');
  /** What becomes of the notice, where one is due; the reason stands beside, as it is typed. */
  notice = $state<'foot' | 'head' | 'last' | 'omit'>('foot');
  noticeReason = $state('');
  /** The level that was chosen; the program's proposal until then. */
  level = $state.raw<SignLevel | null>(null);
  /** What may be changed later; empty: the document's own rules. */
  protection = $state<Protection | ''>('');
  consent = $state(false);
  /** The person says that all pages were seen, without having scrolled through them here. */
  stated = $state(false);
  /** Pages shown so far, by number. */
  seen = $state<ReadonlySet<number>>(new Set());
  plan = $state.raw<SignPlanView | null>(null);
  planning = $state(false);
  /** How many questions of the person were answered. */
  answered = $state(0);
  /** Why the last step did not go on. */
  problem = $state.raw<Problem | null>(null);
  secret = $state.raw<SecretPrompt | null>(null);
  /** Why the PIN was not even sent (its length); the run still waits for it. */
  pinProblem = $state.raw<Problem | null>(null);
  step = $state<ProgressStep | null>(null);
  result = $state.raw<SignedView | null>(null);

  readonly #call: Call;
  #tokens: TokensView | null = null;
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

  get levelInForce(): SignLevel {
    return this.level ?? this.plan?.level ?? 'b';
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
    this.#tokens = tokens;
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

  async loadPresets(): Promise<void> {
    const outcome = await this.#call('preset_list', {});
    if (outcome.status === 'done') this.presets = outcome.value;
  }

  /** Takes a kept look: what it says, shows, and where it goes. */
  async usePreset(name: string): Promise<void> {
    const preset = this.presets.find((each) => each.name === name);
    this.preset = preset?.name ?? '';
    if (!preset) return;
    const { text, size, zone } = preset;
    this.position = text.position ?? '';
    this.rank = text.rank ?? '';
    this.nip = text.nip ?? '';
    this.picture = text.picture ? { picture: text.picture } : null;
    this.pictureAbove = text.picture_above ?? false;
    this.qr = text.qr ?? '';
    this.showReason = text.show_reason ?? false;
    this.size = size;
    await this.put(zone);
  }

  /** Keeps the block as it is now, with the zone that its place comes to. */
  async savePreset(name: string, zone: Zone, size: BlockSize | null): Promise<void> {
    this.lookProblem = null;
    this.#presetsAre(await this.#call('preset_save', { name, text: this.#text(), size, zone }), name.trim());
  }

  async removePreset(name: string): Promise<void> {
    this.lookProblem = null;
    this.#presetsAre(await this.#call('preset_remove', { name }), '');
  }

  #presetsAre(outcome: Awaited<ReturnType<Call>>, chosen: string): void {
    if (outcome.status === 'done') {
      this.presets = outcome.value as Preset[];
      this.preset = this.presets.find((each) => each.name === chosen)?.name ?? '';
    } else if (outcome.status === 'refused') this.lookProblem = outcome.problem;
  }

  async pickPicture(): Promise<void> {
    this.lookProblem = null;
    const outcome = await this.#call('picture_pick', {});
    if (outcome.status === 'refused') this.lookProblem = outcome.problem;
    if (outcome.status !== 'done' || !outcome.value) return;
    this.picture = outcome.value;
    // A picture asks for its room: the block takes the size it needs, in a place that has it.
    if (this.place.kind === 'page') await this.put({ kind: 'free' });
    else await this.check();
  }

  async dropPicture(): Promise<void> {
    this.picture = null;
    await this.check();
  }

  /** A page as this window drew it; a difference from what the program sees is a finding of the next plan. */
  async compare(page: number, thumb: { width: number; height: number; grey: string }): Promise<void> {
    const outcome = await this.#call('page_seen', { document: this.document.document, page, ...thumb });
    if (outcome.status === 'done' && outcome.value.differs && this.phase === 'review') await this.check();
  }

  async chooseLevel(level: SignLevel): Promise<void> {
    this.level = level;
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
    this.answered += 1;
    if (outcome.status === 'done') {
      this.plan = outcome.value;
      void this.#readOn(round);
    } else {
      this.plan = null;
      // Of a token that was pulled out, the run has told more than that it is not found.
      if (outcome.status === 'refused' && this.problem?.code !== 'token-removed') this.problem = outcome.problem;
    }
  }

  /** Asks anew what was stopped. */
  async again(): Promise<void> {
    this.problem = null;
    await this.check();
  }

  /** The program reads a long document piece by piece: the same question goes on with it, without a word to the person. */
  async #readOn(round: number): Promise<void> {
    while (this.token && this.phase === 'review' && (this.plan?.unread ?? 0) > 0) {
      const before = this.plan?.unread ?? 0;
      await new Promise((done) => setTimeout(done, 30));
      if (round !== this.#round || !this.token || this.phase !== 'review') return;
      const outcome = await this.#call('sign_plan', this.#request(this.token));
      if (round !== this.#round || outcome.status !== 'done') return;
      this.plan = outcome.value;
      if (outcome.value.unread >= before) return;
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
      this.#review();
      // Tries left may have changed, and the token may have gone while the dialog was open.
      const gone = this.#tokens && !this.#tokens.tokens.some((token) => token.id === this.token?.id);
      void (gone && this.#tokens ? this.useTokens(this.#tokens) : this.check());
      this.problem = outcome.problem;
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
      text: this.#text(),
      ...optional('size', this.size),
      reason: filled(this.reason),
      ...optional('location', filled(this.location)),
      notice: this.#notice(),
      ...optional('level', this.level),
      ...optional('protection', this.protection === '' ? null : this.protection),
      consent: this.consent,
    };
  }

  #text(): SignRequest['text'] {
    return {
      position: filled(this.position),
      rank: filled(this.rank),
      nip: filled(this.nip),
      ...optional('picture', this.picture?.picture ?? null),
      picture_above: this.pictureAbove,
      ...optional('qr', filled(this.qr)),
      show_reason: this.showReason,
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
