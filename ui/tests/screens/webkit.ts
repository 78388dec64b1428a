// The engine of the real window without the program behind it: WebKit's own small browser, driven by WebKitWebDriver (W3C WebDriver),
// with the pages built together with their stand-in. The size is that of a frame in the page, so that no window manager has a say.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { Page } from './page';
import { freePort, serve } from './pages';

/** One browser with one page, in a frame of any size. */
export class WebKit extends Page {
  #session = '';
  readonly #driver: ChildProcess;
  readonly #server: Server;
  readonly #origin: string;

  private constructor(driver: ChildProcess, server: Server, origin: string) {
    super();
    this.#driver = driver;
    this.#server = server;
    this.#origin = origin;
  }

  static async open(): Promise<WebKit> {
    if (!process.env.DISPLAY) throw new Error('no display: run `make test-screens`, or put `xvfb-run -a` in front');
    const { server, origin } = await serve();
    const port = await freePort();
    const driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      detached: true, stdio: 'ignore', env: { ...process.env, GDK_BACKEND: 'x11', WAYLAND_DISPLAY: '' },
    });
    const browser = new WebKit(driver, server, origin);
    try {
      await browser.#start(port);
    } catch (fault) {
      await browser.close();
      throw fault;
    }
    return browser;
  }

  async #start(port: number): Promise<void> {
    const base = `http://127.0.0.1:${port}/session`;
    const options = { binary: small(), args: ['--automation'] };
    const body = JSON.stringify({ capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } } });
    for (let left = 100; ; left -= 1) {
      const answer = await fetch(base, { method: 'POST', body }).catch(() => null);
      if (answer?.ok) {
        const { value } = (await answer.json()) as { value: { sessionId: string } };
        this.#session = `${base}/${value.sessionId}`;
        break;
      }
      if (left === 0) throw new Error(`WebKitWebDriver does not answer: ${answer ? await answer.text() : 'no connection'}`);
      await new Promise((next) => setTimeout(next, 200));
    }
    await this.#post('/timeouts', { script: 120_000, pageLoad: 60_000 });
    await this.#post('/window/rect', { x: 0, y: 0, width: 1320, height: 890 }).catch(() => null); // room for pictures
    await this.#post('/url', { url: `${this.#origin}/frame` });
  }

  async load(wish: string, width: number, height: number): Promise<void> {
    await this.#post('/frame', { id: null });
    await this.run(
      `const [address, width, height] = arguments;
       const frame = document.querySelector('iframe');
       frame.width = width; frame.height = height;
       return new Promise((done) => { frame.onload = () => done(true); frame.src = address; });`,
      [`${this.#origin}/?${wish}`, width, height],
    );
    await this.#post('/frame', { id: 0 });
  }

  async resize(width: number, height: number): Promise<void> {
    await this.run(
      `const [width, height] = arguments;
       frameElement.width = width; frameElement.height = height;
       return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));`,
      [width, height],
    );
  }

  /** A picture of the frame. The engine takes it from the foot of the window, so the window has to end where the frame ends. */
  async picture(): Promise<Buffer> {
    await this.#post('/frame', { id: null });
    const over = (await this.run("return innerHeight - document.querySelector('iframe').offsetHeight", [])) as number;
    if (over !== 0) {
      const { height, width } = (await this.#get('/window/rect')) as { height: number; width: number };
      await this.#post('/window/rect', { width, height: height - over });
    }
    const { 'element-6066-11e4-a52e-4f735466cecf': frame } = (await this.#post('/element', { using: 'css selector', value: 'iframe' })) as Record<string, string>;
    await this.run('return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true), 150))));', []);
    const picture = (await this.#get(`/element/${frame}/screenshot`)) as string;
    await this.#post('/frame', { id: 0 });
    return Buffer.from(picture, 'base64');
  }

  run(script: string, args: unknown[]): Promise<unknown> {
    return this.#post('/execute/sync', { script, args });
  }

  async close(): Promise<void> {
    if (this.#session) await fetch(this.#session, { method: 'DELETE', signal: AbortSignal.timeout(5000) }).catch(() => null);
    // The driver leads a group of its own: the browser ends with it.
    if (this.#driver.pid) {
      try {
        process.kill(-this.#driver.pid);
      } catch {
        // it has ended by itself
      }
    }
    this.#server.close();
  }

  async #post(path: string, body: unknown): Promise<unknown> {
    return this.#value(await fetch(this.#session + path, { method: 'POST', body: JSON.stringify(body) }), path);
  }

  async #get(path: string): Promise<unknown> {
    return this.#value(await fetch(this.#session + path), path);
  }

  async #value(answer: Response, path: string): Promise<unknown> {
    const { value } = (await answer.json()) as { value: unknown };
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(value).slice(0, 400)}`);
    return value;
  }
}

/** The small browser comes with the engine's package. */
function small(): string {
  for (const triplet of readdirSync('/usr/lib').filter((each) => each.endsWith('-linux-gnu'))) {
    const file = `/usr/lib/${triplet}/webkit2gtk-4.1/MiniBrowser`;
    if (existsSync(file)) return file;
  }
  throw new Error('MiniBrowser of libwebkit2gtk-4.1-0 is missing: run `make install-test`');
}
