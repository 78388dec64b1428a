// The PIN field: read once, cleared at once, kept nowhere.
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { prompt } from '../src/ipc/mock-views';
import PinDialog from '../src/parts/pin-dialog.svelte';

function shown(change: Partial<Parameters<typeof render<typeof PinDialog>>[1]> = {}) {
  const onanswer = vi.fn();
  const oncancel = vi.fn();
  const props = { secret: prompt(false, false, 3), hint: null, busy: false, step: null, onanswer, oncancel, ...change };
  const view = render(PinDialog, props);
  return { ...view, onanswer, oncancel, field: screen.queryByTestId<HTMLInputElement>('pin-input') };
}

const field = () => screen.getByTestId<HTMLInputElement>('pin-input');

describe('pin dialog', () => {
  it('field_is_empty_the_moment_the_pin_was_read', async () => {
    let left = 'not called';
    const { onanswer } = shown({ onanswer: vi.fn(() => (left = field().value)) });
    await userEvent.type(field(), '123456');
    await userEvent.click(screen.getByTestId('pin-submit'));
    expect(left).toBe('');
    expect(onanswer).toBeDefined();
    expect(document.body.innerHTML).not.toContain('123456');
  });

  it('enter_sends_the_pin_once', async () => {
    const { onanswer } = shown();
    await userEvent.type(field(), '123456{Enter}');
    expect(onanswer).toHaveBeenCalledExactlyOnceWith('123456', false);
  });

  it('empty_field_is_not_sent', async () => {
    const { onanswer } = shown();
    await userEvent.click(screen.getByTestId('pin-submit'));
    expect(onanswer).not.toHaveBeenCalled();
    expect(screen.getByTestId('pin-error')).toHaveTextContent('Ketik PIN token Anda.');
  });

  it('cancel_clears_the_field', async () => {
    const { oncancel } = shown();
    await userEvent.type(field(), '12');
    await userEvent.click(screen.getByTestId('pin-cancel'));
    expect(oncancel).toHaveBeenCalledOnce();
    expect(field().value).toBe('');
  });

  it('field_is_a_password_field_without_memory', () => {
    shown();
    expect(field()).toHaveAttribute('type', 'password');
    expect(field()).toHaveAttribute('autocomplete', 'off');
    expect(field()).toHaveAccessibleName('PIN token');
  });

  it('tries_left_are_shown_before_asking', () => {
    shown();
    expect(screen.getByTestId('pin-tries')).toHaveTextContent('3');
  });

  it('wrong_pin_says_how_many_tries_are_left', () => {
    shown({ secret: prompt(false, true, 2) });
    expect(screen.getByTestId('pin-error')).toHaveTextContent('PIN salah. Sisa percobaan: 2.');
    expect(field()).toHaveAttribute('aria-invalid', 'true');
  });

  it('what_the_pin_is_not_is_said_once', () => {
    shown({ secret: prompt(false, true, 2) });
    const said = screen.getByTestId('pin-dialog').textContent ?? '';
    expect(said.match(/passphrase/g)).toHaveLength(1);
  });

  it('pin_that_was_not_sent_says_why', () => {
    shown({ problem: { code: 'pin-format', min: 6, max: 8, characters: 'any' } });
    expect(screen.getByTestId('pin-error')).toHaveTextContent('6 sampai 8');
  });

  it('last_try_waits_for_a_tick', async () => {
    const { onanswer } = shown({ secret: prompt(false, false, 1) });
    expect(screen.getByTestId('pin-submit')).toBeDisabled();
    await userEvent.type(field(), '123456{Enter}');
    expect(onanswer).not.toHaveBeenCalled();
    await userEvent.click(screen.getByTestId('pin-last'));
    await userEvent.click(screen.getByTestId('pin-submit'));
    expect(onanswer).toHaveBeenCalledOnce();
  });

  it('practice_pin_is_shown_openly', () => {
    shown({ secret: prompt(true, false, 3), hint: '123456' });
    expect(screen.getByTestId('pin-practice')).toHaveTextContent('123456');
  });

  it('no_field_while_the_token_works', () => {
    expect(shown({ busy: true, step: 'token' }).field).toBeNull();
    expect(screen.getByTestId('progress')).toHaveTextContent('Token menandatangani');
  });
});
