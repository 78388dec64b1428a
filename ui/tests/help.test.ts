// The help as a person meets it: check, codes, support file, lost token, CPS, reminders.
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import AppView from '../src/app.svelte';
import { setLocale } from '../src/i18n/index.svelte';
import { explanation } from '../src/i18n/problem';
import { Mock } from '../src/ipc/mock';
import { NUMBERS } from '../src/ipc/numbers';
import * as views from '../src/ipc/mock-views';
import { App } from '../src/state/app.svelte';
import { search, type ProblemName } from '../src/state/help.svelte';

async function shown(wish = '') {
  const mock = new Mock(new URLSearchParams(wish));
  const app = new App(mock.call);
  await app.start();
  render(AppView, { app });
  return { app, mock };
}

async function opened(page: string, wish = '') {
  const all = await shown(wish);
  await userEvent.click(screen.getByTestId('nav-help'));
  await userEvent.click(await screen.findByTestId(`help-${page}`));
  return all;
}

async function faults() {
  const result = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return result.violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`);
}

const line = (id: string) => screen.getAllByTestId('doctor-line').find((each) => each.dataset['line'] === id)!;

afterEach(() => setLocale('id'));

describe('check of readiness', () => {
  it('missing_token_is_told_with_its_remedy_and_followed_when_it_comes', async () => {
    const { app, mock } = await opened('doctor');
    await waitFor(() => expect(line('reader')).toHaveAttribute('data-state', 'to_do'));
    expect(line('reader')).toHaveTextContent('Pasang token USB Anda.');
    expect(line('card')).toHaveTextContent('Diperiksa setelah “Pembaca atau token” beres.');
    expect(screen.getByTestId('doctor-code')).toHaveTextContent('4Q7P-0C00-1RW5');
    expect(await faults()).toEqual([]);

    mock.answers = { doctor_run: () => ({ status: 'done', value: { ...app.help.doctor!, lines: app.help.doctor!.lines.map((each) => ({ id: each.id, state: 'fine' as const })), ready: true } }) };
    app.handle({ event: 'tokens', payload: views.tokens('ready') });
    await waitFor(() => expect(line('reader')).toHaveAttribute('data-state', 'fine'));
    expect(screen.getByTestId('doctor-sum')).toHaveTextContent('Komputer ini siap.');
    const asked = mock.calls.filter((call) => call.command === 'doctor_run').map((call) => call.payload);
    expect(asked).toEqual([{ network: true }, { network: false }]);
  });

  it('support_file_is_shown_before_it_is_kept', async () => {
    const { mock } = await opened('doctor');
    await userEvent.click(await screen.findByTestId('support-preview'));
    expect(await screen.findByTestId('support-text')).toHaveTextContent('ABS-203 Token tidak terdeteksi');
    expect(mock.calls.some((call) => call.command === 'support_save')).toBe(false);
    await userEvent.click(screen.getByTestId('support-save'));
    expect(await screen.findByText('Berkas absah-bantuan-2026-11-23.txt sudah disimpan.')).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  it('code_that_was_read_out_names_the_remedy_for_the_callers_system', async () => {
    await opened('decode');
    await userEvent.type(screen.getByTestId('decode-input'), '4q7p 0c00 1rw');
    await userEvent.click(screen.getByTestId('decode-submit'));
    expect(await screen.findByTestId('problem')).toHaveTextContent('bukan kode pemeriksaan');
    await userEvent.type(screen.getByTestId('decode-input'), '5');
    await userEvent.click(screen.getByTestId('decode-submit'));
    const read = await screen.findByTestId('decoded');
    expect(read).toHaveTextContent('ABS-205 – Token tidak menjawab');
    expect(screen.queryByTestId('problem')).toBeNull();
    expect(await faults()).toEqual([]);
  });
});

describe('codes', () => {
  it('error_leads_to_its_page_and_back_to_where_it_was', async () => {
    await shown('pick=word');
    await userEvent.click(screen.getByTestId('pick-sign'));
    const number = await screen.findByTestId('problem-number');
    expect(number).toHaveTextContent('ABS-101');
    await userEvent.click(number);
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Bukan PDF');
    expect(await screen.findByTestId('contacts')).toHaveTextContent('(0361) 225859');
    expect(await faults()).toEqual([]);
    await userEvent.click(screen.getByTestId('help-back'));
    expect(await screen.findByTestId('problem')).toHaveTextContent('Ini dokumen Word, bukan PDF.');
  });

  it('code_is_found_by_number_and_by_words', async () => {
    await opened('codes');
    await userEvent.type(screen.getByTestId('codes-search'), 'abs-223');
    expect(screen.getAllByTestId('code').map((each) => each.dataset['code'])).toEqual(['pin-blocked']);
    await userEvent.clear(screen.getByTestId('codes-search'));
    await userEvent.type(screen.getByTestId('codes-search'), 'pin diblokir');
    await userEvent.click(screen.getAllByTestId('code').find((each) => each.dataset['code'] === 'pin-blocked')!);
    expect(screen.getByTestId('explain-remedy')).toHaveTextContent('PUK');
    await userEvent.click(screen.getByTestId('help-back'));
    expect(screen.getByTestId('codes-search')).toBeVisible();
  });

  it('every_code_is_explained_whole_in_both_languages', () => {
    for (const locale of ['id', 'en'] as const) {
      setLocale(locale);
      for (const name of Object.keys(NUMBERS) as ProblemName[]) {
        const said = explanation(name);
        for (const text of [said.title, said.cause, said.remedy, ...said.systems.map(([, each]) => each)]) {
          expect(text.length, name).toBeGreaterThan(5);
          expect(text, name).not.toMatch(/[{}]/);
        }
      }
    }
    expect(explanation('token-service-down').systems.map(([system]) => system)).toEqual(['Windows', 'Linux', 'macOS']);
    expect(explanation('pin-blocked').systems).toEqual([]);
  });

  it('search_knows_partial_numbers_and_needs_every_word', () => {
    const words = (name: ProblemName) => explanation(name).title;
    expect(search('22', words)).toContain('pin-wrong');
    expect(search('ABS 901', words)).toEqual(['internal']);
    expect(search('driver hilang', words)).toEqual(['module-missing']);
    expect(search('', words)).toHaveLength(Object.keys(NUMBERS).length);
  });
});

describe('lost token, CPS, learning, reminders', () => {
  it('lost_token_is_marked_without_token_and_the_mark_can_be_taken_away', async () => {
    const { mock } = await opened('lost', 'known');
    expect(await screen.findByTestId('lost-certificate')).toHaveTextContent('****c29b');
    await userEvent.click(screen.getByTestId('lost-mark'));
    expect(await screen.findByText('Ditandai hilang sejak 23 November 2026.')).toBeVisible();
    await userEvent.click(screen.getByTestId('lost-clear'));
    expect(await screen.findByTestId('lost-mark')).toBeVisible();
    expect(mock.calls.filter((call) => call.command === 'lost_mark')).toHaveLength(2);
    expect(await faults()).toEqual([]);
  });

  it('practice_statement_is_not_available_until_the_agency_gives_it', async () => {
    await opened('statement', 'known');
    expect(screen.getByTestId('statement-absent')).toHaveTextContent('Belum tersedia');
    await userEvent.click(screen.getByTestId('statement-pick'));
    expect(await screen.findByText('CPS BSrE.pdf')).toBeVisible();
    expect(screen.getByText('https://bsre.contoh.test/cps')).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  it('learning_cards_are_short', async () => {
    await opened('learn');
    for (const locale of ['id', 'en'] as const) {
      setLocale(locale);
      await waitFor(() => expect(screen.getAllByTestId('learn-card').length).toBeGreaterThan(8));
      for (const card of screen.getAllByTestId('learn-card')) {
        expect(card.textContent?.split(/\s+/).length, card.textContent ?? '').toBeLessThanOrEqual(90);
      }
    }
    expect(await faults()).toEqual([]);
  });

  it.each([[60, '60 hari lagi'], [1, 'besok'], [0, 'hari ini']])('reminder_of_%i_days_is_told_in_words_and_dismissed', async (days, words) => {
    const { mock } = await shown(`token=ready&ending=${days}`);
    const reminder = await screen.findByTestId('reminder');
    expect(within(reminder).getByRole('heading')).toHaveTextContent(words);
    expect(screen.getByTestId('corner-ends')).toHaveTextContent(words);
    await userEvent.click(screen.getByTestId('reminder-dismiss'));
    await waitFor(() => expect(screen.queryByTestId('reminder')).toBeNull());
    expect(mock.calls.at(-1)).toMatchObject({ command: 'reminder_dismiss', payload: { stage: days } });
  });

  it('agencys_form_is_chosen_by_a_button_and_the_sample_put_back', async () => {
    const { app, mock } = await shown('token=ready');
    await app.apply();
    const form = await screen.findByTestId('enroll-template');
    expect(form).toHaveTextContent('Formulir contoh dari aplikasi');
    mock.answers = { enroll_template_pick: () => ({ status: 'refused', problem: { code: 'enroll-template', name: 'formulir.json', line: 12, detail: '"nik"' } }) };
    await userEvent.click(screen.getByTestId('enroll-template-pick'));
    expect(await screen.findByTestId('problem')).toHaveTextContent('formulir.json tidak dapat dipakai. Baris 12: "nik"');
    expect(form).toHaveAttribute('data-own', 'false');
    mock.answers = {};
    await userEvent.click(screen.getByTestId('enroll-template-pick'));
    await waitFor(() => expect(screen.getByTestId('enroll-template')).toHaveTextContent('Formulir dari instansi: Formulir Diskominfos'));
    expect(screen.queryByTestId('problem')).toBeNull();
    await userEvent.click(screen.getByTestId('enroll-template-forget'));
    await waitFor(() => expect(screen.getByTestId('enroll-template')).toHaveAttribute('data-own', 'false'));
    expect(await faults()).toEqual([]);
  });

  it('reminder_leads_into_the_renewal_and_its_token_is_chosen_once_the_form_is_complete', async () => {
    const { app, mock } = await shown('token=ready&ending=20');
    await userEvent.click(await screen.findByTestId('reminder-renew'));
    expect(await screen.findByTestId('enroll-step')).toHaveTextContent('Pembaruan');
    await userEvent.click(screen.getByTestId('enroll-agree'));
    const values = { name: 'I Made Contoh', nik: '5171010101800001', status: 'pns', email: 'made@baliprov.go.id' };
    await app.enroll!.form(true, values, ['ktp']);
    await waitFor(() => expect(screen.getByTestId('enroll-step')).toHaveAttribute('data-step', 'pin'));
    expect(mock.calls.at(-1)).toMatchObject({ command: 'enroll_token', payload: { token: 'reader' } });
  });
});
