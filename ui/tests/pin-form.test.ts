// Changing and unblocking a PIN on the token page: nothing typed is kept, nothing is sent in vain, no try is lost unasked.
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import AppView from '../src/app.svelte';
import { setLocale } from '../src/i18n/index.svelte';
import { Mock } from '../src/ipc/mock';
import { App } from '../src/state/app.svelte';

vi.mock('../src/state/pdf', () => ({ openPdf: () => new Promise(() => {}), closePdf: () => {}, pdfjs: () => new Promise(() => {}) }));
afterEach(() => setLocale('id'));

const field = (name: 'secret' | 'new' | 'repeat') => screen.getByTestId<HTMLInputElement>(`pin-${name}`);
const press = (name: string) => userEvent.click(screen.getByTestId(name));
const rule = (name: string) => document.querySelector(`[data-rule="${name}"]`)?.getAttribute('data-met');
const error = () => screen.findByTestId('pin-form-error');

async function shown(token: string, opener: 'pin-change' | 'pin-unblock') {
  const mock = new Mock(new URLSearchParams(`token=${token}`));
  const app = new App(mock.call);
  await app.start();
  render(AppView, { app });
  app.go('token');
  const button = await screen.findByTestId(opener);
  button.closest('details')?.setAttribute('open', '');
  await userEvent.click(button);
  const sent = () => mock.calls.filter((each) => each.command.startsWith('pin_'));
  return { app, mock, sent };
}

async function type(secret: string, fresh: string, again = fresh) {
  for (const [name, text] of [['secret', secret], ['new', fresh], ['repeat', again]] as const) {
    await userEvent.clear(field(name));
    if (text) await userEvent.type(field(name), text);
  }
}

async function send(secret: string, fresh: string, again = fresh) {
  await type(secret, fresh, again);
  await press('pin-form-submit');
}

describe('changing the pin', () => {
  it('rules_of_the_card_are_shown_before_typing_and_ticked_while_typing', async () => {
    await shown('ready', 'pin-change');
    expect(screen.getByTestId('pin-rules')).toHaveTextContent('6 sampai 8');
    expect([rule('length'), rule('same')]).toEqual(['false', 'false']);
    await type('123456', '654321', '65432');
    expect([rule('length'), rule('same')]).toEqual(['true', 'false']);
    await userEvent.type(field('repeat'), '1');
    expect(rule('same')).toBe('true');
    const result = await axe.run(screen.getByTestId('pin-form'), { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
    expect(result.violations.map((violation) => violation.id)).toEqual([]);
  });

  it('fields_are_empty_the_moment_they_were_read', async () => {
    const { mock } = await shown('ready', 'pin-change');
    let sent: unknown;
    let left: string[] = [];
    mock.answers.pin_change = (request) => {
      sent = request;
      return { status: 'refused', problem: { code: 'pin-wrong', tries: 2 } };
    };
    await type('111111', '654321');
    const fields = [field('secret'), field('new'), field('repeat')];
    fields[0]?.form?.addEventListener('submit', () => queueMicrotask(() => (left = fields.map((each) => each.value))));
    await press('pin-form-submit');
    await error();
    expect(sent).toEqual({ token: 'Pembaca Uji', old: '111111', new: '654321', last_try: false });
    expect(left).toEqual(['', '', '']);
    expect([field('secret').value, field('new').value, field('repeat').value]).toEqual(['', '', '']);
    expect(document.body.innerHTML).not.toMatch(/111111|654321/);
  });

  it('fields_remember_nothing', async () => {
    await shown('ready', 'pin-change');
    for (const each of [field('secret'), field('new'), field('repeat')]) {
      expect(each).toHaveAttribute('type', 'password');
      expect(each).toHaveAttribute('autocomplete', 'off');
    }
  });

  it('differing_repetition_is_found_before_anything_is_sent', async () => {
    const { sent } = await shown('ready', 'pin-change');
    await send('123456', '654321', '654322');
    expect(await error()).toHaveTextContent('Kedua PIN baru tidak sama.');
    expect(sent()).toEqual([]);
    expect(field('new')).toHaveFocus();
    expect([field('new').value, field('repeat').value]).toEqual(['', '']);
  });

  it('new_pin_against_the_rules_is_found_before_anything_is_sent', async () => {
    const { sent } = await shown('ready', 'pin-change');
    await send('123456', '123');
    expect(await error()).toHaveTextContent('6 sampai 8');
    expect(sent()).toEqual([]);
  });

  it('empty_old_pin_is_not_sent', async () => {
    const { sent } = await shown('ready', 'pin-change');
    await send('', '654321');
    expect(await error()).toHaveTextContent('Ketik PIN token Anda.');
    expect(field('secret')).toHaveFocus();
    expect(sent()).toEqual([]);
  });

  it('wrong_old_pin_says_the_tries_left_and_takes_the_focus_back', async () => {
    await shown('ready', 'pin-change');
    await send('999999', '654321');
    expect(await error()).toHaveTextContent('PIN salah. Sisa percobaan: 2.');
    await vi.waitFor(() => expect(field('secret')).toHaveFocus());
    expect(field('secret')).toHaveAttribute('aria-invalid', 'true');
    expect(screen.getByTestId('token-tries')).toHaveTextContent('2 kali');
  });

  it('last_try_waits_for_a_tick', async () => {
    const { sent } = await shown('last', 'pin-change');
    expect(screen.getByTestId('pin-form-submit')).toBeDisabled();
    await type('123456', '654321');
    await userEvent.type(field('repeat'), '{Enter}');
    expect(sent()).toEqual([]);
    await press('pin-form-last');
    await press('pin-form-submit');
    expect(await screen.findByTestId('token-said')).toHaveTextContent('PIN token sudah diubah.');
  });

  it('pin_that_became_blocked_leads_on_to_the_puk', async () => {
    await shown('last', 'pin-change');
    await type('999999', '654321');
    await press('pin-form-last');
    await press('pin-form-submit');
    expect(await error()).toHaveTextContent('PIN token diblokir.');
    expect(screen.queryByTestId('pin-secret')).toBeNull();
    await press('pin-form-unblock');
    expect(screen.getByTestId('pin-form')).toHaveAttribute('data-act', 'unblock');
    expect(screen.getByLabelText('PUK')).toBeVisible();
  });

  it('success_is_announced_and_focus_returns_to_the_card', async () => {
    const { sent } = await shown('ready', 'pin-change');
    await send('123456', '654321');
    expect(await screen.findByTestId('token-said')).toHaveTextContent('PIN token sudah diubah.');
    expect(screen.getByTestId('token-said')).toHaveAttribute('role', 'status');
    await vi.waitFor(() => expect(screen.getByTestId('token-pin')).toHaveFocus());
    expect(screen.queryByTestId('pin-form')).toBeNull();
    expect(sent()).toHaveLength(1);
  });

  it('token_pulled_out_is_told_without_speaking_of_a_document', async () => {
    const { mock } = await shown('ready', 'pin-change');
    mock.answers.pin_change = () => ({ status: 'refused', problem: { code: 'token-removed' } });
    await send('123456', '654321');
    expect(await error()).toHaveTextContent('Token dilepas sebelum selesai.');
    expect(screen.getByTestId('pin-form')).not.toHaveTextContent('Dokumen');
  });

  it('cancel_sends_nothing_and_returns_to_the_card', async () => {
    const { sent } = await shown('ready', 'pin-change');
    await type('123456', '654321');
    await press('pin-form-cancel');
    expect(screen.queryByTestId('pin-form')).toBeNull();
    await vi.waitFor(() => expect(screen.getByTestId('token-pin')).toHaveFocus());
    expect(sent()).toEqual([]);
  });
});

describe('unblocking the pin', () => {
  it('wrong_puk_says_the_tries_left_and_the_last_one_waits_for_a_tick', async () => {
    const { sent } = await shown('blocked', 'pin-unblock');
    await send('00000000', '654321');
    expect(await error()).toHaveTextContent('PUK salah. Sisa percobaan PUK: 2.');
    await send('00000000', '654321');
    expect(await error()).toHaveTextContent('Tersisa satu percobaan');
    await type('00000000', '654321');
    await userEvent.type(field('repeat'), '{Enter}');
    expect(sent()).toHaveLength(2);
    await press('pin-form-last');
    await press('pin-form-submit');
    expect(await error()).toHaveTextContent('PUK diblokir');
    expect(screen.queryByTestId('pin-secret')).toBeNull();
  });

  it('right_puk_opens_the_token', async () => {
    const { sent } = await shown('blocked', 'pin-unblock');
    await send('12345678', '654321');
    expect(await screen.findByTestId('token-said')).toHaveTextContent('sudah dibuka');
    expect(screen.getByTestId('token-tries')).toHaveTextContent('3 kali');
    expect(sent().map((each) => each.payload)).toEqual([{}]);
  });

  it('practice_puk_is_shown_openly', async () => {
    await shown('practice', 'pin-unblock');
    expect(screen.getByTestId('pin-form')).toHaveTextContent('12345678');
  });
});

describe('without a token', () => {
  it('nik_and_passphrase_are_explained_and_not_asked_for', async () => {
    const app = new App(new Mock().call);
    await app.start();
    render(AppView, { app });
    app.go('token');
    const note = await screen.findByTestId('remote-note');
    expect(note).toHaveTextContent('Dengan NIK dan passphrase');
    expect(note).toHaveTextContent('tersimpan di server BSrE, bukan pada token');
    expect(note.querySelectorAll('a, input')).toHaveLength(0);
  });

  it('question_is_not_shown_beside_a_token', async () => {
    const app = new App(new Mock(new URLSearchParams('token=ready')).call);
    await app.start();
    render(AppView, { app });
    app.go('token');
    await screen.findByTestId('token-card');
    expect(screen.queryByTestId('remote-note')).toBeNull();
  });
});
