// Texts by id in the language of the window. Reading them in a component makes it follow a change of language at once.
// Ids are literals (`t('home-title')`); ids made from a code go through `coded`, which names its prefix.
import type { FluentVariable } from '@fluent/bundle';
import type { Locale, System } from '../ipc';
import { catalogue } from './bundles';

export type Args = Record<string, FluentVariable>;

let current = $state<Locale>('id');
let system: System = 'linux';

export function locale(): Locale {
  return current;
}

export function setLocale(next: Locale): void {
  current = next;
  document.documentElement.lang = next;
}

/** The system this computer runs: some remedies differ. */
export function setSystem(here: System): void {
  system = here;
}

/** The text of a literal id. */
export function t(id: string, args?: Args): string {
  return lookup(id, args) ?? id;
}

/** Families of texts that are found by a code from behind the boundary. */
export type Family = 'act' | 'all' | 'attack' | 'category' | 'cause' | 'change' | 'check' | 'doctor' | 'due' | 'enrol' | 'err' | 'event' | 'exam' | 'finding' | 'hint' | 'kept' | 'notice' | 'reason' | 'rec' | 'record' | 'rule' | 'some' | 'todo' | 'verdict' | 'warn' | 'purpose' | 'step' | 'title' | 'unchecked' | 'enroll-kind' | 'enroll-step' | 'enroll-fault' | 'enroll-secret' | 'enroll-state' | 'enroll-place' | 'enroll-holds' | 'enroll-algorithm' | 'enroll-compare';

/** The text of a code, or nothing where the catalogue has none. */
export function coded(family: Family, code: string, args?: Args): string | null {
  return lookup(`${family}-${code}`, args);
}

function lookup(id: string, args?: Args): string | null {
  const texts = catalogue(current);
  const pattern = texts.message(id)?.value;
  if (!pattern) return null;
  const errors: Error[] = [];
  const text = texts.bundle.formatPattern(pattern, { system, ...args }, errors);
  if (import.meta.env.DEV && errors.length > 0) console.warn(id, errors);
  return text;
}
