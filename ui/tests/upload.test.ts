// Nobody is invited to send a document away: no link, form or request of the window leads out, and the one text that
// names another way to check says that the file then leaves the computer.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const CATALOGUE = join(ROOT, 'src-tauri/crates/service/i18n');

/** Every message of a language with its text, whatever file it stands in. */
function messages(locale: string): [id: string, text: string][] {
  return readdirSync(join(CATALOGUE, locale)).flatMap((file) =>
    readFileSync(join(CATALOGUE, locale, file), 'utf8')
      .split(/\n(?=[a-z#])/)
      .filter((entry) => /^[a-z][\w-]* =/.test(entry))
      .map((entry): [string, string] => [entry.slice(0, entry.indexOf(' =')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

function sources(): [name: string, text: string][] {
  return readdirSync(join(ROOT, 'ui/src'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(svelte|ts|css|html)$/.test(entry.name) && !entry.name.startsWith('mock'))
    .map((entry): [string, string] => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')])
    .concat([['index.html', readFileSync(join(ROOT, 'ui/index.html'), 'utf8')]]);
}

/** What leads out of the window, or takes a file in the way of a website. */
const WAYS_OUT = [/<a[\s>]/, /\bhref=/, /window\.open|location\.(href|assign|replace)/, /<form[^>]*\saction=|formaction=/, /type="file"/, /<(iframe|embed|object|form)[^>]*\ssrc=/,
  /\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource/];

describe('no way leads a document out', () => {
  it('window_has_no_link_form_or_request_to_the_outside', () => {
    const found = sources().flatMap(([name, text]) => WAYS_OUT.filter((way) => way.test(text)).map((way) => `${name}: ${way}`));
    expect(found).toEqual([]);
    expect(sources().length).toBeGreaterThan(100);
  });

  it('content_policy_lets_the_page_talk_to_the_program_only', () => {
    const policy: string = JSON.parse(readFileSync(join(ROOT, 'tauri.conf.json'), 'utf8')).app.security.csp;
    const rule = (name: string) => policy.split(';').map((each) => each.trim()).find((each) => each.startsWith(`${name} `));
    expect(rule('connect-src')).toBe("connect-src 'self' ipc: http://ipc.localhost");
    expect([rule('form-action'), rule('frame-src'), rule('default-src')]).toEqual(["form-action 'none'", "frame-src 'none'", "default-src 'none'"]);
  });

  it.each(['id', 'en'])('texts_in_%s_name_no_address_to_go_to', (locale) => {
    // Words about how an address begins are no address.
    const found = messages(locale).filter(([, text]) => /https?:\/\/[a-z0-9]/i.test(text)).map(([id]) => id);
    expect(found).toEqual([]);
    const sites = messages(locale).filter(([, text]) => /\b[a-z0-9-]+(\.[a-z0-9-]+)*\.go\.id\/\w/i.test(text)).map(([id]) => id);
    expect(sites).toEqual(['learn-elsewhere-text']);
  });

  it.each([
    ['id', /meng?unggah|unggah/i, /meninggalkan komputer ini/],
    ['en', /\bupload/i, /leaves this computer/],
  ] as const)('texts_in_%s_speak_of_uploads_only_to_warn_of_them', (locale, word, warning) => {
    const found = messages(locale).filter(([, text]) => word.test(text));
    expect(found.map(([id]) => id)).toEqual(['learn-elsewhere-text']);
    expect(found[0]?.[1]).toMatch(warning);
  });
});
