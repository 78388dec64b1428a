// The part of the stand-in for several files: a selection, its verdicts, a batch, and pending letters. A folder of any size is
// asked for by `?pick=unsigned*40,good*3,word`; at `unplugged` the token is pulled out once.
import type { Command, Request, Response } from './backend';
import type { BatchItemView, Event, LookedRow, Opened, Outcome, PendingView, SecretPrompt, SignLevel, VerdictRow } from './gen';
import * as views from './mock-views';

interface Around {
  emit: (event: Event) => void;
  open: (name: string) => Opened;
  prompt: (token: string, wrong: boolean) => SecretPrompt;
  /** Whether a time-stamp server can be asked. */
  stamps: () => boolean;
  /** Letters that wait to be completed. */
  pending: number;
}

type Names =
  | 'many_look'
  | 'many_verify'
  | 'many_open'
  | 'many_unlock'
  | 'many_save'
  | 'many_forget'
  | 'run_stop'
  | 'batch_plan'
  | 'batch_start'
  | 'batch_answer'
  | 'batch_resume'
  | 'batch_retry'
  | 'batch_reveal'
  | 'batch_save'
  | 'batch_forget'
  | 'pending_list'
  | 'sign_complete'
  | 'pending_forget';
type Answers = { [C in Names & Command]: (request: Request<C>) => Outcome<Response<C>> };

export class MockMany {
  readonly #around: Around;
  #kinds: string[] = [];
  #unlocked = new Set<number>();
  #items: BatchItemView[] = [];
  #token = 'practice';
  #level: SignLevel = 'b';
  /** Whether the token was pulled out at its letter already. */
  #pulled = false;
  /** Whether the refused ones were tried again. */
  #tried = false;
  #pending: PendingView[];

  constructor(around: Around) {
    this.#around = around;
    this.#pending = Array.from({ length: around.pending }, (_, at) => ({
      id: `p${at}`,
      name: at === 0 ? `${'surat-keputusan-kepala-dinas-contoh-'.repeat(3)}ttd.pdf` : `surat-${at}_ttd.pdf`,
      folder: '/rumah/pejabat/Dokumen/Surat keluar',
      level: at % 2 ? 't' : 'lta',
      since: '2026-11-20T02:10:00Z',
    }));
  }

  select(names: string[]): Opened {
    this.#kinds = names.flatMap((name) => {
      const [kind = 'unsigned', count = '1'] = name.split('*');
      return Array.from({ length: Number(count) }, () => kind);
    });
    return { kind: 'many', selection: { selection: 's1', files: this.#kinds.length, cut: false } };
  }

  #row(index: number): LookedRow {
    const opened = this.#around.open(this.#kinds[index] ?? 'unsigned');
    const row = { index, name: `${index + 1}-surat.pdf`, folder: 'Surat keluar', size: 40_960, pages: 2, signatures: 0, problem: null };
    if (opened.kind === 'refused') return { ...row, name: opened.name, pages: 0, problem: opened.problem };
    if (opened.kind === 'many') return row;
    const { name, pages, signatures, locked, sign_problem } = opened.document;
    if (this.#unlocked.has(index)) return { ...row, name: `${index + 1}-${name}` };
    const problem = locked ? ({ code: 'document-password-needed' } as const) : sign_problem;
    return { ...row, name: `${index + 1}-${name}`, pages, signatures, problem };
  }

  #verdict(index: number): VerdictRow {
    const kind = this.#kinds[index] ?? 'unsigned';
    const { problem, signatures } = this.#row(index);
    const none = { index, verdict: null, reason: null, signers: [], signatures, time: null, stamped: false, practice: false, problem };
    if (problem) return none;
    if (signatures === 0) return { ...none, verdict: 'tanpa_tanda_tangan' };
    const result = views.result(kind);
    const [first] = result.signatures;
    return {
      ...none,
      verdict: result.verdict,
      reason: first?.integrity === first?.verdict ? (first?.integrity_reason ?? null) : (first?.authenticity_reason ?? null),
      signers: result.signatures.slice(0, 3).flatMap((each) => each.signer ?? []),
      time: first?.times.stamped ?? first?.times.claimed ?? null,
      stamped: first?.times.stamped !== null,
      practice: first?.practice ?? false,
    };
  }

  #sign(): Outcome<Response<'batch_answer'>> {
    for (const [index, item] of this.#items.entries()) {
      if (item.state !== 'waiting') continue;
      if (this.#kinds[index] === 'unplugged' && !this.#pulled) {
        this.#pulled = true;
        return done({ batch: 'b1', items: this.#items, stopped: { code: 'token-removed' } });
      }
      const output = item.name.replace('.pdf', '_ttd.pdf');
      // The time-stamp server does not answer for this one.
      const late = this.#kinds[index] === 'unstamped';
      const signed: BatchItemView = late
        ? { ...item, state: 'incomplete', output, level: 'B-B', problem: { code: 'network-timed-out', host: 'tsa.contoh.test' } }
        : { ...item, state: 'signed', output, level: LEVELS[this.#level] };
      this.#items = this.#items.map((each, at) => (at === index ? signed : each));
      this.#around.emit({ event: 'batch', payload: { batch: 'b1', index, item: signed } });
    }
    return done({ batch: 'b1', items: this.#items, stopped: null });
  }

  readonly answers: Answers = {
    many_look: ({ selection }) => {
      const rows = this.#kinds.map((_, index) => this.#row(index));
      this.#around.emit({ event: 'looked', payload: { selection, rows } });
      return done({ finished: true });
    },
    many_verify: ({ selection, index }) => {
      const rows = this.#kinds.slice(index).map((_, at) => this.#verdict(index + at));
      this.#around.emit({ event: 'verdicts', payload: { selection, rows } });
      return done({ finished: true });
    },
    many_open: ({ index }) => done(this.#around.open(this.#kinds[index] ?? 'unsigned')),
    many_unlock: ({ index, password }) => {
      if (password !== 'rahasia') return { status: 'refused', problem: { code: 'document-password-wrong' } };
      const opened = this.#around.open('unsigned');
      if (opened.kind !== 'document') return { status: 'refused', problem: { code: 'document-gone' } };
      this.#unlocked.add(index);
      return done({ row: this.#row(index), document: { ...opened.document, document: `letter-unlocked-${index}` } });
    },
    many_save: () => done({ name: 'daftar-hasil-pemeriksaan.csv' }),
    many_forget: () => done({}),
    run_stop: () => done({}),
    batch_plan: ({ items, each }) => {
      this.#token = each.token;
      this.#level = each.level ?? (this.#around.stamps() ? 'lt' : 'b');
      this.#items = items.map((index): BatchItemView => {
        const { name, problem } = this.#row(index);
        const findings = this.#kinds[index] === 'script' ? 2 : 0;
        const refused = problem ?? (this.#kinds[index] === 'changed' && !this.#tried ? ({ code: 'document-unreadable' } as const) : null);
        return { name, state: refused ? 'refused' : 'waiting', output: null, level: null, problem: refused, findings };
      });
      for (const [index, item] of this.#items.entries()) {
        this.#around.emit({ event: 'batch', payload: { batch: 'b1', index, item } });
      }
      const plan = views.plan({ ...each, document: 'letter-1' });
      const checks = plan.checks.map((check) => ({ check, documents: check.state === 'passed' ? 0 : 1 }));
      return done({ batch: 'b1', items: this.#items, checks, signer: plan.signer, level: this.#level, ready: plan.ready, finished: true });
    },
    batch_start: () => ({ status: 'needs_secret', secret: this.#around.prompt(this.#token, false) }),
    batch_answer: ({ pin }) => {
      const wrong = pin !== '123456' && pin !== '';
      return wrong ? done({ batch: 'b1', items: this.#items, stopped: { code: 'pin-wrong', tries: 2 } }) : this.#sign();
    },
    batch_resume: () => ({ status: 'needs_secret', secret: this.#around.prompt(this.#token, false) }),
    batch_retry: () => {
      this.#tried = true;
      const again = (item: BatchItemView, at: number): BatchItemView =>
        item.state === 'refused' && this.#kinds[at] === 'changed' ? { ...item, state: 'waiting', problem: null } : item;
      this.#items = this.#items.map(again);
      if (this.#items.every((item) => item.state !== 'waiting')) return done({ batch: 'b1', items: this.#items, stopped: null });
      for (const [index, item] of this.#items.entries()) this.#around.emit({ event: 'batch', payload: { batch: 'b1', index, item } });
      return { status: 'needs_secret', secret: this.#around.prompt(this.#token, false) };
    },
    batch_reveal: () => done({}),
    batch_save: () => done({ name: 'daftar-hasil-penandatanganan.csv' }),
    batch_forget: () => done({}),
    pending_list: () => done(this.#pending),
    sign_complete: ({ id, password }) => {
      if (id === 'p3' && password !== 'rahasia') return { status: 'refused', problem: { code: password === undefined ? 'document-password-needed' : 'document-password-wrong' } };
      if (id === 'p1') return { status: 'refused', problem: { code: 'timestamp-not-set' } };
      this.#pending = this.#pending.filter((each) => each.id !== id);
      const signed = views.signed(40_960);
      return done({ ...signed, document: { ...signed.document, document: `signed-${id}`, name: `surat_${id}_lengkap.pdf` } });
    },
    pending_forget: ({ id }) => done((this.#pending = this.#pending.filter((each) => each.id !== id))),
  };
}

/** What a signature is called at each level. */
const LEVELS = { b: 'B-B', t: 'B-T', lt: 'B-LT', lta: 'B-LTA' } as const;

function done<T>(value: T): Outcome<T> {
  return { status: 'done', value };
}
