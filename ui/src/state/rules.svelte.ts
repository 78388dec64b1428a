// The rules in force with who set them. No DOM.
import { t } from '../i18n/index.svelte';
import type { Call, RuleId, RulesView } from '../ipc';

export class Rules {
  view = $state.raw<RulesView | null>(null);

  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  async load(): Promise<void> {
    const outcome = await this.#call('rules_list', {});
    if (outcome.status === 'done') this.view = outcome.value;
  }

  /** The agency that set this rule, if one did. */
  by(id: RuleId): string | null {
    const set = this.view?.rules.some((rule) => rule.id === id && rule.origin === 'agency');
    return set ? (this.view?.agency?.name ?? null) : null;
  }

  /** Why this cannot be changed here, if so. */
  locked(id: RuleId): string | null {
    const agency = this.by(id);
    return agency === null ? null : t('rules-locked', { agency });
  }
}
