// @vitest-environment node
// Every screen, in both languages, in the engine of the real window, with the longest names: nothing cut, overlapping or scrolled
// sideways in the smallest window (880 x 600), at 125 % and at 200 % zoom of 1280 x 720; targets, focus, and axe in light, dark and
// high contrast. `SCREENS=a,b` looks at those alone; `PICTURES=folder` keeps pictures (light and dark) instead of checking.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from './browser';
import { screens } from './registry';

const SIZES = [[880, 600], [1024, 576], [640, 360]] as const;
const only = process.env.SCREENS?.split(',');
const pictures = process.env.PICTURES;
const chosen = Object.entries(screens).filter(([name]) => !only || only.includes(name));
let browser: Browser;

beforeAll(async () => {
  browser = await Browser.open();
}, 180_000);
afterAll(() => browser?.close());

async function reach(name: string, locale: string, wish: string, width: number, height: number): Promise<void> {
  const screen = screens[name]!;
  await browser.load(`${screen.wish ?? ''}&locale=${locale}&theme=light&${wish}`, width, height);
  for (const step of screen.steps) await browser.step(step);
}

it('every_asked_for_screen_is_known', () => {
  expect((only ?? []).filter((name) => !(name in screens))).toEqual([]);
});

describe.each(chosen.map(([name]) => name))('%s', (name) => {
  it.runIf(pictures === undefined).each(['id', 'en'])('is_whole_and_usable_in_%s', async (locale) => {
    await reach(name, locale, 'long', 880, 600);
    const faults: string[] = [];
    for (const [width, height] of SIZES) {
      await browser.resize(width, height);
      const found = await browser.faults(width === 1024 ? ['sideways', 'cut', 'overlap'] : []);
      faults.push(...found.map((fault) => `${width}x${height} ${fault}`));
    }
    await browser.resize(880, 600);
    faults.push(...(await browser.axe()).map((fault) => `light ${fault}`));
    // colours are the same in every language
    for (const contrast of locale === 'id' ? (['dark', 'more'] as const) : []) {
      await browser.dress(contrast);
      faults.push(...(await browser.axe(['color-contrast'])).map((fault) => `${contrast} ${fault}`));
    }
    for (const fault of faults) console.log(`${name} ${locale} ${fault}`);
    expect(faults).toEqual([]);
  });

  it.runIf(pictures !== undefined).each(['id', 'en'])('is_kept_as_a_picture_in_%s', async (locale) => {
    mkdirSync(pictures!, { recursive: true });
    await reach(name, locale, '', 1100, 760);
    for (const contrast of ['light', 'dark'] as const) {
      await browser.dress(contrast);
      writeFileSync(join(pictures!, `${name}-${locale}-${contrast}.png`), await browser.picture());
    }
  });
});
