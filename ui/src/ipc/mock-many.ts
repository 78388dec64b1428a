// The part of the stand-in for several files: a selection, its verdicts, a batch, and pending letters. A folder of any size is
// asked for by `?pick=unsigned*40,good*3,word`; at `unplugged` the token is pulled out once.
import type { Command, Request, Response } from './backend';
import type { BatchItemView, Event, LookedRow, Opened, Outcome, PendingView, SecretPrompt, VerdictRow } from './gen';
import * as views from './mock-views';

interface Around {
  emit: (event: Event) => void;
  open: (name: string) => Opened;
  prompt: (token: string, wrong: boolean) => SecretPrompt;
  /** Letters that wait to be completed. */
  pending: number;
}

type Names =
  | 'many_look'
  | 'many_verify'
  | 'many_open'
  | 'many_save'
  | 'many_forget'
  | 'run_stop'
  | 'batch_plan'
  | 'batch_start'
  | 'batch_answer'
  | 'batch_resume'
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
  #items: BatchItemView[] = [];
  #token = 'practice';
  /** Whether the token was pulled out at its letter already. */
  #pulled = false;
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
      const signed: BatchItemView = { ...item, state: 'signed', output: item.name.replace('.pdf', '_ttd.pdf') };
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
    many_save: () => done({ name: 'daftar-hasil-pemeriksaan.csv' }),
    many_forget: () => done({}),
    run_stop: () => done({}),
    batch_plan: ({ items, each }) => {
      this.#token = each.token;
      this.#items = items.map((index): BatchItemView => {
        const { name, problem } = this.#row(index);
        const findings = this.#kinds[index] === 'script' ? 2 : 0;
        return { name, state: problem ? 'refused' : 'waiting', output: null, problem, findings };
      });
      for (const [index, item] of this.#items.entries()) {
        this.#around.emit({ event: 'batch', payload: { batch: 'b1', index, item } });
      }
      const plan = views.plan({ ...each, document: 'letter-1' });
      const checks = plan.checks.map((check) => ({ check, documents: check.state === 'passed' ? 0 : 1 }));
      return done({ batch: 'b1', items: this.#items, checks, signer: plan.signer, ready: plan.ready, finished: true });
    },
    batch_start: () => ({ status: 'needs_secret', secret: this.#around.prompt(this.#token, false) }),
    batch_answer: ({ pin }) => {
      const wrong = pin !== '123456' && pin !== '';
      return wrong ? done({ batch: 'b1', items: this.#items, stopped: { code: 'pin-wrong', tries: 2 } }) : this.#sign();
    },
    batch_resume: () => ({ status: 'needs_secret', secret: this.#around.prompt(this.#token, false) }),
    batch_reveal: () => done({}),
    batch_save: () => done({ name: 'daftar-hasil-penandatanganan.csv' }),
    batch_forget: () => done({}),
    pending_list: () => done(this.#pending),
    sign_complete: ({ id }) => {
      if (id === 'p1') return { status: 'refused', problem: { code: 'timestamp-not-set' } };
      this.#pending = this.#pending.filter((each) => each.id !== id);
      const signed = views.signed(40_960);
      return done({ ...signed, document: { ...signed.document, document: `signed-${id}`, name: `surat_${id}_lengkap.pdf` } });
    },
    pending_forget: ({ id }) => done((this.#pending = this.#pending.filter((each) => each.id !== id))),
  };
}

function done<T>(value: T): Outcome<T> {
  return { status: 'done', value };
}
