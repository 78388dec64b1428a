// Runes everywhere; CSS goes to files, never into script (the CSP forbids injected styles).
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true, css: 'external' },
};
