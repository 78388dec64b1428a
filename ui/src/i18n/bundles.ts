// The catalogues: the same Fluent files that the Rust side reads, one bundle per language, made when the language is first used.
import { FluentBundle, FluentResource } from '@fluent/bundle';
import type { Locale } from '../ipc';

const files = import.meta.glob<string>('../../../src-tauri/crates/service/i18n/*/{window,problems,codes,doctor,help,many,records,enroll,setup,rules}.ftl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const made: Partial<Record<Locale, FluentBundle>> = {};

/** The bundle of one language. Marks around arguments are left out: both languages run from left to right. */
export function bundle(locale: Locale): FluentBundle {
  return (made[locale] ??= make(locale));
}

function make(locale: Locale): FluentBundle {
  const bundle = new FluentBundle(locale, { useIsolating: false });
  for (const [path, text] of Object.entries(files)) {
    if (path.includes(`/${locale}/`)) bundle.addResource(new FluentResource(text));
  }
  return bundle;
}
