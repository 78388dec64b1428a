// Trust and network in the settings: what is off at first, what is compared, what a try of a server says.
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import AppView from '../src/app.svelte';
import { setLocale } from '../src/i18n/index.svelte';
import { Mock, refused } from '../src/ipc/mock';
import * as views from '../src/ipc/mock-views';
import { App } from '../src/state/app.svelte';
import { Network } from '../src/state/network.svelte';

// jsdom draws nothing.
vi.mock('../src/state/pdf', () => ({ openPdf: () => new Promise(() => {}), closePdf: () => {}, pdfjs: () => new Promise(() => {}) }));

async function settings(wish = '') {
  const mock = new Mock(new URLSearchParams(wish));
  const app = new App(mock.call);
  await app.start();
  render(AppView, { app });
  await userEvent.click(screen.getByTestId('nav-settings'));
  await screen.findByTestId('network-on');
  return mock;
}

const sent = (mock: Mock, command: string) =>
  mock.calls.filter((call) => call.command === command).map((call) => call.payload);

async function faults() {
  const result = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return result.violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`);
}

afterEach(() => setLocale('id'));

describe('the network', () => {
  it('is_off_at_first_and_shows_nothing_to_set_until_it_is_allowed', async () => {
    const mock = await settings();
    expect(screen.getByTestId('network-on')).not.toBeChecked();
    expect(screen.queryByTestId('stamp-url')).toBeNull();
    await userEvent.click(screen.getByTestId('network-on'));
    expect(await screen.findByTestId('stamp-url')).toBeVisible();
    expect(sent(mock, 'network_change')).toMatchObject([{ on: true }]);
    expect(await faults()).toEqual([]);
  }, 30_000);

  it('server_with_a_login_is_listed_only_when_the_system_keeps_its_password', async () => {
    const mock = await settings('network');
    mock.answers.network_login = () => refused({ code: 'secrets-absent' });
    await userEvent.type(screen.getByTestId('stamp-url'), 'http://tsa.baru.contoh.test/');
    await userEvent.type(screen.getByTestId('stamp-user'), 'dinas');
    await userEvent.type(screen.getByTestId('stamp-password'), 'rahasia');
    await userEvent.click(screen.getByTestId('stamp-add'));
    expect(await screen.findByTestId('problem')).toHaveAttribute('data-code', 'secrets-absent');
    expect(screen.getAllByTestId('stamp-server')).toHaveLength(2);
    expect(screen.getByTestId('stamp-password')).toHaveValue('');

    delete mock.answers.network_login;
    await userEvent.type(screen.getByTestId('stamp-password'), 'rahasia');
    await userEvent.click(screen.getByTestId('stamp-add'));
    expect(await screen.findByText('http://tsa.baru.contoh.test/')).toBeVisible();
    expect(JSON.stringify(mock.calls)).not.toContain('rahasia');
  });

  it('readable_password_is_warned_of_before_it_is_sent', async () => {
    await settings('network');
    await userEvent.type(screen.getByTestId('stamp-url'), 'http://tsa.contoh.test/');
    expect(screen.queryByText(/tidak terenkripsi/)).toBeNull();
    await userEvent.type(screen.getByTestId('stamp-user'), 'dinas');
    expect(screen.getByText(/tidak terenkripsi/)).toBeVisible();
  });

  it('try_of_a_server_names_the_step_that_fails', async () => {
    await settings('network=status');
    await userEvent.click(screen.getAllByTestId('stamp-test')[0] as HTMLElement);
    const attempt = await screen.findByTestId('attempt');
    expect(within(attempt).getByTestId('attempt-route')).toHaveAttribute('data-passed', 'true');
    expect(within(attempt).getByTestId('attempt-status')).toHaveAttribute('data-passed', 'false');
    expect(within(attempt).queryByTestId('attempt-answer')).toBeNull();
    expect(within(attempt).getByTestId('problem')).toHaveTextContent('HTTP 401');
    expect(await faults()).toEqual([]);
  }, 30_000);

  it('order_of_servers_and_cache_are_in_the_persons_hand', async () => {
    const mock = await settings('network=1');
    await userEvent.click(screen.getByTestId('stamp-raise'));
    expect(sent(mock, 'network_change').at(-1)).toMatchObject({ stamps: [{ url: 'https://tsa.lain.contoh.test/stempel' }, {}] });
    await userEvent.click(screen.getByTestId('cache-clear'));
    expect(await screen.findByText('Jawaban yang disimpan sudah dihapus.')).toBeVisible();
    expect(screen.queryByTestId('cache-clear')).toBeNull();
  });

  it('removing_a_server_forgets_its_password_first', async () => {
    const mock = new Mock(new URLSearchParams('network'));
    const network = new Network(mock.call);
    await network.load();
    await network.removeServer('http://tsa.dinas.contoh.test/');
    expect(mock.calls.map((call) => call.command)).toEqual(['network_get', 'network_login', 'network_change']);
    expect(network.settings?.stamps).toHaveLength(1);
  });
});

describe('trust', () => {
  it('purpose_day_and_mark_are_chosen_when_an_issuer_is_taken_in', async () => {
    const mock = await settings();
    await userEvent.click(screen.getByTestId('trust-pick'));
    await userEvent.type(await screen.findByTestId('trust-fingerprint'), views.FINGERPRINT);
    await userEvent.click(screen.getByTestId('trust-purpose-signing'));
    await userEvent.type(screen.getByTestId('trust-until'), '2030-12-31');
    await userEvent.click(screen.getByTestId('trust-bsre'));
    await userEvent.click(screen.getByTestId('trust-add'));
    expect(sent(mock, 'trust_add')).toMatchObject([{ purpose: 'signing', until: '2030-12-31', bsre: true }]);
    expect(await screen.findByTestId('anchor-bsre')).toBeVisible();
    expect(screen.getByTestId('anchor')).toHaveTextContent('31 Desember 2030');
  });

  it('word_bsre_is_nowhere_at_an_issuer_without_the_mark', async () => {
    await settings('anchors');
    const anchor = await screen.findByTestId('anchor');
    expect(screen.queryByTestId('anchor-bsre')).toBeNull();
    await userEvent.click(within(anchor).getByTestId('trust-mark'));
    expect(await screen.findByTestId('anchor-bsre')).toBeVisible();
  });

  it('bundle_comes_in_by_the_fingerprint_of_its_key_and_its_age_is_shown', async () => {
    await settings();
    await userEvent.click(screen.getByTestId('bundle-pick'));
    expect(await screen.findByTestId('bundle-add')).toBeDisabled();
    await userEvent.type(screen.getByTestId('bundle-fingerprint'), views.FINGERPRINT);
    await userEvent.click(screen.getByTestId('bundle-add'));
    expect(await screen.findByTestId('bundle')).toHaveTextContent('tertanggal 20 November 2026');
    expect(screen.getByTestId('anchor')).toHaveTextContent('Dari paket instansi');
    expect(within(screen.getByTestId('anchor')).queryByTestId('trust-remove')).toBeNull();
    expect(await faults()).toEqual([]);
  }, 30_000);
});

describe('rules', () => {
  const rule = (id: string) => screen.getAllByTestId('rule').find((each) => each.dataset.rule === id)!;

  it('every_rule_says_what_holds_and_who_says_so', async () => {
    await settings('network');
    await screen.findByTestId('rules');
    expect(screen.getAllByTestId('rule')).toHaveLength(12);
    for (const each of screen.getAllByTestId('rule')) expect(each.querySelector('dd p')?.textContent, each.dataset.rule).toBeTruthy();
    expect(rule('offline-signing')).toHaveTextContent('Bawaan aplikasi');
    expect(rule('network')).toHaveTextContent('Boleh digunakan');
    expect(rule('network')).toHaveTextContent('Pilihan Anda');
    expect(await faults()).toEqual([]);
  }, 30_000);

  it('rules_of_the_agency_name_it_and_are_locked_wherever_they_can_be_set', async () => {
    const mock = await settings('network');
    expect(screen.getByTestId('refuse-changeable')).toBeEnabled();
    await userEvent.click(screen.getByTestId('bundle-pick'));
    await userEvent.type(await screen.findByTestId('bundle-fingerprint'), views.FINGERPRINT);
    await userEvent.click(screen.getByTestId('bundle-add'));
    await waitFor(() => expect(rule('offline-signing')).toHaveTextContent('Tidak diizinkan'));
    expect(rule('offline-signing')).toHaveTextContent('Ditetapkan oleh Dinas Kominfo Contoh (UJI), paket tanggal 20 November 2026');
    expect(rule('network')).toHaveTextContent('Pilihan Anda');
    expect(screen.getByTestId('refuse-changeable')).toBeDisabled();
    expect(screen.getByTestId('notice-wording')).toHaveAttribute('readonly');
    expect(screen.queryByTestId('notice-keep')).toBeNull();
    expect(sent(mock, 'network_get').length, 'another bundle changes what the network may').toBeGreaterThan(1);
    expect(await faults()).toEqual([]);
  }, 30_000);
});

describe('the wording of the notice', () => {
  it('is_drawn_while_it_is_typed_and_a_missing_fact_is_named_before_it_is_kept', async () => {
    const mock = await settings();
    expect(await screen.findByTestId('notice-drawn')).toBeVisible();
    expect(screen.getByTestId('notice-lacking')).toHaveTextContent('');
    expect(sent(mock, 'notice_draw')).toHaveLength(1);
    await userEvent.clear(screen.getByTestId('notice-wording'));
    await userEvent.type(screen.getByTestId('notice-wording'), 'Ditandatangani secara elektronik.');
    await waitFor(() => expect(screen.getByTestId('notice-lacking')).not.toHaveTextContent(/^$/));
    expect(sent(mock, 'notice_draw').at(-1)).toEqual({ text: 'Ditandatangani secara elektronik.' });
    expect(sent(mock, 'settings_change')).toEqual([]);
    expect(await faults()).toEqual([]);
  }, 30_000);
});

describe('about', () => {
  it.each(['id', 'en'])('program_says_in_%s_that_it_is_independent_and_no_product_of_bsre', async (locale) => {
    await settings(`locale=${locale}`);
    const about = screen.getByTestId('about');
    expect(about).toHaveTextContent('0.1.0');
    expect(about).toHaveTextContent(locale === 'id' ? 'bukan produk BSrE' : 'no product of BSrE');
    expect(about).toHaveTextContent(locale === 'id' ? 'mandiri' : 'independent');
    // What it must not claim.
    expect(about.textContent).not.toMatch(/\b(resmi|official|satu-satunya|the only|dijamin|guaranteed)\b/i);
  });
});

describe('a result whose status is missing', () => {
  it('offers_to_ask_online_and_tells_what_stood_in_the_way', async () => {
    const mock = new Mock(new URLSearchParams('pick=good'));
    const result = views.result('good');
    const missing = { ...result.trust, missing: true };
    mock.answers.verify_run = ({ online }) => {
      const problems = online ? [{ code: 'network-name-not-found', host: 'ocsp.contoh.test' } as const] : [];
      return { status: 'done', value: { ...result, trust: { ...missing, online: online === true, problems } } };
    };
    const app = new App(mock.call);
    await app.start();
    render(AppView, { app });
    await app.pick('verify');
    await userEvent.click(await screen.findByTestId('verify-online'));
    expect(await screen.findByTestId('problem')).toHaveTextContent('ocsp.contoh.test');
    expect(sent(mock, 'verify_run')).toMatchObject([{ online: null }, { online: true }]);
  });
});
