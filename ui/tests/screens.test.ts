// Screens as a person meets them: order of reading, states in words, keyboard, and axe.
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import AppView from '../src/app.svelte';
import { setLocale } from '../src/i18n/index.svelte';
import { Mock } from '../src/ipc/mock';
import * as views from '../src/ipc/mock-views';
import PlaceBox from '../src/parts/place-box.svelte';
import { App } from '../src/state/app.svelte';
import { toPoints } from '../src/state/geometry';

// jsdom draws nothing: pages are tried in the real window.
vi.mock('../src/state/pdf', () => ({ openPdf: () => new Promise(() => {}), closePdf: () => {}, pdfjs: () => new Promise(() => {}) }));

async function shown(wish = '') {
  const mock = new Mock(new URLSearchParams(wish));
  const app = new App(mock.call);
  await app.start();
  render(AppView, { app });
  return { app, mock };
}

async function faults() {
  const result = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return result.violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`);
}

afterEach(() => setLocale('id'));

describe('start', () => {
  it('home_offers_both_ways_and_the_practice_token', async () => {
    await shown();
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Apa yang ingin Anda lakukan?');
    expect(screen.getByTestId('practice-button')).toBeVisible();
    expect(screen.getByTestId('token-corner')).toHaveTextContent('Belum ada token');
    expect(await faults()).toEqual([]);
  });

  it('hovering_files_are_announced', async () => {
    const { app } = await shown();
    app.handle({ event: 'dragging', payload: true });
    expect(await screen.findByTestId('drop-veil')).toHaveTextContent('Lepas berkas di mana saja');
  });

  it('word_file_gets_its_own_sentence', async () => {
    await shown('pick=word');
    await userEvent.click(screen.getByTestId('pick-sign'));
    expect(await screen.findByTestId('problem')).toHaveTextContent('Ini dokumen Word, bukan PDF.');
    expect(await faults()).toEqual([]);
  });
});

describe('result', () => {
  it.each(['good', 'tampered', 'visible', 'untrusted', 'practice'])('verdict_who_when_todo_come_in_this_order_for_%s', async (kind) => {
    await shown(`pick=${kind}`);
    await userEvent.click(screen.getByTestId('pick-verify'));
    const parts = ['verdict-word', 'verdict-who', 'verdict-when', 'verdict-todo', 'heading-authenticity'];
    await screen.findByTestId('verdict-word');
    const found = parts.map((part) => screen.getAllByTestId(part)[0]!);
    for (let index = 1; index < found.length; index += 1) {
      const order = found[index - 1]!.compareDocumentPosition(found[index]!);
      expect(order & Node.DOCUMENT_POSITION_FOLLOWING, `${parts[index - 1]} before ${parts[index]}`).toBeTruthy();
    }
    expect(await faults()).toEqual([]);
  });

  it('both_times_carry_their_label', async () => {
    await shown('pick=good');
    await userEvent.click(screen.getByTestId('pick-verify'));
    await userEvent.click((await screen.findAllByTestId('signature-details'))[0]!);
    const details = screen.getAllByTestId('signature')[0]!;
    expect(details).toHaveTextContent('Waktu menurut komputer penanda tangan');
    expect(details).toHaveTextContent('Stempel waktu');
    expect(details).toHaveTextContent('tidak dibuktikan oleh sertifikat');
    expect(await faults()).toEqual([]);
  });

  it('practice_is_marked_and_never_called_valid', async () => {
    await shown('pick=practice');
    await userEvent.click(screen.getByTestId('pick-verify'));
    const banner = await screen.findByTestId('verdict');
    expect(banner).toHaveTextContent('LATIHAN');
    expect(banner).not.toHaveAttribute('data-verdict', 'sah');
  });

  it('unknown_verdict_is_never_shown_as_valid', async () => {
    const { app, mock } = await shown();
    mock.answers.verify_run = () => ({ status: 'done', value: { ...views.result('good'), verdict: 'baru' } });
    await app.take([views.opened('good')], null);
    expect(await screen.findByTestId('verdict')).toHaveAttribute('data-verdict', 'tidak_dapat_diperiksa');
  });

  it('changed_document_is_not_offered_for_signing', async () => {
    await shown('pick=tampered');
    await userEvent.click(screen.getByTestId('pick-verify'));
    await screen.findByTestId('verdict');
    expect(screen.queryByTestId('sign-also')).toBeNull();
  });

  it('later_change_is_told_by_version_and_page', async () => {
    await shown('pick=tampered');
    await userEvent.click(screen.getByTestId('pick-verify'));
    expect(within(await screen.findByTestId('timeline')).getByText(/isi halaman diubah \(halaman 2\)/)).toBeVisible();
  });

  it('changes_are_named_and_shown_and_the_result_can_be_kept', async () => {
    await shown('pick=tampered');
    await userEvent.click(screen.getByTestId('pick-verify'));
    const changes = within(await screen.findByTestId('changes'));
    expect(changes.getByTestId('attack-named')).toHaveTextContent('Isi ditimpa');
    expect(changes.getByText(/Ditambahkan setelah penandatanganan, versi 3.*halaman 2/)).toBeVisible();
    await userEvent.click(screen.getByTestId('save-report'));
    await waitFor(() => expect(screen.getByTestId('kept')).toHaveTextContent('surat_laporan-verifikasi.pdf'));
    await userEvent.click(changes.getByTestId('show-change'));
    expect(changes.getByTestId('show-change')).toHaveAttribute('aria-pressed', 'true');
    expect(await faults()).toEqual([]);
  });
});

describe('signing', () => {
  it('whole_flow_from_the_start_screen_to_done', async () => {
    await shown();
    await userEvent.click(screen.getByTestId('practice-button'));
    expect(await screen.findByTestId('sign-button')).toBeDisabled();
    await userEvent.click(screen.getByTestId('seen-statement'));
    await userEvent.click(screen.getByTestId('consent'));
    expect(screen.getByTestId('sign-button')).toBeEnabled();
    await userEvent.click(screen.getByTestId('sign-button'));
    await userEvent.type(await screen.findByTestId('pin-input'), '000000{Enter}');
    expect(await screen.findByTestId('pin-error')).toHaveTextContent('PIN salah');
    await userEvent.type(screen.getByTestId('pin-input'), '123456{Enter}');
    expect(await screen.findByTestId('signed')).toHaveTextContent('Dokumen berhasil ditandatangani');
    expect(screen.getByTestId('practice-mark')).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  it('without_a_token_the_screen_says_what_to_do', async () => {
    await shown();
    await userEvent.click(screen.getByTestId('pick-sign'));
    expect(await screen.findByTestId('sign-button')).toHaveTextContent('Pasang token untuk melanjutkan');
    expect(screen.getByTestId('checks')).toHaveTextContent('Token tidak terdeteksi.');
    expect(await faults()).toEqual([]);
  });

  it('plugged_in_token_brings_the_screen_to_life', async () => {
    const { app } = await shown();
    await userEvent.click(screen.getByTestId('pick-sign'));
    app.handle({ event: 'tokens', payload: views.tokens('ready') });
    expect(await screen.findByText('sebagai Pejabat Uji Satu (UJI)')).toBeVisible();
  });
});

describe('placing', () => {
  const shape = { view: [0, 0, 595, 842] as [number, number, number, number], rotation: 0, userUnit: 1 };
  const box = { left: toPoints(100), top: toPoints(200), width: toPoints(60), height: toPoints(25) };

  it.each([
    ['{ArrowRight}', { left: toPoints(101) }],
    ['{ArrowUp}', { top: toPoints(199) }],
    ['{Shift>}{ArrowRight}{/Shift}', { width: toPoints(61) }],
    ['{Shift>}{ArrowUp}{/Shift}', { height: toPoints(24) }],
  ])('key_%s_goes_one_millimetre', async (keys, expected) => {
    const onmove = vi.fn();
    render(PlaceBox, { box, page: 1, shape, scale: 1, movable: true, onmove, oncommit: vi.fn() });
    screen.getByTestId('place-box').focus();
    await userEvent.keyboard(keys);
    const [[moved]] = onmove.mock.calls as [[typeof box]];
    for (const [key, value] of Object.entries(expected)) expect(moved[key as keyof typeof box]).toBeCloseTo(value, 6);
  });

  it('position_is_spoken', () => {
    render(PlaceBox, { box, page: 2, shape, scale: 1, movable: true, onmove: vi.fn(), oncommit: vi.fn() });
    expect(screen.getByTestId('place-box')).toHaveAccessibleName(/halaman 2, 100 mm dari kiri, 72 mm dari bawah/);
  });

  it('field_of_the_form_does_not_move', async () => {
    const onmove = vi.fn();
    render(PlaceBox, { box, page: 2, shape, scale: 1, movable: false, onmove, oncommit: vi.fn() });
    screen.getByTestId('place-box').focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(onmove).not.toHaveBeenCalled();
  });
});

describe('settings, token, help', () => {
  it('language_switches_the_whole_window', async () => {
    await shown();
    await userEvent.click(screen.getByTestId('nav-settings'));
    await userEvent.click(await screen.findByTestId('lang-switch-en'));
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Settings');
    expect(document.documentElement.lang).toBe('en');
  });

  it('issuer_is_trusted_only_with_the_right_fingerprint', async () => {
    await shown();
    await userEvent.click(screen.getByTestId('nav-settings'));
    await userEvent.click(await screen.findByTestId('trust-pick'));
    const field = await screen.findByTestId('trust-fingerprint');
    expect(screen.getByTestId('trust-add')).toBeDisabled();
    await userEvent.type(field, 'ab'.repeat(32));
    await userEvent.click(screen.getByTestId('trust-add'));
    expect(await screen.findByTestId('problem')).toHaveAttribute('data-code', 'fingerprint-mismatch');
    await userEvent.clear(field);
    await userEvent.type(field, views.FINGERPRINT.toUpperCase());
    await userEvent.click(screen.getByTestId('trust-add'));
    expect(await screen.findByTestId('anchor')).toHaveTextContent('CA Penerbit Uji (UJI)');
    expect(await faults()).toEqual([]);
  });

  it('fingerprint_of_a_candidate_is_not_shown', async () => {
    await shown();
    await userEvent.click(screen.getByTestId('nav-settings'));
    await userEvent.click(await screen.findByTestId('trust-pick'));
    expect(await screen.findByTestId('candidate')).not.toHaveTextContent(views.FINGERPRINT.slice(0, 8));
  });

  it('practice_token_shows_pin_and_puk_and_asks_before_reset', async () => {
    const { mock } = await shown('token=practice');
    await userEvent.click(screen.getByTestId('nav-token'));
    expect(await screen.findByTestId('practice-pin')).toHaveTextContent('123456');
    expect(screen.getByTestId('practice-puk')).toHaveTextContent('12345678');
    await userEvent.click(screen.getByTestId('practice-reset'));
    expect(mock.calls.some((call) => call.command === 'practice_reset')).toBe(false);
    await userEvent.click(screen.getByTestId('practice-reset-confirm'));
    expect(await screen.findByText('Token latihan sudah seperti semula.')).toBeVisible();
    expect(await faults()).toEqual([]);
  });

  it('contacts_are_as_in_the_agreement', async () => {
    await shown();
    await userEvent.click(screen.getByTestId('nav-help'));
    const contacts = await screen.findByTestId('contacts');
    for (const line of [
      'Dinas Komunikasi, Informatika dan Statistik Provinsi Bali',
      'Jalan D.I. Panjaitan Nomor 7, Denpasar – Bali 80235',
      '(0361) 225859',
      'diskominfos@baliprov.go.id',
      'Seksi Pelayanan Sertifikasi Elektronik, Balai Sertifikasi Elektronik',
      'Jalan Harsono RM Nomor 70, Jakarta Selatan 12550',
      '(021) 50966400',
      'info.bsre@bssn.go.id',
    ]) {
      expect(contacts).toHaveTextContent(line);
    }
  });
});
