// What may be asked over the network, and a try of a time-stamp server. No DOM.
import type { Call, NetworkSettings, NetworkTestView, NetworkView, Outcome, Problem, ProxySetting } from '../ipc';

export class Network {
  view = $state.raw<NetworkView | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The last try, and the address that is being tried. */
  tried = $state.raw<NetworkTestView | null>(null);
  trying = $state<string | null>(null);
  cleared = $state(false);

  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  get settings(): NetworkSettings | null {
    return this.view?.settings ?? null;
  }

  async load(): Promise<void> {
    this.#take(await this.#call('network_get', {}));
  }

  /** Whether it was taken. */
  async change(change: Partial<NetworkSettings>): Promise<boolean> {
    if (!this.settings) return false;
    this.#clear();
    return this.#take(await this.#call('network_change', { ...this.settings, ...change }));
  }

  /** A server with a login is listed only once the system has taken the password. */
  async addServer(url: string, user: string, password: string): Promise<boolean> {
    const trimmed = url.trim();
    this.#clear();
    if (user.trim() && !this.#take(await this.#call('network_login', { url: trimmed, password }))) return false;
    const others = (this.settings?.stamps ?? []).filter((server) => server.url !== trimmed);
    return this.change({ stamps: [...others, { url: trimmed, user: user.trim() || null }] });
  }

  async removeServer(url: string): Promise<void> {
    const server = this.settings?.stamps.find((each) => each.url === url);
    this.#clear();
    if (server?.user && !this.#take(await this.#call('network_login', { url, password: '' }))) return;
    await this.change({ stamps: (this.settings?.stamps ?? []).filter((each) => each.url !== url) });
  }

  /** Moves a server one place up. */
  async raise(url: string): Promise<void> {
    const stamps = [...(this.settings?.stamps ?? [])];
    const place = stamps.findIndex((server) => server.url === url);
    const [server] = place > 0 ? stamps.splice(place, 1) : [];
    if (!server) return;
    stamps.splice(place - 1, 0, server);
    await this.change({ stamps });
  }

  async setProxy(proxy: ProxySetting, password: string): Promise<boolean> {
    this.#clear();
    if (proxy.kind === 'manual' && proxy.user && password) {
      if (!this.#take(await this.#call('network_login', { url: proxy.url, password }))) return false;
    }
    return this.change({ proxy });
  }

  async test(url: string): Promise<void> {
    this.#clear();
    this.trying = url;
    const outcome = await this.#call('network_test', { url });
    this.trying = null;
    if (outcome.status === 'done') this.tried = outcome.value;
    else if (outcome.status === 'refused') this.problem = outcome.problem;
  }

  async clearCache(): Promise<void> {
    this.#clear();
    this.cleared = this.#take(await this.#call('cache_clear', {}));
  }

  #take(outcome: Outcome<NetworkView>): boolean {
    if (outcome.status === 'done') this.view = outcome.value;
    else if (outcome.status === 'refused') this.problem = outcome.problem;
    return outcome.status === 'done';
  }

  #clear(): void {
    this.problem = null;
    this.tried = null;
    this.cleared = false;
  }
}
