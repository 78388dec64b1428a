// The window as a whole: which screen a file leads to, and what stays after a refusal.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { locale } from '../src/i18n/index.svelte';
import type { Call } from '../src/ipc';
import { Mock, refused } from '../src/ipc/mock';
import * as views from '../src/ipc/mock-views';
import { App } from '../src/state/app.svelte';
import { Busy } from '../src/state/busy.svelte';
import { corner } from '../src/state/token';

let mock: Mock;
let app: App;

beforeEach(async () => {
  mock = new Mock();
  app = new App(mock.call);
  await app.start();
});

describe('the file decides', () => {
  it('unsigned_file_leads_to_signing', async () => {
    await app.take([views.opened('unsigned')], null);
    expect(app.area).toBe('sign');
  });

  it('damaged_file_is_repaired_as_a_copy_when_asked', async () => {
    await app.take([views.opened('repairable')], 'sign');
    expect(app.signing?.document.sign_problem?.code).toBe('document-needs-repair');
    await app.repair(app.signing!.document);
    expect([app.signing?.document.name, app.signing?.document.sign_problem]).toEqual(['undangan_diperbaiki.pdf', null]);
  });

  it('signed_file_leads_to_the_result', async () => {
    await app.take([views.opened('good')], null);
    expect([app.area, app.result?.verdict]).toEqual(['verify', 'sah']);
  });

  it('wish_to_sign_beats_the_file', async () => {
    await app.take([views.opened('good')], 'sign');
    expect(app.area).toBe('sign');
  });

  it('refused_file_is_shown_with_its_reason', async () => {
    await app.take([views.opened('word')], 'sign');
    expect(app.area).toBe('home');
    expect(app.refused).toMatchObject({ kind: 'refused', problem: { code: 'document-not-pdf' } });
  });

  it('nothing_picked_changes_nothing', async () => {
    await app.take([], null);
    expect(app.area).toBe('home');
  });

  it('dropped_files_end_the_hovering', async () => {
    app.handle({ event: 'dragging', payload: true });
    expect(app.dragging).toBe(true);
    await app.take([views.opened('unsigned')], null);
    expect(app.dragging).toBe(false);
  });
});

describe('locked documents', () => {
  it('wrong_password_stays_at_the_prompt', async () => {
    await app.take([views.opened('locked')], 'verify');
    expect(app.locked?.name).toBe('rahasia.pdf');
    expect(await app.unlock('salah')).toBeNull();
    expect(app.problem?.code).toBe('document-password-wrong');
  });

  it('right_password_goes_on_to_what_was_wished', async () => {
    await app.take([views.opened('locked')], 'verify');
    const opened = await app.unlock('rahasia');
    if (!opened) throw new Error('expected the document');
    await app.unlocked(opened);
    expect([app.area, app.locked]).toEqual(['verify', null]);
  });
});

describe('files that come at other times', () => {
  const other = () => {
    const opened = views.opened('longname');
    if (opened.kind !== 'document') throw new Error('expected a document');
    return opened;
  };

  async function atPin() {
    await app.setPractice(true);
    await app.take([views.opened('unsigned')], null);
    if (!app.signing) throw new Error('expected a signing');
    app.signing.stated = true;
    app.signing.consent = true;
    await app.signing.start();
    return app.signing;
  }

  it('replaced_document_is_closed', async () => {
    await app.take([views.opened('unsigned')], null);
    await app.take([other()], null);
    expect(mock.calls.filter((call) => call.command === 'document_close').map((call) => call.payload)).toEqual([
      { document: 'letter-1' },
    ]);
  });

  it('file_dropped_over_the_pin_cancels_that_run_first', async () => {
    await atPin();
    await app.take([other()], null);
    expect(mock.calls.some((call) => call.command === 'secret_cancel')).toBe(true);
    expect(app.signing?.document.document).toBe('letter-long');
  });

  it('file_dropped_while_the_token_works_is_ignored', async () => {
    const flow = await atPin();
    const answer = flow.answer('123456');
    await app.take([other()], null);
    await answer;
    expect([app.signing?.document.document, flow.phase]).toEqual(['letter-1', 'done']);
  });
});

describe('around it', () => {
  it('failed_check_is_a_problem_not_a_verdict', async () => {
    mock.answers.verify_run = () => refused({ code: 'document-damaged' });
    await app.take([views.opened('good')], null);
    expect([app.result, app.problem?.code, app.checking]).toEqual([null, 'document-damaged', false]);
  });

  it('trying_out_switches_the_practice_token_on_and_opens_the_letter', async () => {
    await app.tryOut();
    expect([app.area, app.signing?.token?.id, app.signing?.document.sample]).toEqual(['sign', 'practice', true]);
  });

  it('language_changes_at_once', async () => {
    const change = app.setLocale('en');
    expect(locale()).toBe('en');
    await change;
    await app.setLocale('id');
    expect(locale()).toBe('id');
  });

  it('closed_document_leaves_no_trace', async () => {
    const opened = views.opened('unsigned');
    await app.take([opened], null);
    if (opened.kind === 'document') await app.close(opened.document);
    expect(app.signing).toBeNull();
    expect(mock.calls.at(-1)?.command).toBe('document_close');
  });

  it.each([
    ['none', 'none'],
    ['ready', 'ready'],
    ['blocked', 'blocked'],
    ['practice', 'ready'],
  ])('corner_says_%s_as_%s', (tokens, state) => {
    expect(corner(views.tokens(tokens)).state).toBe(state);
  });

  it('corner_reads_until_the_tokens_are_known', () => {
    expect(corner(null).state).toBe('reading');
  });
});

describe('what takes long', () => {
  const never = () => new Promise<never>(() => {});

  it('is_said_after_half_a_second_and_no_longer_than_it_lasts', async () => {
    vi.useFakeTimers();
    let end = () => {};
    const busy = new Busy();
    const call = busy.watch((() => new Promise((done) => (end = () => done({ status: 'done', value: {} })))) as Call);
    const answer = call('doctor_run', { network: false });
    await vi.advanceTimersByTimeAsync(499);
    expect(busy.shown).toBe(false);
    await vi.advanceTimersByTimeAsync(2);
    expect(busy.shown).toBe(true);
    end();
    await answer;
    expect(busy.shown).toBe(false);
    vi.useRealTimers();
  });

  it('is_not_said_of_what_shows_its_own_progress_or_waits_for_the_person', async () => {
    vi.useFakeTimers();
    const busy = new Busy();
    const call = busy.watch(never as Call);
    void call('verify_run', { document: 'd1', online: null });
    void call('documents_pick', { folder: false });
    void call('secret_answer', { ticket: 't', pin: '', last_try: false });
    await vi.advanceTimersByTimeAsync(5000);
    expect(busy.shown).toBe(false);
    vi.useRealTimers();
  });

  it('can_be_stopped_where_it_reads_asks_or_writes_and_nowhere_else', async () => {
    vi.useFakeTimers();
    const calls: [string, unknown, string | undefined][] = [];
    const busy = new Busy();
    const call = busy.watch(((command: string, payload: unknown, run?: string) => {
      calls.push([command, payload, run]);
      return command === 'run_stop' ? Promise.resolve({ status: 'done', value: {} }) : never();
    }) as Call);
    void call('data_delete', {});
    await vi.advanceTimersByTimeAsync(501);
    expect(busy.work).toMatchObject({ stoppable: false });
    await busy.stop();
    expect(calls).toEqual([['data_delete', {}, undefined]]);

    const days = { from: '2026-01-01', to: '2026-12-31' };
    void call('records_save', { ...days, full: false });
    await vi.advanceTimersByTimeAsync(501);
    const run = calls[1]?.[2] ?? '';
    expect(busy.work).toMatchObject({ run, stoppable: true, stopping: false });
    busy.tell({ run, asking: false, done: 2048, all: null });
    expect(busy.work?.done).toBe(2048);
    await busy.stop();
    expect(calls[2]).toEqual(['run_stop', { ticket: run }, undefined]);
    expect(busy.work?.stopping).toBe(true);
    vi.useRealTimers();
  });

  it('is_not_said_while_the_person_is_asked_where_the_file_goes', async () => {
    vi.useFakeTimers();
    let run = '';
    const busy = new Busy();
    const call = busy.watch(((_: string, __: unknown, name?: string) => {
      run = name ?? '';
      return never();
    }) as Call);
    void call('records_save', { from: '', to: '', full: false });
    await vi.advanceTimersByTimeAsync(501);
    expect(busy.shown).toBe(true);
    busy.tell({ run, asking: true, done: 0, all: null });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(busy.shown).toBe(false);
    busy.tell({ run, asking: false, done: 0, all: null });
    await vi.advanceTimersByTimeAsync(501);
    expect(busy.work).toMatchObject({ run, stoppable: true });
    vi.useRealTimers();
  });

  it('question_to_the_network_that_is_stopped_leaves_the_result_so_far', async () => {
    mock = new Mock(new URLSearchParams('slow=verify_run'));
    mock.answers.verify_run = () => ({ status: 'done', value: views.result('untrusted') });
    app = new App(mock.call);
    await app.start();
    const document = views.opened('untrusted');
    if (document.kind !== 'document') throw new Error('it is one document');
    void app.verify(document.document);
    await vi.waitFor(() => expect(mock.calls.at(-1)?.command).toBe('verify_run'));
    await app.stopAsking(document.document);
    await vi.waitFor(() => expect(app.checking).toBe(false));
    expect(app.problem?.code).toBe('stopped');
    await app.verify(document.document);
    const before = app.result;
    expect(before).not.toBeNull();

    const asked = app.verifyOnline(document.document);
    await vi.waitFor(() => expect(mock.calls.filter((call) => call.command === 'verify_run')).toHaveLength(3));
    expect(app.asking).toBe(true);
    await app.stopAsking(document.document);
    await asked;
    expect([app.asking, app.problem?.code]).toEqual([false, 'stopped']);
    expect(app.result).toBe(before);
  });

  it('check_that_is_given_up_is_stopped_closed_and_its_late_answer_ignored', async () => {
    let late = () => {};
    const call: Call = async (command, request) => {
      if (command === 'verify_run') await new Promise<void>((done) => (late = done));
      return mock.call(command, request);
    };
    app = new App(call);
    await app.start();
    const taken = app.take([views.opened('good')], null);
    await vi.waitFor(() => expect(app.checking).toBe(true));
    const document = app.checked?.document;
    await app.stopVerifying();
    const told = mock.calls.filter((each) => ['run_stop', 'document_close'].includes(each.command));
    expect(told.map((each) => [each.command, Object.values(each.payload as object)[0]])).toEqual([['run_stop', document], ['document_close', document]]);
    late();
    await taken;
    expect([app.area, app.checked, app.result, app.problem]).toEqual(['verify', null, null, null]);
  });
});
