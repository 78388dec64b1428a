// The engine of the real window without the program behind it: WebKit's own small browser, driven by WebKitWebDriver (W3C WebDriver),
// with the pages built together with their stand-in. The size is that of a frame in the page, so that no window manager has a say.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createPort, type AddressInfo } from 'node:net';
import { extname, join, normalize, resolve } from 'node:path';

const UI = resolve(import.meta.dirname, '../..');
const BUILT = resolve(UI, '../target/screens/pages');
const TYPES: Record<string, string> = {
  '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.woff2': 'font/woff2', '.wasm': 'application/wasm',
};
const AXE = readFileSync(join(UI, 'node_modules/axe-core/axe.min.js'), 'utf8');
const FAULTS = readFileSync(join(import.meta.dirname, 'faults.js'), 'utf8');

export type Contrast = 'light' | 'dark' | 'more';

/** Builds the pages with the stand-in; the build that is shipped never contains it. */
async function build(): Promise<void> {
  const { build } = await import('vite');
  await build({
    root: UI, configFile: join(UI, 'vite.config.ts'), mode: 'development', logLevel: 'error',
    build: { outDir: BUILT, emptyOutDir: true, minify: false },
  });
}

/** One browser with one page, in a frame of any size. */
export class Browser {
  #session = '';
  #origin = '';
  readonly #driver: ChildProcess;
  readonly #server: Server;

  private constructor(driver: ChildProcess, server: Server) {
    this.#driver = driver;
    this.#server = server;
  }

  static async open(): Promise<Browser> {
    if (!process.env.DISPLAY) throw new Error('no display: run `make test-screens`, or put `xvfb-run -a` in front');
    await build();
    const server = createServer((request, response) => {
      const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
      if (path === '/frame') {
        response.setHeader('content-type', 'text/html');
        response.end('<!doctype html><title>Absah</title><body style="margin:0"><iframe style="border:0;display:block"></iframe>');
        return;
      }
      const file = join(BUILT, path === '/' ? 'index.html' : path);
      if (!file.startsWith(BUILT) || !existsSync(file)) return void response.writeHead(404).end();
      response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
      response.end(readFileSync(file));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const port = await freePort();
    const driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      detached: true, stdio: 'ignore', env: { ...process.env, GDK_BACKEND: 'x11', WAYLAND_DISPLAY: '' },
    });
    const browser = new Browser(driver, server);
    browser.#origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
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

  /** Opens the pages anew with this wish for the stand-in. */
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

  /** Light or dark, and the more of contrast that a system can ask for (put in force by hand: no engine lets it be asked for). */
  async dress(contrast: Contrast): Promise<void> {
    await this.run(
      `const [contrast] = arguments;
       document.styleSheets[0].insertRule('*, *::before, *::after { transition: none !important; animation: none !important; }', 0);
       document.documentElement.dataset.theme = contrast === 'dark' ? 'dark' : 'light';
       const rules = (list) => [...list].flatMap((rule) => [rule, ...(rule.cssRules ? rules(rule.cssRules) : [])]);
       for (const rule of [...document.styleSheets].flatMap((sheet) => rules(sheet.cssRules))) {
         if (!(rule instanceof CSSMediaRule)) continue;
         rule.asked ??= rule.media.mediaText;
         if (rule.asked.includes('prefers-contrast')) rule.media.mediaText = contrast === 'more' ? 'all' : rule.asked;
       }
       return new Promise((done) => setTimeout(() => done(true), 200));`,
      [contrast],
    );
  }

  /** One step of a person: `click NAME`, `type NAME WORDS`, `see NAME`, `tick NAME`, `press KEY`; a name is a test id or a selector. */
  async step(words: string): Promise<void> {
    const fault = await this.run(
      `const [step] = arguments;
       const [act, name, ...rest] = step.split(' ');
       const selector = /^[\\w-]+$/.test(name) ? '[data-testid="' + name + '"]' : name;
       const end = performance.now() + 20000;
       return new Promise((done) => {
         const look = () => {
           if (act === 'press') { document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true })); return done(null); }
           const found = [...document.querySelectorAll(selector)].find((e) => e.checkVisibility({ checkVisibilityCSS: true }) && (act === 'see' || !e.disabled));
           if (!found) return performance.now() > end ? done('no ' + step + '\\n' + document.body.innerText) : setTimeout(look, 30);
           if (act === 'click' || act === 'tick') found.click();
           else if (act === 'type') { found.value = rest.join(' '); found.dispatchEvent(new Event('input', { bubbles: true })); }
           else if (act !== 'see') return done('unknown step ' + step);
           setTimeout(() => done(null), 30);
         };
         look();
       });`,
      [words],
    );
    if (fault) throw new Error(String(fault));
  }

  async faults(only: string[] = []): Promise<string[]> {
    return (await this.run(FAULTS, [only])) as string[];
  }

  /** Breaches of the rules that axe sees; `rules` names single ones, else all of WCAG 2.2 AA and good practice. */
  async axe(rules: string[] = []): Promise<string[]> {
    await this.run(`if (!window.axe) { ${AXE} } return true;`, []);
    return (await this.run(
      `const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
       return axe.run(document, { resultTypes: ['violations'], runOnly: arguments[0].length ? { type: 'rule', values: arguments[0] } : tags }).then((found) =>
         found.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(', ')));`,
      [rules],
    )) as string[];
  }

  /** A picture of the frame. */
  async picture(): Promise<Buffer> {
    await this.#post('/frame', { id: null });
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

async function freePort(): Promise<number> {
  const probe = createPort();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}
