// The help: which page of it is shown, the check of readiness, the support file, lost tokens, the practice statement. No DOM.
import type {
  Call,
  Command,
  DecodedView,
  DoctorView,
  HelpView,
  Outcome,
  Problem,
  Request,
  Response,
  StatementAct,
  SupportKind,
  SupportView,
} from '../ipc';
import { NUMBERS } from '../ipc/numbers';

export type HelpPage = 'index' | 'doctor' | 'codes' | 'decode' | 'lost' | 'learn' | 'statement';
/** The name of a problem, as it stands on the wire. */
export type ProblemName = Problem['code'];

export class Help {
  page = $state<HelpPage>('index');
  /** The problem that is being explained, whatever page is behind it. */
  code = $state<ProblemName | null>(null);
  view = $state.raw<HelpView | null>(null);
  doctor = $state.raw<DoctorView | null>(null);
  /** Whether servers are being asked. */
  checking = $state(false);
  decoded = $state.raw<DecodedView | null>(null);
  support = $state.raw<SupportView | null>(null);
  /** Name of the file that was written last. */
  saved = $state.raw<string | null>(null);
  problem = $state.raw<Problem | null>(null);

  readonly #call: Call;
  #checks = 0;

  constructor(call: Call) {
    this.#call = call;
  }

  open(page: HelpPage): void {
    this.page = page;
    this.code = null;
    this.problem = null;
    this.saved = null;
    this.support = null;
    this.decoded = null;
  }

  explain(code: ProblemName): void {
    this.problem = null;
    this.code = code;
  }

  async load(): Promise<void> {
    this.view = await this.#done('help_get', {});
  }

  /** Checks layer by layer. Only the last answer counts: tokens come and go faster than servers answer. */
  async check(network: boolean): Promise<void> {
    const mine = ++this.#checks;
    if (network) this.checking = true;
    const found = await this.#done('doctor_run', { network });
    if (network) this.checking = false;
    if (found && (mine === this.#checks || network)) this.doctor = found;
  }

  async decode(code: string): Promise<void> {
    this.problem = null;
    this.decoded = await this.#done('doctor_decode', { code });
  }

  async preview(): Promise<void> {
    this.saved = null;
    this.support = await this.#done('support_preview', {});
  }

  async keep(kind: SupportKind): Promise<void> {
    this.saved = null;
    this.problem = null;
    this.saved = (await this.#done('support_save', { kind }))?.name ?? null;
  }

  async saveSheet(): Promise<void> {
    this.saved = null;
    this.problem = null;
    this.saved = (await this.#done('sheet_save', {}))?.name ?? null;
  }

  async markLost(certificate: string, lost: boolean): Promise<void> {
    this.problem = null;
    this.view = (await this.#done('lost_mark', { certificate, lost })) ?? this.view;
  }

  async statement(act: StatementAct): Promise<void> {
    this.problem = null;
    this.view = (await this.#done('statement_act', { act })) ?? this.view;
  }

  async #done<C extends Command>(command: C, request: Request<C>): Promise<Response<C> | null> {
    const outcome: Outcome<Response<C>> = await this.#call(command, request);
    if (outcome.status === 'refused') this.problem = outcome.problem;
    return outcome.status === 'done' ? outcome.value : null;
  }
}

/** The problems whose number or words hold what was typed; all of them while nothing was. */
export function search(typed: string, wordsOf: (name: ProblemName) => string): ProblemName[] {
  const wanted = typed.trim().toLowerCase();
  const names = Object.keys(NUMBERS) as ProblemName[];
  const digits = /^(?:abs)?[\s–-]*(\d{1,3})$/.exec(wanted)?.[1];
  if (digits !== undefined) return names.filter((name) => NUMBERS[name].slice(4).startsWith(digits));
  const parts = wanted.split(/\s+/);
  return names.filter((name) => {
    const words = wordsOf(name).toLowerCase();
    return parts.every((part) => words.includes(part));
  });
}
