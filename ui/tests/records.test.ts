// "Riwayat & laporan": history in words, the report as figures and as a diagram in words, the agreement, deleting.
import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import AppView from '../src/app.svelte';
import { setLocale } from '../src/i18n/index.svelte';
import { Mock, refused } from '../src/ipc/mock';
import { FINGERPRINT } from '../src/ipc/mock-records';
import { App } from '../src/state/app.svelte';

vi.mock('../src/state/pdf', () => ({ openPdf: () => new Promise(() => {}), closePdf: () => {}, pdfjs: () => new Promise(() => {}) }));

async function shown(wish = '', part = 'history') {
  const mock = new Mock(new URLSearchParams(wish));
  const app = new App(mock.call);
  await app.start();
  render(AppView, { app });
  await userEvent.click(screen.getByTestId('nav-journal'));
  if (part !== 'history') await userEvent.click(screen.getByTestId(`journal-part-${part}`));
  return { app, mock };
}

const sent = (mock: Mock, command: string) => mock.calls.filter((call) => call.command === command).map((call) => call.payload);

async function faults() {
  const result = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return result.violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`);
}

afterEach(() => setLocale('id'));

describe('the history', () => {
  it('says_each_act_in_words_and_why_it_failed', async () => {
    await shown();
    const rows = await screen.findAllByTestId('history-row');
    expect(rows.map((row) => row.dataset.kind)).toEqual(['signed', 'failed', 'extended', 'signed']);
    expect(rows[1]).toHaveTextContent('Gagal ditandatangani: PIN token.');
    expect(rows[3]).toHaveTextContent('Latihan');
    expect(within(rows[1] as HTMLElement).queryByTestId('history-open')).toBeNull();
    expect(await faults()).toEqual([]);
  }, 90_000);

  it('an_empty_history_says_what_will_stand_there', async () => {
    await shown('empty');
    expect(await screen.findByText('Belum ada catatan untuk pilihan ini.')).toBeVisible();
  });

  it('places_are_off_at_first_and_named_once_they_are_kept', async () => {
    const { mock } = await shown();
    await screen.findAllByTestId('history-row');
    expect(screen.getByTestId('history-places')).not.toBeChecked();
    expect(screen.queryByText('undangan_ttd.pdf')).toBeNull();
    await userEvent.click(screen.getByTestId('history-places'));
    expect(await screen.findAllByText('undangan_ttd.pdf')).not.toHaveLength(0);
    expect(sent(mock, 'places_keep')).toEqual([{ keep: true }]);
  });

  it('searching_asks_with_what_was_typed', async () => {
    const { mock } = await shown();
    await userEvent.type(await screen.findByTestId('history-search'), 'B-LTA');
    await vi.waitFor(() => expect(screen.getAllByTestId('history-row')).toHaveLength(1));
    expect(sent(mock, 'history_list').at(-1)).toMatchObject({ kind: 'signed', text: 'B-LTA' });
  });

  it('a_broken_chain_is_named_and_says_what_to_do', async () => {
    await shown('broken');
    await userEvent.click(screen.getByTestId('history-check'));
    const said = await screen.findByTestId('history-checked');
    await vi.waitFor(() => expect(said).toHaveTextContent('Ada catatan yang diubah.'));
    expect(said).toHaveTextContent('helpdesk');
  });

  it('another_file_than_the_recorded_one_is_refused_in_words', async () => {
    const { mock } = await shown();
    mock.answers.history_open = () => refused({ code: 'history-other' });
    await userEvent.click((await screen.findAllByTestId('history-open'))[0] as HTMLElement);
    expect(await screen.findByTestId('problem')).toHaveAttribute('data-code', 'history-other');
  });
});

describe('the report', () => {
  it('shows_its_scope_its_mark_and_every_figure_in_words_as_well', async () => {
    await shown('', 'usage');
    const paper = await screen.findByTestId('usage');
    expect(paper.textContent?.trim()).toMatch(/^Hanya mencakup dokumen yang ditandatangani dengan aplikasi ini/);
    expect(screen.getByTestId('usage-mark')).toHaveTextContent('contoh – format resmi BSrE belum diketahui');
    expect(screen.getByTestId('bars')).toHaveAccessibleName(/Januari 2026: 12; Februari 2026: 49/);
    expect(await faults()).toEqual([]);
  }, 90_000);

  it('figures_that_take_long_are_stopped_and_asked_anew', async () => {
    const { mock } = await shown('slow=usage_view&count', 'usage');
    await userEvent.click(await screen.findByTestId('busy-stop'));
    const said = await screen.findByTestId('problem');
    expect(said).toHaveAttribute('data-code', 'stopped');
    expect(said).toHaveTextContent('Tidak ada berkas yang dibuat');
    expect(sent(mock, 'run_stop')).toHaveLength(1);
    expect(screen.queryByTestId('busy')).toBeNull();
    expect(await faults()).toEqual([]);
    await userEvent.click(screen.getByTestId('usage-again'));
    expect(await screen.findByTestId('usage')).toBeVisible();
    expect(screen.queryByTestId('problem')).toBeNull();
  }, 90_000);

  it('the_year_of_the_agreement_runs_from_16_february', async () => {
    const { mock } = await shown('', 'usage');
    await userEvent.click(await screen.findByTestId('usage-period-agreement'));
    const asked = sent(mock, 'usage_view').at(-1) as { from: string; to: string };
    expect([asked.from.slice(4), asked.to.slice(4)]).toEqual(['-02-16', '-02-15']);
    expect(Number(asked.to.slice(0, 4)) - Number(asked.from.slice(0, 4))).toBe(1);
  });

  it('the_paper_that_was_written_can_be_signed_here', async () => {
    const { app } = await shown('', 'usage');
    await userEvent.click(await screen.findByTestId('usage-save-pdf'));
    expect(await screen.findByTestId('usage-saved')).toHaveTextContent('laporan-pemanfaatan_2026.pdf');
    await userEvent.click(screen.getByTestId('usage-sign'));
    expect(app.area).toBe('sign');
  });

  it('an_export_is_seen_before_it_can_be_written', async () => {
    await shown('', 'usage');
    expect(screen.queryByTestId('exports-save')).toBeNull();
    await userEvent.click(await screen.findByTestId('exports-preview'));
    expect(await screen.findByTestId('exports-lines')).toHaveTextContent('"absah":"export"');
    expect(screen.getByTestId('exports-save')).toBeVisible();
  });

  it('a_colleagues_computer_is_confirmed_once_by_what_was_read_out', async () => {
    await shown('', 'usage');
    await userEvent.click(await screen.findByTestId('merge-pick'));
    const form = await screen.findByTestId('merge-unknown');
    expect(form).not.toHaveTextContent('0a1b'); // what is to be compared is not shown for copying
    const confirm = screen.getByTestId('merge-confirm');
    expect(confirm).toBeDisabled();
    await userEvent.type(screen.getByTestId('merge-fingerprint'), '0'.repeat(64));
    await userEvent.type(screen.getByTestId('merge-unit'), 'Bidang B');
    await userEvent.click(confirm);
    expect(await screen.findByTestId('problem')).toHaveAttribute('data-code', 'fingerprint-mismatch');
    await userEvent.clear(screen.getByTestId('merge-fingerprint'));
    await userEvent.type(screen.getByTestId('merge-fingerprint'), FINGERPRINT);
    await userEvent.click(confirm);
    await vi.waitFor(() => expect(screen.getByTestId('merge-taken')).toHaveTextContent('312'));
    expect(screen.queryByTestId('merge-unknown')).toBeNull();
  }, 90_000);
});

describe('the agreement', () => {
  it('says_which_days_need_attention_and_opens_each_sheet', async () => {
    await shown('', 'agreement');
    const days = await screen.findByTestId('agreement-days');
    expect(within(days).getByText(/lewat 280 hari/)).toBeVisible();
    for (const name of ['profil', 'kebijakan', 'tinjauan', 'glosarium']) {
      await userEvent.click(await screen.findByTestId(`sheet-open-${name}`));
      expect(await screen.findByTestId('sheet')).toHaveAttribute('data-name', name);
      expect(await faults()).toEqual([]);
      await userEvent.click(screen.getByTestId('sheet-back'));
    }
  }, 60_000);

  it('an_answer_is_kept_when_it_is_given', async () => {
    const { mock } = await shown('', 'agreement');
    await userEvent.click(await screen.findByTestId('sheet-open-tinjauan'));
    await userEvent.click(await screen.findByTestId('state-a-done'));
    expect(await screen.findByText('Isian tersimpan.')).toBeVisible();
    expect(sent(mock, 'form_answer')).toEqual([{ name: 'tinjauan', item: 'a', answer: { state: 'done', text: '', note: '' } }]);
    expect(screen.getByTestId('sheet-mark')).toHaveTextContent('bukan instrumen resmi BSrE');
  });

  it('glossary_finds_a_term_in_either_language', async () => {
    await shown('', 'agreement');
    await userEvent.click(await screen.findByTestId('sheet-open-glosarium'));
    await userEvent.type(await screen.findByTestId('sheet-search'), 'review');
    expect(screen.getByText('Tinjauan Implementasi')).toBeVisible();
    expect(screen.queryByText('Sistem Elektronik')).toBeNull();
  });

  it('policy_is_acknowledged_once', async () => {
    await shown('', 'agreement');
    await userEvent.click(await screen.findByTestId('sheet-open-kebijakan'));
    await userEvent.click(await screen.findByTestId('policy-acknowledge'));
    await vi.waitFor(() => expect(screen.queryByTestId('policy-acknowledge')).toBeNull());
  });
});

describe('personal data', () => {
  it('deleting_is_asked_once_more_and_says_what_stays', async () => {
    const { mock } = await shown('', 'data');
    expect(await screen.findAllByTestId('data-item')).toHaveLength(5);
    await userEvent.click(screen.getByTestId('data-delete'));
    expect(sent(mock, 'data_delete')).toEqual([]);
    expect(await faults()).toEqual([]);
    await userEvent.click(screen.getByTestId('data-delete-yes'));
    expect(await screen.findByText('Data pribadi sudah dihapus.')).toBeVisible();
    expect(screen.getAllByTestId('data-item').map((row) => row.dataset.id)).toEqual(['journal', 'settings', 'trust']);
  }, 90_000);
});

describe('records over their time', () => {
  it('what_would_go_is_shown_first_and_goes_only_by_another_click', async () => {
    const { mock } = await shown('', 'data');
    await userEvent.clear(screen.getByTestId('retention-months'));
    await userEvent.type(screen.getByTestId('retention-months'), '24');
    await userEvent.click(screen.getByTestId('retention-look'));
    expect(await screen.findByTestId('retention-remove')).toHaveTextContent('Hapus 7 catatan ini');
    expect(screen.getByTestId('retention-said')).toHaveTextContent('dari 2 Maret 2020 sampai 27 Februari 2021');
    expect(sent(mock, 'journal_retain')).toEqual([{ months: 24, remove: false }]);
    expect(await faults()).toEqual([]);
    // Another number is another question.
    await userEvent.type(screen.getByTestId('retention-months'), '0');
    expect(screen.queryByTestId('retention-remove')).toBeNull();
    await userEvent.click(screen.getByTestId('retention-look'));
    expect(await screen.findByText('Tidak ada catatan yang lebih lama daripada 240 bulan.')).toBeVisible();
    await userEvent.clear(screen.getByTestId('retention-months'));
    expect(screen.getByTestId('retention-look')).toBeDisabled();
    await userEvent.type(screen.getByTestId('retention-months'), '60');
    await userEvent.click(screen.getByTestId('retention-look'));
    await userEvent.click(await screen.findByTestId('retention-remove'));
    expect(await screen.findByText('7 catatan dihapus.')).toBeVisible();
    expect(sent(mock, 'journal_retain').at(-1)).toEqual({ months: 60, remove: true });
  }, 30_000);

  it('time_that_the_agency_sets_cannot_be_changed', async () => {
    await shown('agency', 'data');
    await userEvent.click(screen.getByTestId('retention-look'));
    await screen.findByTestId('retention-remove');
    expect(screen.getByTestId('retention-months')).toHaveValue(24);
    expect(screen.getByTestId('retention-months')).toHaveAttribute('readonly');
  });
});

describe('what is kept as proof', () => {
  it('delivered_file_is_chosen_and_its_hash_goes_with_the_delivery', async () => {
    const { mock } = await shown('', 'usage');
    await userEvent.click(await screen.findByTestId('delivered-file'));
    expect(await screen.findByText(/laporan-2025\.pdf, sidik jari 3f9a/)).toBeVisible();
    await userEvent.type(screen.getByTestId('delivered-day'), '2026-02-10');
    await userEvent.click(screen.getByTestId('delivered-save'));
    await vi.waitFor(() => expect(sent(mock, 'report_delivered')).toHaveLength(1));
    expect(sent(mock, 'report_delivered')[0]).toMatchObject({ day: '2026-02-10', proof: '3f9a'.repeat(16) });
  });

  it('evidence_of_a_document_of_the_history_is_kept_without_opening_its_result', async () => {
    const { mock } = await shown();
    const [button] = await screen.findAllByTestId('history-evidence');
    await userEvent.click(button as HTMLElement);
    await vi.waitFor(() => expect(sent(mock, 'report_save')).toHaveLength(1));
    expect(sent(mock, 'report_save')[0]).toMatchObject({ kind: 'evidence' });
    expect(screen.getByTestId('history-kept')).not.toBeEmptyDOMElement();
    await vi.waitFor(() => expect(sent(mock, 'document_close')).toHaveLength(1));
    expect(screen.getAllByTestId('history-row').length).toBeGreaterThan(0);
  });
});
