// Several files: where they go, how a batch runs through wrong PIN, pulled token and resume, the table, pending letters.
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import AppView from '../src/app.svelte';
import { setLocale } from '../src/i18n/index.svelte';
import { done, Mock, refused } from '../src/ipc/mock';
import { App } from '../src/state/app.svelte';

// jsdom draws nothing: pages are tried in the real window.
vi.mock('../src/state/pdf', () => ({ openPdf: () => new Promise(() => {}), closePdf: () => {}, pdfjs: () => new Promise(() => {}) }));

async function picked(wish: string, way: 'sign' | 'verify' = 'sign') {
  const mock = new Mock(new URLSearchParams(wish));
  const app = new App(mock.call);
  mock.on(app.handle);
  await app.start();
  render(AppView, { app });
  await userEvent.click(screen.getByTestId(`pick-${way}`));
  return { app, mock };
}

/** As a drop does: nobody says what is wanted. */
async function dropped(wish: string) {
  const mock = new Mock(new URLSearchParams(wish));
  const app = new App(mock.call);
  mock.on(app.handle);
  await app.start();
  await app.pick(null);
  return { app, mock };
}

async function faults() {
  const result = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return result.violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`);
}

const states = () => screen.getAllByTestId('letter').map((letter) => letter.dataset['state']);

async function upToThePin() {
  await waitFor(() => expect(screen.getByTestId('seen-statement')).toBeEnabled());
  await userEvent.click(screen.getByTestId('seen-statement'));
  await userEvent.click(screen.getByTestId('consent'));
  await userEvent.click(screen.getByTestId('sign-button'));
  return screen.findByTestId('pin-input');
}

async function enter(pin: string) {
  await userEvent.type(screen.getByTestId('pin-input'), pin);
  await userEvent.click(screen.getByTestId('pin-submit'));
}

afterEach(() => setLocale('id'));

describe('the files decide', () => {
  it('all_unsigned_go_to_signing_together', async () => {
    const { app } = await dropped('token=practice&pick=unsigned,unsigned');
    expect([app.area, app.many?.way]).toEqual(['many', 'sign']);
  });

  it('one_signed_among_them_goes_to_the_table', async () => {
    const { app } = await dropped('token=practice&pick=unsigned,good');
    expect([app.area, app.many?.way]).toEqual(['many', 'verify']);
  });

  it('the_other_way_is_one_button_away', async () => {
    await picked('token=practice&pick=unsigned*2,good', 'verify');
    await userEvent.click(await screen.findByTestId('to-batch'));
    expect(await screen.findByTestId('letters')).toBeVisible();
    await userEvent.click(screen.getByTestId('to-table'));
    expect(await screen.findByTestId('verdicts')).toBeVisible();
  });

  it('word_picture_and_zip_each_get_their_sentence_and_the_rest_is_signed', async () => {
    await picked('token=practice&pick=unsigned,word,unsigned');
    await screen.findByTestId('letters');
    await waitFor(() => expect(states()).toEqual(['Siap', 'Dilewati', 'Siap']));
    expect(screen.getByTestId('letters')).toHaveTextContent('Ini dokumen Word, bukan PDF. Di Word, pilih Simpan sebagai');
    await upToThePin();
    await enter('123456');
    expect(await screen.findByTestId('batch-done')).toHaveTextContent('2 surat berhasil ditandatangani');
    expect(await faults()).toEqual([]);
  });
});

describe('a batch', () => {
  it('waits_for_all_letters_seen_and_for_consent', async () => {
    const { app } = await picked('token=practice&pick=unsigned*3');
    await screen.findByTestId('letters');
    await waitFor(() => expect(app.many?.batch?.plan?.ready).toBe(true));
    expect(screen.getByTestId('consent')).toBeDisabled();
    for (const index of [0, 1, 2]) app.many?.batch?.sawLetter(index);
    await waitFor(() => expect(screen.getByTestId('consent')).toBeEnabled());
    expect(screen.getByTestId('sign-button')).toBeDisabled();
    await userEvent.click(screen.getByTestId('consent'));
    expect(screen.getByTestId('sign-button')).toBeEnabled();
    expect(screen.getByTestId('sign-button')).toHaveTextContent('Tandatangani 3 surat');
    expect(await faults()).toEqual([]);
  });

  it('asks_again_after_a_wrong_pin_and_never_sends_it_twice', async () => {
    const { mock } = await picked('token=practice&pick=unsigned*2');
    await upToThePin();
    expect(screen.getByTestId('pin-dialog')).toHaveTextContent('2 surat');
    await enter('999999');
    expect(await screen.findByTestId('pin-error')).toHaveTextContent('PIN salah');
    expect(screen.getByTestId('pin-input')).toHaveValue('');
    await enter('123456');
    await screen.findByTestId('batch-done');
    const names = mock.calls.map((call) => call.command).filter((name) => name.startsWith('batch_'));
    expect(names).toEqual(['batch_plan', 'batch_start', 'batch_answer', 'batch_resume', 'batch_answer']);
    expect(JSON.stringify(mock.calls)).not.toContain('999999');
  });

  it('pulled_token_tells_what_is_done_and_left_and_resumes', async () => {
    const { mock } = await picked('token=practice&pick=unsigned*3');
    let answers = 0;
    const usual = mock.answers;
    mock.answers = {
      ...usual,
      batch_answer: () => {
        answers += 1;
        const item = (at: number, signed: boolean) => ({
          name: `${at}.pdf`,
          state: signed ? ('signed' as const) : ('waiting' as const),
          output: signed ? `${at}_ttd.pdf` : null,
          level: signed ? 'B-B' : null,
          problem: null,
          findings: 0,
        });
        const items = [0, 1, 2].map((at) => item(at, answers > 1 || at === 0));
        return done({ batch: 'b1', items, stopped: answers > 1 ? null : { code: 'token-removed' } });
      },
    };
    await upToThePin();
    await enter('123456');
    expect(await screen.findByTestId('batch-left')).toHaveTextContent('1 surat sudah ditandatangani, 2 surat belum.');
    expect(screen.getByTestId('problem')).toHaveAttribute('data-code', 'token-removed');
    expect(await faults()).toEqual([]);
    await userEvent.click(screen.getByTestId('batch-resume'));
    await screen.findByTestId('pin-input');
    expect(screen.getByTestId('pin-dialog')).toHaveTextContent('2 surat');
    await enter('123456');
    expect(await screen.findByTestId('batch-done')).toHaveTextContent('3 surat');
  });

  it('token_still_out_when_resuming_stays_where_it_is', async () => {
    const { app, mock } = await picked('token=practice&pick=unsigned*2');
    await upToThePin();
    mock.answers = {
      batch_answer: () =>
        done({
          batch: 'b1',
          items: ['signed', 'waiting'].map((state) => ({ name: 'a.pdf', state: state as 'signed', output: 'a_ttd.pdf', level: 'B-B', problem: null, findings: 0 })),
          stopped: { code: 'token-removed' },
        }),
      batch_resume: () => refused({ code: 'token-not-found', name: 'practice' }),
    };
    await enter('123456');
    await userEvent.click(await screen.findByTestId('batch-resume'));
    expect(app.many?.batch?.phase).toBe('stopped');
    expect(await screen.findByTestId('batch-resume')).toBeVisible();
  });

  it('pinpad_is_told_beforehand_how_often_it_asks', async () => {
    await picked('token=pad&pick=unsigned*4');
    await userEvent.click(await screen.findByTestId('seen-statement'));
    await userEvent.click(screen.getByTestId('consent'));
    await userEvent.click(screen.getByTestId('sign-button'));
    expect(await screen.findByTestId('pin-pad-count')).toHaveTextContent('paling banyak 4 kali');
  });

  it('one_rule_of_placement_is_asked_for_all', async () => {
    const { app, mock } = await picked('token=practice&pick=unsigned*2');
    await screen.findByTestId('letters');
    const places = () => mock.calls.filter((call) => call.command === 'batch_plan').map((call) => (call.payload as { each: { place: unknown } }).each.place);
    await userEvent.click(screen.getByTestId('rule-anchor'));
    expect(screen.getByTestId('sign-button')).toBeDisabled();
    await userEvent.type(screen.getByTestId('anchor'), 'Kepala Dinas');
    await waitFor(() => expect(places().at(-1)).toEqual({ kind: 'anchor', text: 'Kepala Dinas', over: false }));
    const rect = { x: 1, y: 2, width: 200, height: 90 };
    await app.many?.batch?.lay(rect, null);
    expect(places().at(-1)).toEqual({ kind: 'last_page', rect });
    await app.many?.batch?.lay(rect, 2);
    expect(places().at(-1)).toEqual({ kind: 'page', page: 2, rect });
  });

  it('level_is_chosen_for_all_and_told_letter_by_letter', async () => {
    const { app, mock } = await picked('token=practice&network&pick=unsigned,unstamped');
    await screen.findByTestId('letters');
    await waitFor(() => expect(app.many?.batch?.plan?.ready).toBe(true));
    // What is proposed is what holds for years, where a server may be asked.
    expect(screen.getByTestId('level-panel')).toHaveTextContent('Stempel waktu dan bukti status (B-LT)');
    const asked = () => mock.calls.filter((call) => call.command === 'batch_plan').map((call) => (call.payload as { each: { level?: string } }).each.level);
    expect(asked().at(-1)).toBeUndefined();
    await userEvent.selectOptions(screen.getByTestId('level'), 't');
    await waitFor(() => expect(asked().at(-1)).toBe('t'));
    expect(screen.getByTestId('level-note')).toHaveTextContent('Server stempel waktu membuktikan');
    expect(await faults()).toEqual([]);
    await upToThePin();
    await enter('123456');
    await screen.findByTestId('batch-done');
    expect(states()).toEqual(['Ditandatangani', 'Belum lengkap']);
    expect(screen.getByTestId('letters')).toHaveTextContent('1-undangan_ttd.pdf · B-T');
    expect(screen.getByTestId('letters')).toHaveTextContent('tersimpan pada tingkat B-B dan masuk daftar Lengkapi');
    expect(screen.getByTestId('to-pending')).toBeVisible();
  });

  it('locked_letter_asks_for_its_password_before_the_pin_and_one_password_serves_those_it_opens', async () => {
    const { app, mock } = await picked('token=practice&pick=unsigned,locked*2');
    await screen.findByTestId('letters');
    await waitFor(() => expect(states()).toEqual(['Siap', 'Terkunci', 'Terkunci']));
    expect(screen.getByTestId('sign-button')).toHaveTextContent('Tandatangani 1 surat');
    await userEvent.click(screen.getAllByTestId('letter-unlock')[0] as HTMLElement);
    const form = await screen.findByTestId('password-form');
    expect(await faults()).toEqual([]);
    await userEvent.type(within(form).getByTestId('password-input'), 'keliru');
    await userEvent.click(within(form).getByTestId('password-submit'));
    expect(await screen.findByTestId('problem')).toHaveAttribute('data-code', 'document-password-wrong');
    expect(screen.getByTestId('password-input')).toHaveValue('');
    await userEvent.type(screen.getByTestId('password-input'), 'rahasia');
    await userEvent.click(screen.getByTestId('password-submit'));
    await waitFor(() => expect(screen.queryByTestId('password-form')).toBeNull());
    await userEvent.click(screen.getByTestId('letter-back'));
    await waitFor(() => expect(states()).toEqual(['Siap', 'Siap', 'Siap']));
    expect(screen.getByTestId('sign-button')).toHaveTextContent('Tandatangani 3 surat');
    expect(JSON.stringify(mock.calls)).not.toContain('rahasia"');
    await app.leaveMany();
    const closed = mock.calls.filter((call) => call.command === 'document_close').map((call) => (call.payload as { document: string }).document);
    expect(closed).toEqual(expect.arrayContaining(['letter-locked', 'letter-unlocked-1', 'letter-unlocked-2']));
  });

  it('letters_that_failed_are_tried_again_alone_with_one_pin', async () => {
    const { mock } = await picked('token=practice&pick=unsigned,changed');
    await screen.findByTestId('letters');
    await waitFor(() => expect(states()).toEqual(['Siap', 'Dilewati']));
    await upToThePin();
    await enter('123456');
    expect(await screen.findByTestId('batch-refused')).toHaveTextContent('1 surat dilewati');
    await userEvent.click(screen.getByTestId('batch-retry'));
    await screen.findByTestId('pin-input');
    expect(screen.getByTestId('pin-dialog')).toHaveTextContent('1 surat');
    await enter('123456');
    expect(await screen.findByTestId('batch-done')).toHaveTextContent('2 surat');
    expect(screen.queryByTestId('batch-retry')).toBeNull();
    const names = mock.calls.map((call) => call.command).filter((name) => name.startsWith('batch_'));
    expect(names).toEqual(['batch_plan', 'batch_start', 'batch_answer', 'batch_retry', 'batch_answer']);
  });

  it('trying_again_without_the_token_stays_at_the_list_and_says_why', async () => {
    const { app, mock } = await picked('token=practice&pick=unsigned,changed');
    await screen.findByTestId('letters');
    await upToThePin();
    await enter('123456');
    mock.answers = { batch_retry: () => refused({ code: 'token-not-found', name: 'practice' }) };
    await userEvent.click(await screen.findByTestId('batch-retry'));
    expect(await screen.findByTestId('problem')).toHaveAttribute('data-code', 'token-not-found');
    expect(app.many?.batch?.phase).toBe('done');
    expect(states()).toEqual(['Ditandatangani', 'Dilewati']);
  });

  it('letter_left_out_is_not_signed', async () => {
    const { mock } = await picked('token=practice&pick=unsigned*3');
    await screen.findByTestId('letters');
    await userEvent.click(screen.getAllByTestId('letter-choose')[1] as HTMLElement);
    await waitFor(() => {
      const plan = mock.calls.filter((call) => call.command === 'batch_plan').at(-1);
      expect((plan?.payload as { items: number[] }).items).toEqual([0, 2]);
    });
    expect(screen.getByTestId('sign-button')).toHaveTextContent('Tandatangani 2 surat');
  });
});

describe('the table', () => {
  it('counts_filters_and_sorts_by_verdict', async () => {
    const { app } = await picked('token=practice&pick=good*3,tampered,unsigned*2,word', 'verify');
    await screen.findByTestId('verdicts');
    await waitFor(() => expect(screen.getByTestId('count-all')).toHaveTextContent('7'));
    expect(screen.getByTestId('count-tidak_sah')).toHaveTextContent('1');
    expect(screen.getByTestId('count-unreadable')).toHaveTextContent('1');
    const first = within(screen.getByTestId('verdicts')).getAllByRole('listitem')[0];
    expect(first).toHaveTextContent('Tidak sah'); // the worst first
    expect(await faults()).toEqual([]);
    await userEvent.click(screen.getByTestId('filter-sah'));
    expect(within(screen.getByTestId('verdicts')).getAllByRole('listitem')).toHaveLength(3);
    await userEvent.click(screen.getByTestId('filter-all'));
    await userEvent.selectOptions(screen.getByTestId('sort'), 'order');
    expect(app.many?.lines.map((line) => line.file.index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    await userEvent.click(screen.getByTestId('save-table'));
    expect(await screen.findByTestId('table-saved')).toHaveTextContent('daftar-hasil-pemeriksaan.csv');
  });

  it('row_opens_its_result_and_leads_back', async () => {
    const { app, mock } = await picked('token=practice&pick=good*2', 'verify');
    await userEvent.click((await screen.findAllByTestId('row-open'))[1] as HTMLElement);
    await screen.findByTestId('verdict-word');
    await userEvent.click(screen.getByTestId('back-to-list'));
    expect(await screen.findByTestId('verdicts')).toBeVisible();
    expect(app.checked).toBeNull();
    expect(mock.calls.map((call) => call.command)).toContain('document_close');
  });

  it('five_thousand_rows_are_some_twenty_in_the_page', async () => {
    await picked('pick=good*5000', 'verify');
    await waitFor(() => expect(screen.getByTestId('count-all')).toHaveTextContent('5.000'), { timeout: 4_500 });
    const rows = within(screen.getByTestId('verdicts')).getAllByRole('listitem');
    expect(rows.length).toBeLessThan(30);
    expect(rows[0]).toHaveAttribute('aria-setsize', '5000');
  });

  it('stopped_check_says_how_far_it_came_and_goes_on', async () => {
    const again = new Mock(new URLSearchParams('pick=good*4'));
    const app = new App(again.call);
    again.on(app.handle);
    again.answers = {
      many_verify: ({ selection }) => {
        const row = { verdict: 'sah', reason: null, signers: [], signatures: 1, time: null, stamped: false, practice: false, problem: null };
        again.emit({ event: 'verdicts', payload: { selection, rows: [0, 1].map((index) => ({ ...row, index })) } });
        return done({ finished: false });
      },
    };
    await app.pick('verify');
    expect([app.many?.verified, app.many?.complete]).toEqual([2, false]);
    again.answers = {};
    await app.many?.verify();
    expect(again.calls.at(-1)).toMatchObject({ command: 'many_verify', payload: { index: 2 } });
    expect(app.many?.complete).toBe(true);
  });
});

describe('pending letters', () => {
  it('wait_on_the_start_screen_and_are_completed_one_by_one', async () => {
    const mock = new Mock(new URLSearchParams('pending=3'));
    const app = new App(mock.call);
    await app.start();
    render(AppView, { app });
    expect(screen.getByTestId('pending-hint')).toHaveTextContent('3 surat');
    await userEvent.click(screen.getByTestId('to-pending'));
    expect(await faults()).toEqual([]);
    await userEvent.click(screen.getAllByTestId('pending-complete')[0] as HTMLElement);
    await waitFor(() => expect(screen.getAllByTestId('pending-letter')).toHaveLength(2));
    await userEvent.click(screen.getByTestId('pending-all'));
    // One fails with its reason, the other one is completed all the same.
    await waitFor(() => expect(screen.getAllByTestId('pending-letter')).toHaveLength(1));
    expect(await screen.findByTestId('problem')).toHaveAttribute('data-code', 'timestamp-not-set');
    expect(screen.getByTestId('pending-completed')).toHaveTextContent('2 surat sudah lengkap');
    expect(await faults()).toEqual([]);
    await userEvent.click(screen.getByTestId('pending-home'));
    await waitFor(() => expect(mock.calls.filter((call) => call.command === 'document_close')).toHaveLength(2));
  });
});

describe('a pending letter that a password protects', () => {
  it('asks_for_it_in_its_row_and_lets_the_others_go_on', async () => {
    const mock = new Mock(new URLSearchParams('pending=4'));
    const app = new App(mock.call);
    await app.start();
    render(AppView, { app });
    await userEvent.click(screen.getByTestId('to-pending'));
    await userEvent.click(screen.getByTestId('pending-all'));
    await waitFor(() => expect(screen.getByTestId('pending-completed')).toHaveTextContent('2 surat sudah lengkap'));
    const form = await screen.findByTestId('password-form');
    expect(await faults()).toEqual([]);
    await userEvent.type(within(form).getByTestId('password-input'), 'keliru');
    await userEvent.click(within(form).getByTestId('password-submit'));
    await waitFor(() => expect(document.querySelector('[data-code="document-password-wrong"]')).not.toBeNull());
    expect(screen.getByTestId('password-input')).toHaveValue('');
    await userEvent.type(screen.getByTestId('password-input'), 'rahasia');
    await userEvent.click(screen.getByTestId('password-submit'));
    await waitFor(() => expect(screen.getByTestId('pending-completed')).toHaveTextContent('3 surat sudah lengkap'));
    expect(screen.queryByTestId('password-form')).toBeNull();
    expect(JSON.stringify(mock.calls)).not.toContain('rahasia');
  });
});

describe('attachments', () => {
  it('are_listed_and_kept_only_after_a_warning', async () => {
    const { mock } = await picked('attachments&pick=good', 'verify');
    const list = await screen.findByTestId('attachments');
    list.setAttribute('open', '');
    expect(within(list).queryByRole('link')).toBeNull();
    await userEvent.click(screen.getAllByTestId('attachment-save')[1] as HTMLElement);
    expect(screen.getByTestId('attachment-warning')).toHaveTextContent('merusak komputer');
    expect(mock.calls.map((call) => call.command)).not.toContain('attachment_save');
    expect(await faults()).toEqual([]);
    await userEvent.click(screen.getByTestId('attachment-keep'));
    expect(mock.calls.at(-1)).toEqual({ command: 'attachment_save', payload: { document: 'signed-good', index: 1 } });
    expect(await screen.findByTestId('attachment-saved')).toHaveTextContent('daftar hadir.csv');
  });
});
