// Trusted issuers: the list, and taking one in after its fingerprint was compared. No DOM.
import type { AnchorView, Call, Problem, TrustCandidateView, TrustPurpose } from '../ipc';

/** What the person decides when an issuer is taken in. */
export interface Decision {
  purpose: TrustPurpose;
  /** Last day of trust, `YYYY-MM-DD`; empty for no limit. */
  until: string;
  bsre: boolean;
}

export class Trust {
  anchors = $state.raw<AnchorView[] | null>(null);
  candidates = $state.raw<TrustCandidateView[]>([]);
  problem = $state.raw<Problem | null>(null);
  /** The issuer taken in or removed last, for the announcement. */
  added = $state<string | null>(null);
  removed = $state<string | null>(null);

  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  async load(): Promise<void> {
    const outcome = await this.#call('trust_list', {});
    if (outcome.status === 'done') this.anchors = outcome.value.anchors;
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  async pick(): Promise<void> {
    this.#clear();
    const outcome = await this.#call('trust_pick', {});
    if (outcome.status === 'done') this.candidates = outcome.value;
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  async add(candidate: TrustCandidateView, fingerprint: string, decision: Decision): Promise<void> {
    this.#clear();
    const outcome = await this.#call('trust_add', {
      candidate: candidate.sha256,
      fingerprint,
      purpose: decision.purpose,
      until: decision.until || null,
      bsre: decision.bsre,
    });
    if (outcome.status === 'done') {
      this.anchors = outcome.value.anchors;
      this.candidates = this.candidates.filter((each) => each.sha256 !== candidate.sha256);
      this.added = candidate.anchor.subject;
    } else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  async mark(anchor: AnchorView, bsre: boolean): Promise<void> {
    this.#clear();
    const outcome = await this.#call('trust_mark', { sha256: anchor.sha256, bsre });
    if (outcome.status === 'done') this.anchors = outcome.value.anchors;
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  async remove(anchor: AnchorView): Promise<void> {
    this.#clear();
    const outcome = await this.#call('trust_remove', { sha256: anchor.sha256 });
    if (outcome.status === 'done') {
      this.anchors = outcome.value.anchors;
      this.removed = anchor.subject;
    } else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  drop(): void {
    this.#clear();
    this.candidates = [];
  }

  #clear(): void {
    this.problem = null;
    this.added = null;
    this.removed = null;
  }
}
