// Trusted issuers: the list, and taking one in after its fingerprint was compared. No DOM.
import type {
  AnchorView,
  BundleCandidateView,
  BundleView,
  Call,
  Outcome,
  Problem,
  TrustCandidateView,
  TrustPurpose,
  TrustView,
} from '../ipc';

/** What the person decides when an issuer is taken in. */
export interface Decision {
  purpose: TrustPurpose;
  /** Last day of trust, `YYYY-MM-DD`; empty for no limit. */
  until: string;
  bsre: boolean;
}

export class Trust {
  anchors = $state.raw<AnchorView[] | null>(null);
  bundle = $state.raw<BundleView | null>(null);
  candidates = $state.raw<TrustCandidateView[]>([]);
  /** The agency's bundle that was picked. */
  offered = $state.raw<BundleCandidateView | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The issuer taken in or removed last, for the announcement. */
  added = $state<string | null>(null);
  removed = $state<string | null>(null);

  /** The tokens were asked, and held no issuer's certificate. */
  tokensBare = $state(false);

  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  async load(): Promise<void> {
    this.#take(await this.#call('trust_list', {}));
  }

  async pick(): Promise<void> {
    this.#clear();
    const outcome = await this.#call('trust_pick', {});
    if (outcome.status === 'done') this.candidates = outcome.value;
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  /** The issuers' certificates on the tokens; none there is said too. */
  async fromTokens(): Promise<void> {
    this.#clear();
    const outcome = await this.#call('trust_from_tokens', {});
    if (outcome.status === 'done') {
      this.candidates = outcome.value;
      this.tokensBare = outcome.value.length === 0;
    } else if (outcome.status === 'refused') this.problem = outcome.problem;
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
    if (this.#take(outcome)) {
      this.candidates = this.candidates.filter((each) => each.sha256 !== candidate.sha256);
      this.added = candidate.anchor.subject;
    }
  }

  async mark(anchor: AnchorView, bsre: boolean): Promise<void> {
    this.#clear();
    this.#take(await this.#call('trust_mark', { sha256: anchor.sha256, bsre }));
  }

  async pickBundle(): Promise<void> {
    this.#clear();
    const outcome = await this.#call('bundle_pick', {});
    if (outcome.status === 'done') this.offered = outcome.value;
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  async addBundle(fingerprint: string): Promise<void> {
    this.#clear();
    if (this.#take(await this.#call('bundle_add', { fingerprint }))) this.offered = null;
  }

  async forgetBundle(): Promise<void> {
    this.#clear();
    this.#take(await this.#call('bundle_forget', {}));
  }

  async remove(anchor: AnchorView): Promise<void> {
    this.#clear();
    if (this.#take(await this.#call('trust_remove', { sha256: anchor.sha256 }))) this.removed = anchor.subject;
  }

  drop(): void {
    this.#clear();
    this.candidates = [];
    this.offered = null;
  }

  #take(outcome: Outcome<TrustView>): boolean {
    if (outcome.status === 'done') {
      this.anchors = outcome.value.anchors;
      this.bundle = outcome.value.bundle;
    } else if (outcome.status === 'refused') this.problem = outcome.problem;
    return outcome.status === 'done';
  }

  #clear(): void {
    this.problem = null;
    this.added = null;
    this.removed = null;
    this.tokensBare = false;
  }
}
