// @vitest-environment node
// The result at 1280 x 720: verdict, who, when and what to do are read without scrolling, in both languages, with the longest names,
// in the order of a screen reader, and in words.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { screens } from './registry';
import { WebKit } from './webkit';

const RESULTS = ['result-valid', 'result-tampered', 'result-visible', 'result-untrusted', 'result-practice', 'result-none', 'result-many'];
let browser: WebKit;

beforeAll(async () => {
  browser = await WebKit.open();
});
afterAll(() => browser?.close());

interface Seen {
  name: string;
  text: string;
  inside: boolean;
  before: string[];
}

/** Each part: its words, whether all of it is inside the window, and which parts stand before it. */
const LOOK = `
  window.scrollTo(0, 0);
  const parts = arguments[0].map((name) => [name, document.querySelector('[data-testid="' + name + '"]')]).filter(([, part]) => part);
  return parts.map(([name, part]) => {
    const box = part.getBoundingClientRect();
    const before = parts.filter(([, other]) => other !== part && other.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING);
    return {
      name,
      text: part.innerText.trim(),
      inside: box.width > 0 && box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth,
      before: before.map(([other]) => other),
    };
  });`;

it.each(RESULTS.flatMap((name) => ['id', 'en'].map((locale) => [name, locale])))(
  'verdict_who_when_and_what_to_do_are_read_at_once_in_%s_%s',
  async (name, locale) => {
    const steps = screens[name!]!.steps.filter((step) => !step.includes('details'));
    await browser.reach(name!, `locale=${locale}&long`, 1280, 720, [...steps, 'see verdict-todo']);
    const parts = name === 'result-none' ? ['verdict-word', 'verdict-sentence', 'verdict-todo'] : ['verdict-word', 'verdict-sentence', 'verdict-who', 'verdict-when', 'verdict-todo'];
    const seen = (await browser.run(LOOK, [parts])) as Seen[];
    expect(seen.map((part) => part.name)).toEqual(parts);
    for (const [place, part] of seen.entries()) {
      expect(part.text, `${part.name} in words`).toMatch(/\p{L}{3}/u);
      expect(part.inside, `${part.name} inside 1280 x 720: ${part.text}`).toBe(true);
      expect(part.before, `order of ${part.name}`).toEqual(parts.slice(0, place));
    }
  },
);
