// @vitest-environment node
// Every screen as a person meets it who lets the system choose the colours (high contrast) and asked for less motion: in Chromium,
// the engine of the window on Windows, where forced colours come from.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Chromium } from './chromium';
import { chosen } from './screens';

const FORCED = readFileSync(join(import.meta.dirname, 'forced.js'), 'utf8');
let browser: Chromium;

beforeAll(async () => {
  browser = await Chromium.open();
});
afterAll(() => browser?.close());

const look = async () => (await browser.run(FORCED, [])) as string[];

it('motion_is_seen_where_nobody_asked_for_less', async () => {
  await browser.ask({});
  await browser.reach('home', 'locale=id', 880, 600);
  expect((await look()).filter((fault) => fault.startsWith('motion'))).not.toEqual([]);
});

it.each(chosen)('%s_is_usable_in_forced_colours_and_without_motion', async (name) => {
  await browser.ask({ 'forced-colors': 'active', 'prefers-reduced-motion': 'reduce' });
  await browser.reach(name, 'locale=id&long', 880, 600);
  expect(await browser.run("return matchMedia('(forced-colors: active)').matches", [])).toBe(true);
  const faults = await look();
  faults.push(...(await browser.faults(['focus'])), ...(await browser.axe(['color-contrast'])));
  expect(faults).toEqual([]);
});
