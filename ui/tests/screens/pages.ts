// The pages with their stand-in for the program, built once for all checks and served on loopback to the browsers that show them.
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createPort, type AddressInfo } from 'node:net';
import { extname, join, normalize, resolve } from 'node:path';

export const UI = resolve(import.meta.dirname, '../..');
const BUILT = resolve(UI, '../target/screens/pages');
const TYPES: Record<string, string> = {
  '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.woff2': 'font/woff2', '.wasm': 'application/wasm',
};

/** Builds the pages with the stand-in, before any check (`globalSetup`); the build that is shipped never contains it. */
export async function setup(): Promise<void> {
  const { build } = await import('vite');
  await build({
    root: UI, configFile: join(UI, 'vite.config.ts'), mode: 'development', logLevel: 'error',
    build: { outDir: BUILT, emptyOutDir: true },
  });
}

/** Serves the built pages, and under `/frame` an empty page with one frame; gives the server and its address. */
export async function serve(): Promise<{ server: Server; origin: string }> {
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
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export async function freePort(): Promise<number> {
  const probe = createPort();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}
