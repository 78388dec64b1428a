// The first run and the ways to its steps: every step skippable, a file goes first, a refusal leads to what settles it.
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import AppView from '../src/app.svelte';
import { setLocale } from '../src/i18n/index.svelte';
import { Mock, refused } from '../src/ipc/mock';
import * as views from '../src/ipc/mock-views';
import { App } from '../src/state/app.svelte';

vi.mock('../src/state/pdf', () => ({ openPdf: () => new Promise(() => {}), closePdf: () => {}, pdfjs: () => new Promise(() => {}) }));

async function shown(wish: string) {
  const mock = new Mock(new URLSearchParams(wish));
  const app = new App(mock.call);
  await app.start();
  render(AppView, { app });
  return { app, mock };
}

const changes = (mock: Mock) => mock.calls.filter(({ command }) => command === 'settings_change').map(({ payload }) => payload);

afterEach(() => {
  setLocale('id');
  delete document.documentElement.dataset.text;
});

describe('first run', () => {
  it('all_steps_can_be_skipped_and_end_at_home', async () => {
    const { mock } = await shown('first');
    for (const step of ['language', 'trust', 'network', 'token']) {
      expect(await screen.findByTestId(`setup-${step}`)).toBeVisible();
      await userEvent.click(screen.getByTestId('setup-next'));
    }
    expect(await screen.findByTestId('drop-area')).toBeVisible();
    expect(changes(mock)).toEqual([{ locale: null, theme: null, setup: { left: true, network: false } }]);
  });

  it('nothing_about_the_network_is_chosen_for_the_person', async () => {
    const { app, mock } = await shown('first&token=ready');
    app.showStep('network');
    expect(await screen.findByTestId('setup-addresses')).toHaveTextContent('ocsp.penerbit.contoh.test');
    expect(screen.getByTestId('setup-ask-yes')).not.toBeChecked();
    expect(screen.getByTestId('setup-ask-no')).not.toBeChecked();
    expect(screen.getByTestId('setup-next')).toHaveTextContent('Lewati');
    await userEvent.click(screen.getByTestId('setup-ask-yes'));
    const asked = mock.calls.find(({ command }) => command === 'network_change');
    expect(asked?.payload).toMatchObject({ on: true, status: true });
    expect(await screen.findByText('Lanjut')).toBeVisible();
  });

  it('file_that_comes_first_is_shown_first', async () => {
    const mock = new Mock(new URLSearchParams('first'));
    const app = new App(mock.call);
    await app.take([views.opened('unsigned')], null);
    await app.start();
    expect(app.area).toBe('sign');
  });

  it('second_start_does_not_show_it', async () => {
    const { app } = await shown('');
    expect(app.area).toBe('home');
  });
});

describe('a step from where it is needed', () => {
  it('unknown_issuer_leads_to_the_issuers_and_back_to_a_new_result', async () => {
    const { mock } = await shown('pick=untrusted');
    await userEvent.click(screen.getByTestId('pick-verify'));
    await userEvent.click(await screen.findByTestId('setup-go-trust'));
    expect(await screen.findByTestId('issuers')).toBeVisible();
    await userEvent.click(screen.getByTestId('setup-back'));
    expect(await screen.findByTestId('verdict')).toBeVisible();
    expect(mock.calls.filter(({ command }) => command === 'verify_run')).toHaveLength(2);
  });

  it('network_that_is_off_leads_to_its_question', async () => {
    const { app, mock } = await shown('');
    mock.answers.documents_pick = () => refused({ code: 'network-off' });
    await userEvent.click(screen.getByTestId('pick-sign'));
    await userEvent.click(await screen.findByTestId('setup-go-network'));
    expect(app.step).toBe('network');
    await userEvent.click(screen.getByTestId('setup-back'));
    expect(app.area).toBe('home');
  });
});

describe('look', () => {
  it('size_of_text_is_taken_at_once', async () => {
    await shown('');
    await userEvent.click(screen.getByTestId('nav-settings'));
    await userEvent.click(await screen.findByTestId('text-switch-largest'));
    await vi.waitFor(() => expect(document.documentElement.dataset.text).toBe('largest'));
  });

  it('agency_is_kept_as_it_was_typed', async () => {
    const { mock } = await shown('');
    await userEvent.click(screen.getByTestId('nav-settings'));
    const field = await screen.findByTestId('profile-unit');
    await userEvent.clear(field);
    await userEvent.type(field, 'Seksi Layanan');
    await userEvent.click(screen.getByTestId('profile-save'));
    expect(changes(mock).at(-1)).toMatchObject({ profile: { unit: 'Seksi Layanan', domain: 'contoh.test' } });
  });
});
