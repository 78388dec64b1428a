// Tokens as a person meets them: every key with its reason, files and drivers chosen by hand, each state with its remedy.
import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import AppView from '../src/app.svelte';
import { setLocale, setSystem } from '../src/i18n/index.svelte';
import { words } from '../src/i18n/problem';
import type { System } from '../src/ipc';
import { done, Mock, refused } from '../src/ipc/mock';
import * as views from '../src/ipc/mock-views';
import PinDialog from '../src/parts/pin-dialog.svelte';
import { App } from '../src/state/app.svelte';

vi.mock('../src/state/pdf', () => ({ openPdf: () => new Promise(() => {}), closePdf: () => {}, pdfjs: () => new Promise(() => {}) }));
afterEach(() => {
  setLocale('id');
  setSystem('linux');
});

async function shown(wish: string, area: 'token' | 'sign' = 'token') {
  const mock = new Mock(new URLSearchParams(wish));
  const app = new App(mock.call);
  await app.start();
  render(AppView, { app });
  if (area === 'token') app.go('token');
  else await app.take([views.opened('unsigned')], 'sign');
  return { app, mock };
}

const press = async (name: string) => userEvent.click(await screen.findByTestId(name));

describe('keys of a token', () => {
  it('all_are_listed_with_purpose_and_reason_and_one_is_proposed', async () => {
    const { app } = await shown('token=many');
    const keys = await screen.findAllByTestId('key');
    const view = app.tokens?.tokens[0];
    expect(keys.map((key) => [key.dataset.key, key.dataset.usable])).toEqual(view?.keys.map((key) => [key.id, String(key.usable)]));
    const said = ['untuk tanda tangan', 'untuk enkripsi', 'untuk masuk ke sistem', 'untuk membuktikan kartunya'];
    said.forEach((words, at) => expect(keys[at]).toHaveTextContent(words));
    expect(keys[0]).toHaveTextContent('Dipakai untuk menandatangani');
    view?.keys.forEach((key, at) => key.problem && expect(keys[at]).toHaveTextContent(words(key.problem).title));
    const faults = await axe.run(document.querySelector('main')!, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
    expect(faults.violations.map((each) => each.id)).toEqual([]);
  });

  it('tries_of_pin_and_puk_are_shown_before_anything_is_typed', async () => {
    await shown('token=ready');
    expect(await screen.findByTestId('token-tries')).toHaveTextContent('3');
    expect(screen.getByTestId('token-puk-tries')).toHaveTextContent('3');
  });
});

describe('files and drivers chosen by hand', () => {
  it('key_file_is_chosen_then_opened_with_its_password', async () => {
    const { mock } = await shown('');
    await press('pick-key-file');
    const field = await screen.findByTestId<HTMLInputElement>('key-file-password');
    await userEvent.type(field, 'salah{Enter}');
    expect(await screen.findByTestId('key-file-dialog-error')).toHaveTextContent('Kata sandi berkas kunci salah.');
    expect(screen.getByTestId<HTMLInputElement>('key-file-password').value).toBe('');
    await userEvent.type(screen.getByTestId('key-file-password'), 'rahasia{Enter}');
    expect(await screen.findByTestId('key')).toHaveTextContent('Pejabat Uji Satu (UJI)');
    expect(screen.queryByTestId('token-pin')).toBeNull();
    expect(JSON.stringify(mock.calls)).not.toMatch(/rahasia|salah/);
  });

  it('driver_test_names_the_step_that_failed', async () => {
    await shown('');
    await press('pick-module');
    const source = await screen.findByTestId('source');
    const steps = [...source.querySelectorAll<HTMLElement>('[data-step]')].map((step) => [step.dataset.step, step.dataset.state]);
    expect(steps).toEqual([['file', 'passed'], ['start', 'passed'], ['slot', 'passed'], ['token', 'failed'], ['certificate', 'open']]);
    expect(source).toHaveTextContent('tidak melihat token');
    await press('source-remove');
    expect(screen.queryByTestId('source')).toBeNull();
  });

  it('file_that_is_no_driver_is_shown_and_not_kept', async () => {
    await shown('baddriver=1');
    await press('pick-module');
    const source = await screen.findByTestId('source');
    expect(source).toHaveAttribute('data-kept', 'false');
    expect(within(source).queryByTestId('source-remove')).toBeNull();
    expect(source).toHaveTextContent('tidak dapat dipakai sebagai driver token');
  });

  it('installed_driver_of_a_named_card_is_used_with_one_click', async () => {
    const { mock } = await shown('token=etoken');
    expect(await screen.findByTestId('token-card')).toHaveTextContent('Token ini SafeNet eToken.');
    await press('driver-use');
    expect(mock.calls.at(-1)).toEqual({ command: 'driver_use', payload: { token: 'Pembaca Uji', driver: '/usr/lib/libeToken.so' } });
    expect(await screen.findByTestId('token-tries')).toHaveTextContent('3');
  });
});

describe('before signing', () => {
  it('issuers_pin_leads_into_the_change_instead_of_signing', async () => {
    const { app, mock } = await shown('token=change', 'sign');
    mock.answers.sign_plan = (request) => {
      const plan = views.plan(request);
      const checks = plan.checks.map((check) =>
        check.id === 'token' ? { ...check, state: 'failed' as const, problem: { code: 'pin-must-be-changed' } as const } : check,
      );
      return done({ ...plan, ready: false, checks });
    };
    await app.signing?.check();
    expect(screen.getByTestId('sign-button')).toBeDisabled();
    await press('go-change');
    expect(await screen.findByTestId('pin-form')).toHaveAttribute('data-act', 'change');
    expect(app.area).toBe('sign');
  });

  it('confirmed_last_try_is_told_to_the_program', async () => {
    const onanswer = vi.fn();
    render(PinDialog, { secret: views.prompt(false, false, 1), hint: null, busy: false, step: null, onanswer, oncancel: vi.fn() });
    await press('pin-last');
    await userEvent.type(screen.getByTestId('pin-input'), '123456{Enter}');
    expect(onanswer).toHaveBeenCalledExactlyOnceWith('123456', true);
  });

  it('pin_pad_has_no_field_and_says_where_to_type', async () => {
    const onanswer = vi.fn();
    const props = { secret: views.prompt(false, false, 3, 'pin_pad'), hint: null, busy: false, step: null, onanswer, oncancel: vi.fn() };
    const { rerender } = render(PinDialog, props);
    expect(screen.queryByTestId('pin-input')).toBeNull();
    expect(screen.getByTestId('pin-tries')).toHaveTextContent('3');
    await press('pin-submit');
    expect(onanswer).toHaveBeenCalledExactlyOnceWith('', false);
    await rerender({ ...props, busy: true, step: 'token' });
    expect(screen.getByTestId('pin-pad-now')).toHaveTextContent('Ketik PIN token pada pembaca kartu sekarang.');
  });

  it('password_of_a_key_file_has_no_counter_and_is_never_called_pin', () => {
    render(PinDialog, { secret: views.prompt(false, true, null, 'password'), hint: null, busy: false, step: null, onanswer: vi.fn(), oncancel: vi.fn() });
    expect(screen.getByTestId('pin-input')).toHaveAccessibleName('Kata sandi berkas kunci');
    expect(screen.getByTestId('pin-error')).toHaveTextContent('Kata sandi berkas kunci salah.');
    expect(screen.getByTestId('pin-dialog').textContent).not.toMatch(/PIN|percobaan: /);
  });

  it('token_at_work_can_be_given_up_and_only_then', async () => {
    const onstop = vi.fn();
    const props = { secret: views.prompt(false, false, 3), hint: null, busy: true, step: 'token' as const, onanswer: vi.fn(), oncancel: vi.fn(), onstop };
    const { rerender } = render(PinDialog, props);
    await press('pin-stop');
    expect(onstop).toHaveBeenCalledOnce();
    await rerender({ ...props, step: 'writing' });
    expect(screen.queryByTestId('pin-stop')).toBeNull();
  });

  it('given_up_run_says_so_and_returns_to_the_document', async () => {
    const { app, mock } = await shown('token=ready', 'sign');
    const flow = app.signing!;
    [flow.stated, flow.consent] = [true, true];
    await flow.start();
    mock.answers.secret_answer = () => refused({ code: 'cancelled' });
    await flow.answer('123456');
    expect([flow.phase, flow.problem?.code]).toEqual(['review', 'cancelled']);
  });
});

describe('what is missing', () => {
  it.each(['token-service-down', 'token-no-access', 'token-no-reader', 'token-busy', 'token-needs-driver', 'module-not-started'] as const)(
    '%s_has_its_own_remedy_on_each_system',
    (code) => {
      for (const locale of ['id', 'en'] as const) {
        setLocale(locale);
        const remedy = (system: System) => {
          setSystem(system);
          return words({ code, card: 'SafeNet eToken', driver: 'x.so', name: 'x.so' } as Parameters<typeof words>[0]).remedy;
        };
        const all = (['linux', 'macos', 'windows'] as const).map(remedy);
        expect(new Set(all).size, all.join('\n')).toBeGreaterThan(1);
      }
    },
  );

  it('every_state_of_presence_has_its_own_sentence', () => {
    const codes = ['token-service-down', 'token-no-access', 'token-no-reader', 'token-no-card', 'token-mute', 'token-unknown', 'token-busy'] as const;
    const said = codes.map((code) => words({ code, atr: '3b00' } as Parameters<typeof words>[0]).title);
    expect(new Set(said).size).toBe(codes.length);
  });

  it('how_do_you_sign_is_asked_with_a_way_on_for_each_answer', async () => {
    const { mock } = await shown('', 'sign');
    const note = await screen.findByTestId('how-note');
    expect(note).toHaveTextContent('Bagaimana Anda biasa menandatangani?');
    expect(note).toHaveTextContent('BeSign');
    expect(note.querySelectorAll('input')).toHaveLength(0);
    await press('how-key-file');
    expect(mock.calls.some((each) => each.command === 'source_pick')).toBe(true);
    expect(await screen.findByTestId('key-file-dialog')).toBeVisible();
  });
});
