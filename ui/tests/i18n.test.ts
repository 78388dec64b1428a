// The catalogue: both languages whole, nothing missing, nothing unused, no forbidden word; every code has its text.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { afterEach, describe, expect, it } from 'vitest';
import { day, time, zone } from '../src/i18n/format';
import { setLocale } from '../src/i18n/index.svelte';
import { words } from '../src/i18n/problem';
import type { Problem } from '../src/ipc';

const ROOT = join(import.meta.dirname, '..');
const CATALOGUE = join(ROOT, '../src-tauri/crates/service/i18n');
const LOCALES = ['id', 'en'] as const;
const FILES = ['window', 'help', 'problems', 'codes', 'doctor', 'many', 'records', 'enroll', 'setup', 'rules'] as const;

const text = (locale: string, file: string) => readFileSync(join(CATALOGUE, locale, `${file}.ftl`), 'utf8');
const ids = (source: string) => [...source.matchAll(/^([a-zA-Z][\w-]*) *=/gm)].map((match) => match[1] ?? '');
const variables = (source: string, id: string) => {
  const message = new RegExp(`^${id} *=[^\\n]*(\\n[ }][^\\n]*)*`, 'm').exec(source)?.[0] ?? '';
  return [...new Set([...message.matchAll(/\$(\w+)/g)].map((match) => match[1]))].sort();
};

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(svelte|ts)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

const code = sources(join(ROOT, 'src')).join('\n');
const used = new Set([...code.matchAll(/\bt\(\s*'([\w-]+)'/g)].map((match) => match[1] ?? ''));
const families = ['enroll-kind', 'enroll-step', 'enroll-fault', 'enroll-secret', 'enroll-state', 'enroll-place', 'enroll-holds', 'enroll-algorithm', 'enroll-compare', 'act', 'all', 'attack', 'category', 'cause', 'change', 'check', 'doctor', 'due', 'enrol', 'err', 'event', 'exam', 'finding', 'heading', 'hint', 'integrity', 'kept', 'notice', 'purpose', 'reason', 'rec', 'record', 'rule', 'some', 'step', 'title', 'todo', 'unchecked', 'verdict', 'warn'];
const gen = readFileSync(join(ROOT, 'src/ipc/gen.ts'), 'utf8');
const problems = gen.slice(gen.indexOf('export type Problem ='), gen.indexOf('export type SecretKind'));
const codes = [...problems.matchAll(/"code": "([\w-]+)"/g)].map((match) => match[1] ?? '');

afterEach(() => setLocale('id'));

describe('the files', () => {
  it.each(FILES)('%s_has_the_same_ids_in_both_languages', (file) => {
    expect(ids(text('en', file)).sort()).toEqual(ids(text('id', file)).sort());
  });

  it.each(FILES)('%s_asks_for_the_same_arguments_in_both_languages', (file) => {
    for (const id of ids(text('id', file))) {
      expect(variables(text('en', file), id), id).toEqual(variables(text('id', file), id));
    }
  });

  it.each(LOCALES)('%s_has_no_id_twice', (locale) => {
    const all = FILES.flatMap((file) => ids(text(locale, file)));
    expect(all.filter((id, index) => all.indexOf(id) !== index)).toEqual([]);
  });

  it.each(LOCALES)('%s_is_read_without_a_fault', (locale) => {
    const bundle = new FluentBundle(locale);
    const faults = FILES.flatMap((file) => bundle.addResource(new FluentResource(text(locale, file))));
    expect(faults).toEqual([]);
    for (const id of FILES.flatMap((file) => ids(text(locale, file)))) expect(bundle.getMessage(id), id).toBeDefined();
  });
});

describe('the use', () => {
  it('every_text_that_is_used_exists', () => {
    const known = new Set(FILES.flatMap((file) => ids(text('id', file))));
    expect([...used].filter((id) => !known.has(id))).toEqual([]);
  });

  it('every_text_of_the_window_is_used', () => {
    expect(['window', 'help', 'many', 'setup'].flatMap((file) => ids(text('id', file))).filter((id) => !used.has(id))).toEqual([]);
    const coded = (id: string) => families.includes(id.split('-')[0] ?? '');
    expect(ids(text('id', 'records')).filter((id) => !used.has(id) && !coded(id))).toEqual([]);
  });

  it('ids_are_literals', () => {
    const computed = [...code.matchAll(/\bt\(\s*([^'\s)][^,)]*)/g)].map((match) => match[1]);
    expect(computed.filter((argument) => argument !== 'id: string')).toEqual([]);
  });

  it('codes_are_asked_for_by_known_families_only', () => {
    const asked = [...code.matchAll(/\bcoded\(\s*'([\w-]+)'/g)].map((match) => match[1] ?? '');
    expect(asked.filter((family) => !families.includes(family))).toEqual([]);
  });
});

describe('the words', () => {
  it.each([
    ['kadaluarsa', 'kedaluwarsa'],
    ['kadaluwarsa', 'kedaluwarsa'],
    ['terpercaya', 'tepercaya'],
    ['sertifikat digital', 'sertifikat elektronik'],
    ['tandatangan', 'tanda tangan', /tandatangan(?!i)/],
    ['file', 'berkas', /\bfile\b/],
    ['cap waktu', 'stempel waktu'],
  ])('%s_is_never_written', (wrong, right, pattern: RegExp | undefined = undefined) => {
    const all = FILES.map((file) => text('id', file).replace(/\{[^}]*\}|^[\w-]+ *=/gm, '')).join('\n').toLowerCase();
    expect(all.match(pattern ?? new RegExp(wrong)), `write "${right}"`).toBeNull();
  });

  it('the_pin_is_always_called_token_pin_where_it_is_asked_for', () => {
    expect(text('id', 'window')).toMatch(/^pin-title = .*PIN token/m);
    expect(text('id', 'window')).toMatch(/^pin-label = PIN token$/m);
  });

  it('consent_is_word_for_word', () => {
    expect(text('id', 'window')).toContain(
      'consent-sentence = Saya telah membaca dan memahami dokumen ini dan menyetujui untuk menandatanganinya.',
    );
  });
});

describe('problems in words', () => {
  // Facts that some problems carry; more than a problem has does no harm.
  const facts = {
    not_after: '2027-03-14T00:00:00Z', not_before: '2025-03-14T00:00:00Z', issuer: 'CA Uji', field: 'K1', reference: 'a1b2',
    name: 'x.pdf', min: 6, max: 8, tries: 2, page: 9, pages: 3, kind: 'word', status: '6a80', host: 'tsa.contoh.test', address: 'x', since: '2026-01-02', atr: '3b00', card: 'SafeNet eToken',
    driver: 'libeToken.so', found: 'windows x86', characters: 'any', text: 'Kepala', condition: 'x', missing: 'issuer', computer: '1', server: '2', known: '3', reason: 'port',
    choices: 'Menyetujui', secret: 'pin', what: 'key', digits: 48, serial: '4711', unit: 'Dinas Uji', agency: 'Dinas Uji', hours: 24, fingerprint: '0a1b 2c3d', line: 3, detail: 'x',
  };

  it('gen_ts_lists_the_codes', () => expect(codes.length).toBeGreaterThan(40));

  it.each(LOCALES.flatMap((locale) => codes.map((each) => [locale, each] as const)))('%s_%s_says_what_and_what_to_do', (locale, each) => {
    setLocale(locale);
    const said = words({ ...facts, code: each } as unknown as Problem);
    for (const sentence of [said.title, said.remedy]) {
      expect(sentence).not.toContain(each);
      expect(sentence).not.toMatch(/\{|\}/);
      expect(sentence.length).toBeGreaterThan(5);
    }
  });

  it.each(codes)('%s_has_a_number_a_name_and_a_cause', (each) => {
    expect(words({ ...facts, code: each } as unknown as Problem).number).toMatch(/^ABS-[1-9]\d\d$/);
    for (const locale of LOCALES) {
      expect(ids(text(locale, 'codes'))).toEqual(expect.arrayContaining([`title-${each}`, `cause-${each}`]));
    }
  });

  it('unknown_code_still_says_something', () => {
    const said = words({ code: 'from-the-future' } as unknown as Problem);
    expect(said.title).toContain('from-the-future');
  });

  it('unknown_number_of_tries_is_not_invented', () => {
    expect(words({ code: 'pin-wrong', tries: null }).title).toBe('PIN salah.');
    expect(words({ code: 'pin-wrong', tries: 2 }).title).toContain('2');
  });
});

describe('dates', () => {
  it('zone_is_named_by_its_offset', () => {
    const at = (minutes: number) => ({ getTimezoneOffset: () => -minutes }) as Date;
    expect([420, 480, 540, 0, 330, -300].map((minutes) => zone(at(minutes)))).toEqual([
      'WIB', 'WITA', 'WIT', 'UTC', 'UTC+5:30', 'UTC-5',
    ]);
  });

  it('day_is_written_out', () => {
    expect(day('2026-02-16T06:00:00Z')).toBe('16 Februari 2026');
    setLocale('en');
    expect(day('2026-02-16T06:00:00Z')).toBe('16 February 2026');
  });

  it('time_has_24_hours_and_its_zone', () => {
    expect(time('2026-02-16T02:02:00Z')).toMatch(/^16 Februari 2026 \d\d\.02 \S+$/);
  });

  it('what_is_no_date_is_left_as_it_is', () => expect(day('entah')).toBe('entah'));
});
