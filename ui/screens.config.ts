// The checks of `tests/screens`, apart from the unit tests: they need a display and the window's engine.
import { defineConfig } from 'vitest/config';

// pictures are kept by the checks of the two languages
const include = process.env.PICTURES ? ['indonesian', 'english'] : ['*'];

export default defineConfig({
  test: {
    environment: 'node',
    include: include.map((name) => `tests/screens/${name}.check.ts`),
    globalSetup: ['tests/screens/pages.ts'],
    // one browser for each of two cores; each keeps its own pages in memory
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
