// The catalogues: the same Fluent files that the Rust side reads, one bundle per language.
import { FluentBundle, FluentResource } from '@fluent/bundle';
import type { Locale } from '../ipc';

const files = import.meta.glob<string>('../../../src-tauri/crates/service/i18n/*/{window,problems,codes,doctor,help,many,records,enroll,setup,rules}.ftl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The bundle of one language. Marks around arguments are left out: both languages run from left to right. */
function bundle(locale: Locale): FluentBundle {
  const made = new FluentBundle(locale, { useIsolating: false });
  for (const [path, text] of Object.entries(files)) {
    if (path.includes(`/${locale}/`)) made.addResource(new FluentResource(text));
  }
  return made;
}

export const bundles: Record<Locale, FluentBundle> = { id: bundle('id'), en: bundle('en') };
