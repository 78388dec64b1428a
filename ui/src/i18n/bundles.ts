// The catalogues: the same Fluent files that the Rust side reads. A file is taken apart when one of its messages is first asked for:
// the first screen needs one file of one language.
import { FluentBundle, FluentResource } from '@fluent/bundle';
import type { Message } from '@fluent/bundle';
import type { Locale } from '../ipc';

const files = import.meta.glob<string>('../../../src-tauri/crates/service/i18n/*/{window,problems,codes,doctor,help,many,records,enroll,setup,rules}.ftl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** One language: what was taken apart, and the files that were not yet. */
class Catalogue {
  // Marks around arguments are left out: both languages run from left to right.
  readonly bundle: FluentBundle;
  readonly #whole: Set<string>;

  constructor(locale: Locale) {
    this.bundle = new FluentBundle(locale, { useIsolating: false });
    const own = Object.entries(files).filter(([path]) => path.includes(`/${locale}/`));
    this.#whole = new Set(own.map(([, text]) => text));
  }

  message(id: string): Message | undefined {
    const known = this.bundle.getMessage(id);
    if (known) return known;
    for (const text of this.#whole) {
      if (!text.startsWith(`${id} =`) && !text.includes(`\n${id} =`)) continue;
      this.#whole.delete(text);
      this.bundle.addResource(new FluentResource(text));
      return this.bundle.getMessage(id);
    }
    return undefined;
  }
}

const made: Partial<Record<Locale, Catalogue>> = {};

export function catalogue(locale: Locale): Catalogue {
  return (made[locale] ??= new Catalogue(locale));
}
