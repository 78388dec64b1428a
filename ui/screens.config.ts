// The checks of `tests/screens`, apart from the unit tests: they need a display and the window's engine.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['tests/screens/*.check.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
