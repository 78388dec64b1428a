// A page as a person meets it, whatever engine shows it: loaded, worked step by step, and looked at for what is wrong with it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { screens } from './registry';
import { UI } from './pages';

const AXE = readFileSync(join(UI, 'node_modules/axe-core/axe.min.js'), 'utf8');
const FAULTS = readFileSync(join(import.meta.dirname, 'faults.js'), 'utf8');

export type Contrast = 'light' | 'dark' | 'more';

export abstract class Page {
  /** Opens the pages anew with this wish for the stand-in. */
  abstract load(wish: string, width: number, height: number): Promise<void>;
  abstract resize(width: number, height: number): Promise<void>;
  /** The value of a script, the body of a function, that runs in the page; of a promise, its outcome. */
  abstract run(script: string, args: unknown[]): Promise<unknown>;
  abstract close(): Promise<void>;

  /** Goes to a screen of the registry as a person does. */
  async reach(name: string, wish: string, width: number, height: number, steps = screens[name]?.steps ?? []): Promise<void> {
    await this.load(`${screens[name]?.wish ?? ''}&theme=light&${wish}`, width, height);
    for (const step of steps) await this.step(step);
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
}
