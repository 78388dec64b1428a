// The window as a whole: settings, open documents, tokens, and which screen is shown. No DOM.
import { setLocale, setSystem, t } from '../i18n/index.svelte';
import type {
  AppView,
  Call,
  DocumentView,
  Event,
  Locale,
  NewField,
  Opened,
  SelectionView,
  Outcome,
  Problem,
  ProgressStep,
  ReportKind,
  SavedFileView,
  SettingsRequest,
  SourceKind,
  SourceTriedView,
  SourceView,
  TokensView,
  TokenView,
  VerifyView,
} from '../ipc';
import { Help, type ProblemName } from './help.svelte';
import { ManyFlow } from './many.svelte';
import { Busy } from './busy.svelte';
import { Enroll } from './enroll.svelte';
import { closePdf } from './pdf';
import { Pending } from './pending.svelte';
import type { SetupStep } from './setup';
import { SignFlow } from './sign.svelte';

export type Area = 'home' | 'sign' | 'verify' | 'token' | 'journal' | 'settings' | 'help' | 'many' | 'pending' | 'setup';
/** What the person asked for; without it the file decides. */
export type Intent = 'sign' | 'verify' | null;
/** An act on a token's secret, in a dialog over whatever screen is shown. */
export type SecretAct = 'change' | 'unblock' | 'open';

export type Refused = Extract<Opened, { kind: 'refused' }>;

export class App {
  area = $state<Area>('home');
  settings = $state.raw<AppView | null>(null);
  tokens = $state.raw<TokensView | null>(null);
  /** The file that could not be opened, and why. */
  refused = $state.raw<Refused | null>(null);
  /** Several files that came together; they stay until others come. */
  many = $state.raw<ManyFlow | null>(null);
  /** The document that was opened from their list, to which the result leads back. */
  listed = $state<string | null>(null);
  /** A document that waits for its password, and why the last one was refused. */
  locked = $state.raw<DocumentView | null>(null);
  signing = $state.raw<SignFlow | null>(null);
  checked = $state.raw<DocumentView | null>(null);
  result = $state.raw<VerifyView | null>(null);
  checking = $state(false);
  /** Whether the network is being asked about the shown result. */
  asking = $state(false);
  dragging = $state(false);
  opening = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** The dialog for a token's secret, and the token it was opened for. */
  secret = $state.raw<{ act: SecretAct; token: TokenView } | null>(null);
  /** The good news of the last act on a token. */
  said = $state('');
  /** The key file or driver that was just chosen or tested, and whether one is being tested. */
  tried = $state.raw<SourceView | null>(null);
  trying = $state(false);
  /** Name of the file that was written last, while its result is shown. */
  saved = $state.raw<string | null>(null);
  /** The application for a certificate, while it is shown in the area of tokens. */
  enroll = $state.raw<Enroll | null>(null);

  /** The shown step of the set-up, and whether it alone was asked for. */
  step = $state<SetupStep>('language');
  alone = $state(false);

  readonly call: Call;
  readonly help: Help;
  /** Where an explanation was asked for. */
  #before: Area | null = null;
  /** Signed letters that still lack something. */
  readonly pending: Pending;
  #intent: Intent = null;

  /** What takes long and shows no progress of its own. */
  readonly busy = new Busy();

  constructor(program: Call) {
    const call = this.busy.watch(program);
    this.call = call;
    this.help = new Help(call);
    this.pending = new Pending(call);
  }

  async start(): Promise<void> {
    this.#configured(await this.call('app_start', {}));
    // The first run, unless a file came with the start: then that is what the person wants.
    if (this.settings?.setup.left === false && this.area === 'home' && !this.opening) this.startSetup();
    await Promise.all([this.refreshTokens(), this.pending.refresh()]);
  }

  handle = (event: Event): void => {
    if (event.event === 'documents') void this.take(event.payload, null);
    else if (event.event === 'dragging') this.dragging = event.payload;
    else if (event.event === 'progress') this.#progressed(event.payload);
    else if (event.event === 'tokens') this.#tokens(event.payload);
    else if (event.event === 'work') this.busy.tell(event.payload);
    else if (event.event === 'batch') this.many?.batch?.progressed(event.payload);
    else if (event.payload.selection === this.many?.selection.selection) {
      if (event.event === 'looked') this.many.tookLooked(event.payload.rows);
      else this.many.tookVerdicts(event.payload.rows);
    }
  };

  go(area: Area): void {
    this.problem = null;
    this.said = '';
    this.tried = null;
    this.area = area;
    if (area === 'home') this.refused = null;
    if (area === 'home' || area === 'pending') void this.pending.refresh();
    if (area === 'help') this.help.open('index');
    this.#before = null;
    this.locked = null;
  }

  /** All four steps, from the first. */
  startSetup(): void {
    this.go('setup');
    this.step = 'language';
    this.alone = false;
  }

  showStep(step: SetupStep): void {
    this.problem = null;
    this.step = step;
  }

  /** One step alone, from where it is needed; leaving it leads back there. */
  setUp(step: SetupStep): void {
    if (this.area !== 'setup') this.#before = this.area;
    this.problem = null;
    this.step = step;
    this.alone = true;
    this.area = 'setup';
  }

  /** Out of the set-up: to the screen that asked for a step, else to the start. It is not shown by itself again. */
  async leaveSetup(to: Area | null = null): Promise<void> {
    const before = this.alone ? this.#before : null;
    this.#before = null;
    if (!this.settings?.setup.left) await this.change({ setup: { network: this.settings?.setup.network ?? false, left: true } });
    if (to === null && before !== null) {
      this.area = before;
      // what the step changed may change what that screen says
      if (before === 'verify' && this.checked) await this.verify(this.checked);
      if (before === 'sign' && this.tokens) await this.signing?.useTokens(this.tokens);
    } else this.go(to ?? 'home');
  }

  /** It was said whether the network may be asked. */
  async answered(): Promise<void> {
    await this.change({ setup: { left: this.settings?.setup.left ?? false, network: true } });
  }

  /** Opens the page of a problem; `leaveHelp` leads back to where it was asked for. */
  explain(code: ProblemName): void {
    if (this.area !== 'help') this.#before = this.area;
    this.help.explain(code);
    this.area = 'help';
  }

  /** Back from a page of the help: to the screen that asked for it, else one step up. What that screen showed is still there. */
  leaveHelp(): void {
    const before = this.#before;
    this.#before = null;
    if (this.help.code !== null && before === null) this.help.code = null;
    else if (before === null) this.help.open('index');
    else this.area = before;
  }

  /** Dismisses a reminder of renewal until its next stage. */
  async dismissReminder(certificate: string, stage: number): Promise<void> {
    const outcome = await this.call('reminder_dismiss', { certificate, stage });
    if (outcome.status === 'done') this.#tokens(outcome.value);
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  /** Shows the applications for certificates; one that was left half-way is still there. */
  async apply(): Promise<void> {
    this.go('token');
    if (this.enroll) return;
    const enroll = new Enroll(this.call);
    await enroll.load();
    this.enroll = enroll;
  }

  /** Begins the renewal of what lies on this token, unless an application is open already. */
  async renew(token: string): Promise<void> {
    await this.apply();
    if (this.enroll && !this.enroll.view) await this.enroll.renew(token);
  }

  async pick(intent: Intent, folder = false): Promise<void> {
    this.opening = true;
    const outcome = await this.call('documents_pick', { folder });
    this.opening = false;
    if (outcome.status === 'done') await this.take(outcome.value, intent);
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  async openSample(): Promise<void> {
    this.opening = true;
    const outcome = await this.call('sample_open', {});
    this.opening = false;
    if (outcome.status === 'done') await this.take(outcome.value, 'sign');
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  /** Switches the practice token on and opens the sample letter: the main job without any hardware. */
  async tryOut(): Promise<void> {
    if (await this.setPractice(true)) await this.openSample();
  }

  /** Takes what was opened: one document goes its own way, several go together. */
  async take(opened: Opened[], intent: Intent): Promise<void> {
    this.dragging = false;
    this.problem = null;
    const [only] = opened;
    if (!only || this.signing?.busy || this.many?.busy) return; // a token at work is not disturbed
    await this.signing?.cancel();
    this.locked = null;
    this.refused = null;
    this.listed = null;
    if (only.kind === 'document') await this.open(only.document, intent);
    else if (only.kind === 'many') await this.#together(only.selection, intent);
    else {
      this.refused = only;
      this.area = 'home';
    }
  }

  /** Opens one file of the list; its result leads back there. */
  async openListed(index: number): Promise<void> {
    const { many } = this;
    if (!many) return;
    many.problem = null;
    const outcome = await this.call('many_open', { selection: many.selection.selection, index });
    const opened = outcome.status === 'done' ? outcome.value : null;
    if (opened?.kind === 'document') {
      this.listed = opened.document.document;
      await this.open(opened.document, 'verify');
    } else if (opened?.kind === 'refused') many.problem = opened.problem;
    else if (outcome.status === 'refused') many.problem = outcome.problem;
  }

  /** Back from a file of the list. */
  async backToList(): Promise<void> {
    const document = this.checked;
    this.listed = null;
    this.go('many');
    if (document) await this.close(document);
  }

  /** The files that came together, to be signed with one PIN. */
  async signTogether(): Promise<void> {
    await this.many?.show('sign');
    if (this.tokens) await this.many?.batch?.useTokens(this.tokens);
  }

  /** Leaves the files that came together. */
  async leaveMany(): Promise<void> {
    const { many } = this;
    this.many = null;
    this.listed = null;
    this.go('home');
    await many?.leave();
  }

  async #together(selection: SelectionView, intent: Intent): Promise<void> {
    const before = this.many;
    const many = new ManyFlow(selection, this.call);
    this.many = many;
    this.area = 'many';
    await before?.leave();
    await many.look(intent);
    if (many.batch) await this.signTogether();
  }

  /** Shows one document: the intent decides, else whether it carries signatures. */
  async open(document: DocumentView, intent: Intent): Promise<void> {
    this.#intent = intent;
    if (document.locked) {
      this.problem = null;
      this.locked = document;
      this.area = 'home';
      return;
    }
    this.locked = null;
    const sign = intent === 'sign' || (intent === null && document.signatures === 0);
    await (sign ? this.sign(document) : this.verify(document));
  }

  async sign(document: DocumentView): Promise<void> {
    this.problem = null;
    const before = this.signing;
    if (before?.document.document !== document.document || before.phase === 'done') {
      this.signing = new SignFlow(document, this.call);
      this.#release(before?.document);
      this.#release(before?.result?.document);
    }
    this.area = 'sign';
    if (this.tokens) await this.signing?.useTokens(this.tokens);
  }

  async verify(document: DocumentView): Promise<void> {
    this.problem = null;
    const before = this.checked;
    this.checked = document;
    this.result = null;
    this.saved = null;
    this.#release(before);
    this.checking = true;
    this.area = 'verify';
    const outcome = await this.call('verify_run', { document: document.document, online: null }, document.document);
    if (this.checked?.document !== document.document) return;
    this.checking = false;
    if (outcome.status === 'done') this.result = outcome.value;
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  /** Gives up a check that takes too long: the program reads no more of the file, and the screen is free for another. */
  async stopVerifying(): Promise<void> {
    const document = this.checked;
    if (!document || !this.checking) return;
    this.checking = false;
    await this.call('run_stop', { ticket: document.document });
    if (this.listed === document.document) await this.backToList();
    else await this.close(document);
  }

  /** Verifies again and asks over the network, by the person's word for this once; the result so far stays meanwhile. */
  async verifyOnline(document: DocumentView): Promise<void> {
    this.problem = null;
    this.asking = true;
    const outcome = await this.call('verify_run', { document: document.document, online: true }, document.document);
    this.asking = false;
    if (this.checked?.document !== document.document) return;
    if (outcome.status === 'done') this.result = outcome.value;
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  /** Asks the network no longer; the result so far stays. */
  async stopAsking(document: DocumentView): Promise<void> {
    await this.call('run_stop', { ticket: document.document });
  }

  /** Answers the password prompt; true when the document opened. */
  async unlock(password: string): Promise<DocumentView | null> {
    if (!this.locked) return null;
    const outcome = await this.call('document_unlock', { document: this.locked.document, password });
    if (outcome.status === 'done') return outcome.value;
    if (outcome.status === 'refused') this.problem = outcome.problem;
    return null;
  }

  async unlocked(document: DocumentView): Promise<void> {
    await this.open(document, this.#intent);
  }

  /** Opens the document as it was at that version, and checks it: the signed version beside the present one. */
  async openVersion(document: DocumentView, version: number): Promise<void> {
    const outcome = await this.call('version_open', { document: document.document, version });
    if (outcome.status === 'done') await this.verify(outcome.value);
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  /** Keeps an earlier version as it was. */
  async saveVersion(document: DocumentView, version: number): Promise<void> {
    this.#kept(await this.call('version_save', { document: document.document, version }));
  }

  /** Keeps a report or an evidence bundle. */
  async saveReport(document: DocumentView, kind: ReportKind, bilingual: boolean): Promise<void> {
    this.#kept(await this.call('report_save', { document: document.document, kind, bilingual }));
  }

  /** Keeps the evidence bundle about a document that was opened for that alone; a locked one is shown, for its password. */
  async keepEvidence(document: DocumentView): Promise<void> {
    this.saved = null;
    if (document.locked) return this.open(document, 'verify');
    await this.saveReport(document, 'evidence', false);
    this.#release(document);
  }

  /** Makes a sound copy of a damaged document, as the person asked, and goes on with that. */
  async repair(document: DocumentView): Promise<void> {
    const outcome = await this.call('document_repair', { document: document.document });
    if (outcome.status === 'done') await this.sign(outcome.value);
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  /** A copy with empty fields for signers to come; signing goes on with the copy. */
  async prepareFields(document: DocumentView, fields: NewField[]): Promise<void> {
    const outcome = await this.call('fields_prepare', { document: document.document, fields });
    if (outcome.status === 'done') await this.sign(outcome.value);
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  async show(document: DocumentView): Promise<void> {
    this.#acted(await this.call('document_show', { document: document.document }));
  }

  async reveal(document: DocumentView): Promise<void> {
    this.#acted(await this.call('document_reveal', { document: document.document }));
  }

  /** Leaves a document: it is closed behind the boundary too. */
  async close(document: DocumentView): Promise<void> {
    if (this.signing?.document.document === document.document) this.signing = null;
    if (this.checked?.document === document.document) {
      this.checked = null;
      this.result = null;
    }
    closePdf(document.document);
    await this.call('document_close', { document: document.document });
  }

  /** Closes a document that no screen holds any longer. */
  #release(document: DocumentView | null | undefined): void {
    if (!document) return;
    const held = [this.signing?.document, this.signing?.result?.document, this.checked, this.locked].some(
      (each) => each?.document === document.document,
    );
    if (!held) void this.close(document);
  }

  async refreshTokens(): Promise<void> {
    const outcome = await this.call('token_list', {});
    if (outcome.status === 'done') this.#tokens(outcome.value);
  }

  async setPractice(on: boolean): Promise<boolean> {
    const outcome = await this.call('practice_set', { on });
    if (outcome.status === 'done') this.#tokens(outcome.value);
    else if (outcome.status === 'refused') this.problem = outcome.problem;
    return outcome.status === 'done';
  }

  async resetPractice(): Promise<boolean> {
    const outcome = await this.call('practice_reset', {});
    if (outcome.status === 'done') this.#tokens(outcome.value);
    else if (outcome.status === 'refused') this.problem = outcome.problem;
    return outcome.status === 'done';
  }

  /** Reads again what could not be read; what comes of it arrives as events. */
  async rereadTokens(): Promise<void> {
    this.said = '';
    const outcome = await this.call('token_refresh', {});
    if (outcome.status === 'done') this.#tokens(outcome.value);
  }

  /** Opens the dialog for a token's secret, over whatever screen is shown. */
  ask(act: SecretAct, token: TokenView): void {
    this.said = '';
    this.secret = { act, token };
  }

  /** Replaces the PIN; gives why not. Nothing typed stays here. */
  changePin(token: string, old: string, fresh: string, last_try: boolean): Promise<Problem | null> {
    return this.#pinned(this.call('pin_change', { token, old, new: fresh, last_try }));
  }

  /** Replaces a blocked PIN by means of the PUK; gives why not. */
  unblockPin(token: string, puk: string, fresh: string, last_try: boolean): Promise<Problem | null> {
    return this.#pinned(this.call('pin_unblock', { token, puk, new: fresh, last_try }));
  }

  /** As `changePin` and `unblockPin`, typed on the reader. */
  pinOnPad(act: SecretAct, token: string, last_try: boolean): Promise<Problem | null> {
    const command = act === 'change' ? 'pin_change_on_pad' : 'pin_unblock_on_pad';
    return this.#pinned(this.call(command, { token, last_try }));
  }

  /** Reads a key file's certificates; gives why not. */
  openKeyFile(token: string, password: string): Promise<Problem | null> {
    return this.#pinned(this.call('key_file_open', { token, password }));
  }

  /** Gives up what a token is doing; the act that waits for it ends. */
  async stopToken(token: string): Promise<void> {
    await this.call('token_cancel', { token });
  }

  pickSource(kind: SourceKind): Promise<void> {
    return this.#sourced(this.call('source_pick', { kind }));
  }

  testSource(source: string): Promise<void> {
    return this.#sourced(this.call('source_test', { source }));
  }

  useDriver(token: string, driver: string): Promise<void> {
    return this.#sourced(this.call('driver_use', { token, driver }));
  }

  async removeSource(source: string): Promise<void> {
    this.tried = null;
    const outcome = await this.call('source_remove', { source });
    if (outcome.status === 'done') this.#tokens(outcome.value);
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  async setLocale(locale: Locale): Promise<void> {
    setLocale(locale); // at once; the answer only confirms it
    await this.change({ locale });
  }

  /** Changes settings; whether they were taken. */
  async change(change: Partial<SettingsRequest>): Promise<boolean> {
    const outcome = await this.call('settings_change', { locale: null, theme: null, ...change });
    this.#configured(outcome);
    return outcome.status === 'done';
  }

  async revealData(): Promise<void> {
    this.#acted(await this.call('data_reveal', {}));
  }

  /** The wording of the notice; empty for the one that comes with the program. Says whether it was taken. */
  async setNotice(notice: string): Promise<Problem | null> {
    const outcome = await this.call('settings_change', { locale: null, theme: null, notice });
    if (outcome.status === 'refused') return outcome.problem;
    this.#configured(outcome);
    return null;
  }

  async setRefuseChangeable(refuse: boolean): Promise<void> {
    this.#configured(await this.call('settings_change', { locale: null, theme: null, refuse_changeable: refuse }));
  }

  /** What the title bar says, after the name of the screen. */
  get program(): string {
    return t('app-name');
  }

  #configured(outcome: Awaited<ReturnType<Call>>): void {
    if (outcome.status === 'refused') this.problem = outcome.problem;
    if (outcome.status !== 'done') return;
    this.settings = outcome.value as AppView;
    setSystem(this.settings.system);
    setLocale(this.settings.locale);
  }

  #tokens(tokens: TokensView): void {
    this.tokens = tokens;
    void this.signing?.useTokens(tokens);
    void this.many?.batch?.useTokens(tokens);
  }

  async #sourced(answer: Promise<Outcome<SourceTriedView>>): Promise<void> {
    this.problem = null;
    this.said = '';
    this.tried = null;
    this.trying = true;
    const outcome = await answer;
    this.trying = false;
    if (outcome.status === 'refused') this.problem = outcome.problem;
    if (outcome.status !== 'done') return;
    this.tried = outcome.value.tried;
    this.#tokens(outcome.value.tokens);
    // A key file says nothing without its password: the next step is that.
    const opened = outcome.value.tokens.tokens.find((token) => token.id === this.tried?.id && token.state === 'locked');
    if (opened) this.ask('open', opened);
  }

  async #pinned(answer: Promise<Outcome<TokensView>>): Promise<Problem | null> {
    const outcome = await answer;
    if (outcome.status === 'done') this.#tokens(outcome.value);
    if (outcome.status !== 'refused') return null;
    await this.refreshTokens(); // tries left may have changed, or the token may be gone
    return outcome.problem;
  }

  #progressed(step: ProgressStep): void {
    this.signing?.progressed(step);
  }

  #kept(outcome: Outcome<SavedFileView>): void {
    this.problem = outcome.status === 'refused' ? outcome.problem : null;
    this.saved = outcome.status === 'done' ? outcome.value.name : null;
  }

  #acted(outcome: Awaited<ReturnType<Call>>): void {
    if (outcome.status === 'refused') this.problem = outcome.problem;
  }
}
