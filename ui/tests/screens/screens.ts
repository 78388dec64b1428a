// Every screen in one language, in the engine of the real window, with the longest names: nothing cut, overlapping or scrolled
// sideways in the smallest window (880 x 600), at 125 % and at 200 % zoom of 1280 x 720; targets, focus, and axe.
// `SCREENS=a,b` looks at those alone; `PICTURES=folder` keeps pictures (light and dark) instead of checking.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screens } from './registry';
import { WebKit } from './webkit';

const SIZES = [[880, 600], [1024, 576], [640, 360]] as const;
const only = process.env.SCREENS?.split(',');
const pictures = process.env.PICTURES;

/** The screens that were asked for; all of them else. */
export const chosen = Object.keys(screens).filter((name) => !only || only.includes(name));

/** The checks of one language. Colours are the same in every language: each looks at one more contrast beside the light one. */
export function checkAll(locale: 'id' | 'en', contrast: 'dark' | 'more'): void {
  let browser: WebKit;
  beforeAll(async () => {
    browser = await WebKit.open();
  });
  afterAll(() => browser?.close());

  it('every_asked_for_screen_is_known', () => {
    expect((only ?? []).filter((name) => !(name in screens))).toEqual([]);
  });

  describe.each(chosen)('%s', (name) => {
    if (pictures !== undefined) it(`is_kept_as_a_picture_in_${locale}`, () => kept(name));
    else it(`is_whole_and_usable_in_${locale}`, () => whole(name));
  });

  async function whole(name: string): Promise<void> {
    await browser.reach(name, `locale=${locale}&long`, 880, 600);
    const faults: string[] = [];
    for (const [width, height] of SIZES) {
      await browser.resize(width, height);
      const found = await browser.faults(width === 1024 ? ['sideways', 'cut', 'overlap'] : []);
      faults.push(...found.map((fault) => `${width}x${height} ${fault}`));
    }
    await browser.resize(880, 600);
    faults.push(...(await browser.axe()).map((fault) => `light ${fault}`));
    await browser.dress(contrast);
    faults.push(...(await browser.axe(['color-contrast'])).map((fault) => `${contrast} ${fault}`));
    expect(faults).toEqual([]);
  }

  async function kept(name: string): Promise<void> {
    mkdirSync(pictures!, { recursive: true });
    await browser.reach(name, `locale=${locale}`, 1100, 760);
    for (const contrast of ['light', 'dark'] as const) {
      await browser.dress(contrast);
      writeFileSync(join(pictures!, `${name}-${locale}-${contrast}.png`), await browser.picture());
    }
  }
}
