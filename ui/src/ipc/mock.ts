// Stand-in for the program: in unit tests, and in a plain browser under `npm run dev`. Never part of a production build.
// In a browser the address chooses the situation, e.g. `?token=ready&pick=tampered&locale=en&theme=dark`.
import type { Backend, Call, Command, Request, Response } from './backend';
import type { AppView, EnrollStep, Event, HelpView, KnownCertificateView, NetworkSettings, NetworkView, Opened, Outcome, Preset, Problem, SecretKind, SecretPrompt, TokensView } from './gen';
import { enrolling } from './mock-enroll';
import * as help from './mock-help';
import { blockPdf, letterPdf, noticePdf } from './mock-pdf';
import { MockMany } from './mock-many';
import * as records from './mock-records';
import * as views from './mock-views';

type Answer<C extends Command> = (request: Request<C>) => Outcome<Response<C>>;
export type Answers = { [C in Command]?: Answer<C> };

/** What carries a secret is noted without what it carries. */
const SECRET: readonly Command[] = ['batch_answer', 'many_unlock', 'sign_complete', 'network_login', 'secret_answer', 'document_unlock', 'key_file_open', 'pin_change', 'pin_unblock',
  'enroll_pin', 'enroll_puk', 'enroll_management', 'enroll_key', 'enroll_request', 'enroll_write', 'enroll_test'];

export class Mock implements Backend {
  /** What was called, in order; a PIN is never among it. */
  readonly calls: { command: Command; payload: unknown }[] = [];
  /** Answers of a test, before the usual ones. */
  answers: Answers = {};
  delay = 0;
  #handlers = new Set<(event: Event) => void>();
  #files = new Map<string, Uint8Array>();
  #settings: AppView;
  #tokens: TokensView;
  readonly #stops = new Map<string, () => void>();
  #slow = false;
  #wrong = 0;
  #puk = 3;
  #allowed: NetworkSettings;
  #kept = { entries: 41, bytes: 3_204_771 };
  #signing = 'practice';
  #places = false;
  #confirmed = false;
  #acknowledged = false;
  #bundled = false;
  #help: HelpView;
  #presets: Preset[] = [];
  readonly #wish: URLSearchParams;
  readonly #many: MockMany;

  constructor(wish = new URLSearchParams()) {
    this.#wish = wish;
    this.#many = new MockMany({
      emit: (event) => this.emit(event),
      open: (name) => this.#open(name),
      prompt: (token, wrong) => this.#prompt(token, wrong),
      stamps: () => this.#stamps(),
      pending: Number(wish.get('pending') ?? 0),
    });
    this.#usual = { ...this.#plain, ...this.#many.answers };
    if (wish.has('presets')) this.#presets = views.presets();
    const token = wish.get('token') ?? 'none';
    this.#allowed = views.network(wish.has('network'));
    this.#tokens = views.tokens(token);
    if (wish.has('ending')) this.#tokens = { ...this.#tokens, reminders: [help.reminder(Number(wish.get('ending')))] };
    this.#help = help.view(wish.has('known'));
    this.#settings = {
      version: '0.1.0',
      notice: views.NOTICE,
      refuse_changeable: false,
      text: wish.get('text') === 'largest' ? 'largest' : 'normal',
      profile: { agency: 'Pemerintah Daerah Contoh (UJI)', unit: 'Bidang Persandian', domain: 'contoh.test' },
      setup: { left: !wish.has('first'), network: wish.has('network') },
      data_folder: '/home/pejabat/.local/share/id.absah.desktop',
      locale: wish.get('locale') === 'en' ? 'en' : 'id',
      theme: wish.get('theme') === 'dark' ? 'dark' : wish.get('theme') === 'light' ? 'light' : 'system',
      practice: token === 'practice',
      system: wish.get('system') === 'windows' ? 'windows' : wish.get('system') === 'macos' ? 'macos' : 'linux',
    };
  }

  call: Call = async (command, payload, run) => {
    const shown = SECRET.includes(command) ? {} : payload;
    this.calls.push({ command, payload: shown });
    await new Promise((done) => setTimeout(done, this.delay));
    if (command === 'run_stop') this.#stops.get((payload as Request<'run_stop'>).ticket)?.();
    // It ends only when it is stopped; every second question, so that it can be asked again.
    if (this.#wish.get('slow') === command && (this.#slow = !this.#slow)) {
      if (run !== undefined && this.#wish.has('count')) this.emit({ event: 'work', payload: { run, asking: false, done: 12_288, all: null } });
      await new Promise<void>((stop) => run !== undefined && this.#stops.set(run, stop));
      return refused({ code: 'stopped' });
    }
    const answer = (this.answers[command] ?? this.#usual[command]) as Answer<typeof command>;
    return this.#wish.has('long') ? lengthened(answer(payload)) : answer(payload);
  };

  read = async (document: string, offset: number, length: number): Promise<Uint8Array> => {
    const wanted = this.#wish.get('pdf');
    if (!this.#files.has(document) && wanted && document.startsWith('letter')) {
      this.#files.set(document, new Uint8Array(await (await fetch(wanted)).arrayBuffer()));
    }
    const bytes = this.#files.get(document) ?? this.#bytes(document);
    return bytes.slice(offset, offset + length);
  };

  on = (handler: (event: Event) => void): Promise<() => void> => {
    this.#handlers.add(handler);
    if (this.#wish.has('drag')) setTimeout(() => this.emit({ event: 'dragging', payload: true }), 300);
    return Promise.resolve(() => this.#handlers.delete(handler));
  };

  emit(event: Event): void {
    for (const handler of this.#handlers) handler(event);
  }

  #bytes(document: string): Uint8Array {
    const made = document.startsWith('block')
      ? blockPdf(214, 96)
      : document === 'notice'
        ? noticePdf(523, 16)
        : letterPdf(Number(this.#wish.get('pages') ?? 3), document.startsWith('signed'));
    this.#files.set(document, made);
    return made;
  }

  #open(name: string): Opened {
    const opened = views.opened(name);
    if (opened.kind === 'document' && opened.document.size > 0) {
      const pages = Number(this.#wish.get('pages') ?? opened.document.pages);
      const size = this.#wish.has('size') ? Number(this.#wish.get('size')) : this.#bytes(opened.document.document).length;
      return { kind: 'document', document: { ...opened.document, pages, size } };
    }
    return opened;
  }

  readonly #usual: { [C in Command]: Answer<C> };

  /** What one document, one token and the settings need. */
  readonly #plain: { [C in Exclude<Command, keyof MockMany['answers']>]: Answer<C> } = {
    app_start: () => done(this.#settings),
    settings_change: ({ locale, theme, notice, refuse_changeable, ...rest }) => {
      if (notice && !notice.includes('BSrE')) return refused({ code: 'notice-wording', missing: 'issuer' });
      if (notice) this.#settings = { ...this.#settings, notice };
      if (refuse_changeable !== undefined) this.#settings = { ...this.#settings, refuse_changeable };
      this.#settings = { ...this.#settings, ...(locale ? { locale } : {}), ...(theme ? { theme } : {}), ...rest };
      return done(this.#settings);
    },
    documents_pick: () => {
      const names = (this.#wish.get('pick') ?? 'unsigned').split(',');
      const [only] = names;
      return done([only && names.length === 1 && !only.includes('*') ? this.#open(only) : this.#many.select(names)]);
    },
    sample_open: () => done([this.#open('sample')]),
    document_unlock: ({ password }) => {
      if (password !== 'rahasia') return refused({ code: 'document-password-wrong' });
      const opened = this.#open('unsigned');
      return opened.kind === 'document' ? done(opened.document) : refused({ code: 'document-gone' });
    },
    document_close: () => done({}),
    document_repair: () => {
      const opened = this.#open('unsigned');
      if (opened.kind !== 'document') return refused({ code: 'document-gone' });
      return done({ ...opened.document, document: 'letter-repaired', name: 'undangan_diperbaiki.pdf' });
    },
    fields_prepare: () => refused({ code: 'fields-after-signature' }),
    attachments_list: () => done(this.#wish.has('attachments') ? views.attachments() : []),
    attachment_save: () => done({ name: 'daftar hadir.csv' }),
    document_show: () => done({}),
    document_reveal: () => done({}),
    token_list: () => done(this.#tokens),
    token_refresh: () => done(this.#tokens),
    token_cancel: () => done({}),
    source_pick: ({ kind }) => {
      const tried = kind === 'key_file' ? views.keyFile() : views.driver({ kept: !this.#wish.has('baddriver') });
      if (kind === 'key_file') this.#tokens = views.tokens('locked');
      else if (tried.kept) this.#tokens = { ...this.#tokens, sources: [tried] };
      const bad = { problem: { code: 'module-unusable', name: 'surat.so' } as const, steps: tried.steps.map((step, at) => ({ ...step, state: at === 0 ? 'failed' as const : 'open' as const })) };
      return done({ tried: tried.kept ? tried : { ...tried, ...bad, name: 'surat.so', facts: null }, tokens: this.#tokens });
    },
    driver_use: () => done({ tried: views.driver(), tokens: (this.#tokens = views.tokens('ready')) }),
    source_test: () => done({ tried: views.driver(), tokens: this.#tokens }),
    source_remove: () => done((this.#tokens = { ...this.#tokens, sources: [] })),
    key_file_open: ({ password }) =>
      password === 'rahasia' ? done((this.#tokens = views.tokens('file'))) : refused({ code: 'key-file-password-wrong' }),
    practice_set: ({ on }) => done((this.#tokens = on ? views.tokens('practice') : views.tokens('none'))),
    practice_reset: () => done((this.#tokens = views.tokens('practice'))),
    pin_change: ({ old }) => {
      const tries = this.#tokens.tokens[0]?.pin.tries ?? 0;
      if (tries === 0) return refused({ code: 'pin-blocked' });
      if (old === '123456') return done(this.#counted(3));
      this.#counted(tries - 1);
      return refused(tries === 1 ? { code: 'pin-blocked' } : { code: 'pin-wrong', tries: tries - 1 });
    },
    pin_change_on_pad: () => done(this.#counted(3)),
    pin_unblock_on_pad: () => done(this.#counted(3)),
    pin_unblock: ({ puk }) => {
      if (puk === '12345678') return done(this.#counted(3));
      this.#puk -= 1;
      return refused(this.#puk > 0 ? { code: 'puk-wrong', tries: this.#puk } : { code: 'puk-blocked' });
    },
    sign_plan: (request) => done({ ...views.plan(request), level: request.level ?? (this.#stamps() ? 'lt' : 'b') }),
    notice_draw: ({ text }) => (text.includes('BSrE') ? done({ document: 'notice', width: 523, height: 16 }) : refused({ code: 'notice-wording', missing: 'issuer' })),
    page_seen: () => done({ differs: this.#wish.has('differs') }),
    picture_pick: () => done({ picture: 'a1'.repeat(32), width: 800, height: 800 }),
    preset_list: () => done(this.#presets),
    preset_save: (preset) => {
      if (preset.name.trim() === '') return refused({ code: 'preset-name' });
      this.#presets = [...this.#presets.filter((each) => each.name !== preset.name), preset];
      return done(this.#presets);
    },
    preset_remove: ({ name }) => done((this.#presets = this.#presets.filter((each) => each.name !== name))),
    sign_run: (request) => ({ status: 'needs_secret', secret: this.#prompt(request.token, false) }),
    secret_answer: ({ pin }) => {
      const right = { pin: '123456', pin_pad: '', password: 'rahasia' }[this.#kind()];
      if (pin !== right) return { status: 'needs_secret', secret: this.#prompt(this.#signing, true) };
      this.emit({ event: 'progress', payload: 'verifying' });
      return done(views.signed(this.#bytes('signed-1').length, this.#wish.has('unstamped')));
    },
    secret_cancel: () => done({}),
    sign_extend: () => refused({ code: 'timestamp-not-set' }),
    verify_run: ({ document }) => done(views.result(document.replace(/^(signed|letter)-/, ''))),
    network_get: () => done(this.#network()),
    network_change: (settings) => {
      this.#allowed = settings;
      return done(this.#network());
    },
    network_login: () => done(this.#network()),
    network_test: ({ url }) => done(views.networkTest(url, this.#allowed.on, this.#wish.get('network') ?? '')),
    cache_clear: () => {
      this.#kept = { entries: 0, bytes: 0 };
      return done(this.#network());
    },
    version_open: ({ version }) => {
      const opened = this.#open('unsigned');
      return opened.kind === 'document'
        ? done({ ...opened.document, document: `letter-v${version}`, name: `surat_v${version}.pdf` })
        : refused({ code: 'document-gone' });
    },
    version_save: ({ version }) => done({ name: `surat_v${version}.pdf` }),
    report_save: ({ kind }) => done({ name: kind === 'pdf' ? 'surat_laporan-verifikasi.pdf' : 'surat_berkas-bukti.json' }),
    trust_list: () =>
      done(views.trust(this.#wish.has('anchors') ? [views.anchor('CA Penerbit Uji (UJI)')] : [], this.#wish.has('agency'))),
    data_reveal: () => done({}),
    trust_from_tokens: () => done(this.#wish.has('bare') ? [] : [views.candidate()]),
    trust_pick: () => done([views.candidate()]),
    trust_add: ({ fingerprint, purpose, until, bsre }) =>
      fingerprint.replace(/[\s:]/g, '').toLowerCase() === views.FINGERPRINT
        ? done(views.trust([{ ...views.anchor('CA Penerbit Uji (UJI)'), purpose, until, bsre }]))
        : refused({ code: 'fingerprint-mismatch' }),
    rules_list: () => done(views.rules(this.#allowed, this.#settings, this.#wish.has('agency') || this.#bundled)),
    bundle_pick: () => done(views.offer()),
    bundle_add: ({ fingerprint }) => {
      if (fingerprint.replace(/[\s:]/g, '').toLowerCase() !== views.FINGERPRINT) return refused({ code: 'fingerprint-mismatch' });
      this.#bundled = true;
      return done(views.trust([{ ...views.anchor('CA Penerbit Uji (UJI)'), by_agency: true, bsre: true }], true));
    },
    bundle_forget: () => {
      this.#bundled = false;
      return done(views.trust([]));
    },
    trust_mark: ({ bsre }) => done(views.trust([{ ...views.anchor('CA Penerbit Uji (UJI)'), bsre }])),
    ...enrolling(new URLSearchParams(globalThis.location?.search ?? '').get('enroll') as EnrollStep | null), // `?enroll=key` begins at that step
    trust_remove: () => done(views.trust([])),
    history_list: ({ kind, year, text }) => done(records.history(kind, year, text, this.#places, this.#wish.has('empty'))),
    history_check: () => done({ holds: !this.#wish.has('broken'), entries: 41, sealed: true, findings: this.#wish.has('broken') ? ['edited'] : [] }),
    history_open: () => {
      const opened = this.#open('unsigned');
      return opened.kind === 'document' ? done(opened.document) : refused({ code: 'history-other' });
    },
    places_keep: ({ keep }) => done({ keep: (this.#places = keep) }),
    usage_view: ({ merged }) => done(records.usage(merged)),
    usage_save: ({ kind }) => {
      const opened = kind === 'pdf' ? this.#open('unsigned') : null;
      return done({ name: `laporan-pemanfaatan_2026.${kind}`, document: opened?.kind === 'document' ? opened.document : null });
    },
    records_view: () => done({ lines: ['{"absah":"export","v":1}', '{"chain":1,"n":2}'], records: 41, fingerprint: records.FINGERPRINT }),
    records_save: () => done({ name: 'catatan_2026.absah.jsonl', document: null }),
    records_pick: () => done(records.taken(this.#confirmed, this.#confirmed)),
    records_confirm: ({ fingerprint }) => {
      if (fingerprint.replace(/\s/g, '').toLowerCase() !== records.FINGERPRINT) return refused({ code: 'fingerprint-mismatch' });
      this.#confirmed = true;
      return done(records.taken(true, false));
    },
    journal_retain: ({ months, remove }) =>
      done({ months: this.#wish.has('agency') ? 24 : months, by_agency: this.#wish.has('agency'), entries: months > 100 ? 0 : 7, from: months > 100 ? null : '2020-03-02', until: months > 100 ? null : '2021-02-27', removed: remove }),
    delivered_pick: () => done({ name: 'laporan-2025.pdf', sha256: views.FINGERPRINT }),
    report_delivered: () => done(records.agreement(this.#acknowledged)),
    literacy_add: () => done({}),
    agreement_get: () => done(records.agreement(this.#acknowledged)),
    form_get: ({ name }) => done(records.sheet(name)),
    form_answer: ({ name, item, answer }) => {
      const sheet = records.sheet(name);
      const put = (one: (typeof sheet.parts)[0]['items'][0]) => (one.id === item ? { ...one, answer } : one);
      return done({ ...sheet, parts: sheet.parts.map((part) => ({ ...part, items: part.items.map(put) })) });
    },
    form_preview: ({ name }) => done({ lines: [records.sheet(name).title, '', 'a: belum dijawab'] }),
    form_save: ({ name, kind }) => done({ name: `${name}.${kind}`, document: null }),
    template_pick: () => done(records.agreement(this.#acknowledged)),
    template_forget: ({ name }) => done(records.sheet(name)),
    policy_show: () => done({}),
    policy_acknowledge: () => done(records.agreement((this.#acknowledged = true))),
    data_list: () => done(records.data(false)),
    data_delete: () => done(records.data(true)),
    doctor_run: () => done(help.doctor(this.#tokens, this.#wish.has('network'))),
    doctor_decode: ({ code }) =>
      code.replace(/[\s-]/g, '').length === 12 ? done(help.decoded()) : refused({ code: 'check-code-unreadable' }),
    support_preview: () => done(help.support()),
    support_save: ({ kind }) => done({ name: kind === 'text' ? 'absah-bantuan-2026-11-23.txt' : 'absah-bantuan-2026-11-23.json' }),
    help_get: () => done(this.#help),
    lost_mark: ({ certificate, lost }) => {
      const mark = (known: KnownCertificateView) => (known.id === certificate ? { ...known, lost: lost ? '2026-11-23' : null } : known);
      return done((this.#help = { ...this.#help, certificates: this.#help.certificates.map(mark) }));
    },
    statement_act: ({ act }) => done((this.#help = { ...this.#help, statement: act === 'forget' ? null : help.statement() })),
    sheet_save: () => done({ name: 'cara-memeriksa-dokumen.pdf' }),
    reminder_dismiss: ({ certificate }) => {
      const reminders = this.#tokens.reminders.filter((each) => each.certificate !== certificate);
      return done((this.#tokens = { ...this.#tokens, reminders }));
    },
  };

  #network(): NetworkView {
    return { settings: this.#allowed, in_force: this.#allowed, cache: this.#kept, status_addresses: this.#tokens.tokens.length > 0 ? views.ADDRESSES : [] };
  }

  #stamps(): boolean {
    return this.#allowed.on && this.#allowed.stamps.length > 0;
  }

  #counted(tries: number): TokensView {
    const tokens = this.#tokens.tokens.map((token) => views.withTries(token, tries));
    return (this.#tokens = { ...this.#tokens, tokens });
  }

  #kind(): SecretKind {
    return this.#tokens.tokens.find((token) => token.id === this.#signing)?.pin.kind ?? 'pin';
  }

  #prompt(token: string, wrong: boolean): SecretPrompt {
    this.#signing = token;
    this.#wrong = wrong ? this.#wrong + 1 : 0;
    const kind = this.#kind();
    const most = this.#tokens.tokens.find((each) => each.id === token)?.pin.tries ?? 3;
    const tries = kind === 'password' ? null : Math.max(most - this.#wrong, 1);
    return { ...views.prompt(token === 'practice', wrong, tries, kind), token };
  }
}

/** The same with the longest names that are met, wherever a name stands. */
function lengthened<T>(answer: T): T {
  let text = JSON.stringify(answer);
  for (const [short, long] of Object.entries(views.LONGER)) text = text.replaceAll(`"${short}"`, JSON.stringify(long));
  return JSON.parse(text) as T;
}

export function done<T>(value: T): Outcome<T> {
  return { status: 'done', value };
}

export function refused<T>(problem: Problem): Outcome<T> {
  return { status: 'refused', problem };
}

export const mock = new Mock(new URLSearchParams(globalThis.location?.search ?? ''));
