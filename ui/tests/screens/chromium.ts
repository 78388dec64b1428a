// The other engine: Chromium, which WebView2 on Windows is. It alone lets itself be asked for forced colours and for less motion.
// Driven by the Chrome DevTools Protocol over a pipe: JSON, each message ended by a zero byte.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Page } from './page';
import { serve } from './pages';

type Answer = { id?: number; result?: Record<string, unknown>; error?: { message: string }; method?: string; sessionId?: string };
type Feature = 'forced-colors' | 'prefers-reduced-motion' | 'prefers-color-scheme';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const PATIENCE = 120_000;

/** One browser without a window, with one page of any size. */
export class Chromium extends Page {
  readonly #program: ChildProcess;
  readonly #server: Server;
  readonly #origin: string;
  readonly #folder: string;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #events = new Set<(answer: Answer) => void>();
  #session: string | undefined;
  #last = 0;

  private constructor(program: ChildProcess, server: Server, origin: string, folder: string) {
    super();
    this.#program = program;
    this.#server = server;
    this.#origin = origin;
    this.#folder = folder;
    let rest = Buffer.alloc(0);
    (program.stdio[4] as Readable).on('data', (data: Buffer) => {
      rest = Buffer.concat([rest, data]);
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        const answer = JSON.parse(rest.subarray(0, end).toString()) as Answer;
        rest = rest.subarray(end + 1);
        if (answer.id === undefined) for (const each of this.#events) each(answer);
        else this.#waiting.get(answer.id)?.(answer);
      }
    });
  }

  static async open(): Promise<Chromium> {
    const name = NAMES.find((each) => spawnSync('which', [each]).status === 0);
    if (!name) throw new Error('Chromium is missing: run `make install-test`');
    const { server, origin } = await serve();
    const folder = mkdtempSync(join(tmpdir(), 'absah-chromium-'));
    const words = ['--headless=new', '--remote-debugging-pipe', '--no-sandbox', '--no-first-run', '--disable-gpu', '--disable-dev-shm-usage', `--user-data-dir=${folder}`];
    const program = spawn(name, words, { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    const browser = new Chromium(program, server, origin, folder);
    try {
      const { targetId } = await browser.#call('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await browser.#call('Target.attachToTarget', { targetId, flatten: true });
      browser.#session = String(sessionId);
      await browser.#call('Page.enable', {});
      await browser.#call('Emulation.setFocusEmulationEnabled', { enabled: true });
    } catch (fault) {
      await browser.close();
      throw fault;
    }
    return browser;
  }

  /** What the system asks of pages: an empty value for nothing. */
  async ask(features: Partial<Record<Feature, string>>): Promise<void> {
    await this.#call('Emulation.setEmulatedMedia', { features: Object.entries(features).map(([name, value]) => ({ name, value })) });
  }

  async load(wish: string, width: number, height: number): Promise<void> {
    await this.resize(width, height);
    const loaded = new Promise<void>((done) => {
      const look = (answer: Answer) => {
        if (answer.method !== 'Page.loadEventFired') return;
        this.#events.delete(look);
        done();
      };
      this.#events.add(look);
    });
    await this.#call('Page.navigate', { url: `${this.#origin}/?${wish}` });
    await loaded;
  }

  async resize(width: number, height: number): Promise<void> {
    await this.#call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  }

  async run(script: string, args: unknown[]): Promise<unknown> {
    const expression = `(function () { ${script}\n }).apply(window, ${JSON.stringify(args)})`;
    const { result, exceptionDetails } = await this.#call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails).slice(0, 400));
    return (result as { value?: unknown }).value;
  }

  async close(): Promise<void> {
    if (this.#program.pid) {
      const ended = new Promise((done) => this.#program.once('exit', done));
      try {
        process.kill(-this.#program.pid);
      } catch {
        // it has ended by itself
      }
      if (this.#program.exitCode === null && this.#program.signalCode === null) await ended;
    }
    this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  async #call(method: string, params: object): Promise<Record<string, unknown>> {
    const id = (this.#last += 1);
    const answer = new Promise<Answer>((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`no answer to ${method}`)), PATIENCE);
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        done(answer);
      });
    });
    (this.#program.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, ...(this.#session && { sessionId: this.#session }) })}\0`);
    const { result, error } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }
}
