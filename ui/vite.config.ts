// Build of the window's UI: what is bundled, what is copied beside it, and how unit tests run.
// Nothing is inlined as `data:` and nothing is fetched at run time: the CSP of tauri.conf.json forbids both.
import { cpSync, createReadStream, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, normalize, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vitest/config';

const PDFJS = resolve(import.meta.dirname, 'node_modules/pdfjs-dist');
// Character maps, the 14 standard fonts, and decoders in plain JavaScript (`useWasm: false`).
const PARTS = ['cmaps', 'standard_fonts', 'wasm'] as const;

/** The files that pdf.js asks for by address while it draws. */
function pdfjsFiles(): Plugin {
  let outDir = '';
  return {
    name: 'pdfjs-files',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir, 'pdfjs');
    },
    configureServer(server) {
      server.middlewares.use('/pdfjs', (request, response, next) => {
        const file = join(PDFJS, normalize((request.url ?? '/').split('?')[0] ?? '/'));
        if (!file.startsWith(PDFJS) || !existsSync(file)) return next();
        if (file.endsWith('.js')) response.setHeader('content-type', 'text/javascript');
        createReadStream(file).pipe(response);
      });
    },
    // Once the bundle is written, and only then: unit tests close a bundle too, but write none.
    writeBundle() {
      for (const part of PARTS) {
        mkdirSync(join(outDir, part), { recursive: true });
        for (const file of readdirSync(join(PDFJS, part))) {
          if (part === 'wasm' && !file.endsWith('_nowasm_fallback.js')) continue;
          cpSync(join(PDFJS, part, file), join(outDir, part, file));
        }
      }
    },
  };
}

/** What is loaded for the first screen, and all scripts and styles, in kB as gzip makes them. */
const BUDGET = { start: 170, all: 850 };

/** Tells how large the window's own files are, and refuses a release build over the budget: raise it knowingly, with the reason. */
function budget(): Plugin {
  return {
    name: 'budget',
    apply: (_, { command, mode }) => command === 'build' && mode === 'production',
    writeBundle(_, bundle) {
      const size = { start: 0, all: 0 };
      for (const file of Object.values(bundle)) {
        if (!/\.(m?js|css)$/.test(file.fileName)) continue;
        const packed = gzipSync(file.type === 'chunk' ? file.code : file.source).length / 1000;
        size.all += packed;
        if (/^assets\/(index|open)-/.test(file.fileName)) size.start += packed;
      }
      for (const part of ['start', 'all'] as const) {
        const words = `scripts and styles, ${part}: ${size[part].toFixed(0)} kB of ${BUDGET[part]} kB (gzip)`;
        if (size[part] > BUDGET[part]) this.error(`over the budget: ${words}`);
        this.info(words);
      }
    },
  };
}

// A preview in a browser fails as the window would.
const CSP: string = JSON.parse(readFileSync(resolve(import.meta.dirname, '../tauri.conf.json'), 'utf8')).app.security.csp;

export default defineConfig(({ mode }) => ({
  base: './',
  plugins: [svelte(), pdfjsFiles(), budget()],
  clearScreen: false,
  server: { host: '127.0.0.1', port: 1420, strictPort: true, fs: { allow: ['..'] } },
  preview: { host: '127.0.0.1', headers: { 'Content-Security-Policy': CSP } },
  build: {
    target: ['safari16', 'chrome120'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700, // pdf.js, loaded with the first page
  },
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  test: {
    // A busy computer is slow; only a test that hangs is wrong.
    testTimeout: 60_000,
    environment: 'jsdom',
    setupFiles: ['tests/setup.ts'],
    include: ['tests/**/*.test.ts'],
    restoreMocks: true,
  },
}));
