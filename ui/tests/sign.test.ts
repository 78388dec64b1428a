// One signing as a state machine: what is asked in which order, and where it stands after each answer.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Mock, done, refused } from '../src/ipc/mock';
import * as views from '../src/ipc/mock-views';
import { SignFlow } from '../src/state/sign.svelte';

let mock: Mock;
let flow: SignFlow;

beforeEach(async () => {
  mock = new Mock();
  flow = new SignFlow(views.document(), mock.call);
  await flow.useTokens(views.tokens('practice'));
});

async function toPin() {
  flow.stated = true;
  flow.consent = true;
  await flow.start();
}

const called = (command: string) => mock.calls.filter((call) => call.command === command);

describe('before the PIN', () => {
  it('plan_is_asked_as_soon_as_a_token_is_there', () => {
    expect(flow.token?.id).toBe('practice');
    expect(flow.plan?.ready).toBe(true);
    expect(flow.signer).toBe('Pejabat Latihan (UJI)');
  });

  it('nothing_is_planned_without_a_token', async () => {
    const alone = new SignFlow(views.document(), mock.call);
    const before = called('sign_plan').length;
    await alone.useTokens(views.tokens('none'));
    expect(called('sign_plan').length).toBe(before);
    expect(alone.maySign).toBe(false);
  });

  it('real_token_is_taken_before_the_practice_token', async () => {
    const both = { ...views.tokens('ready'), tokens: [...views.tokens('practice').tokens, ...views.tokens('ready').tokens] };
    const other = new SignFlow(views.document(), mock.call);
    await other.useTokens({ ...both, tokens: [...both.tokens].reverse() });
    expect(other.token?.practice).toBe(false);
  });

  it('consent_needs_all_pages_seen', () => {
    expect(flow.mayConsent).toBe(false);
    flow.sawPage(1);
    flow.sawPage(3);
    expect(flow.mayConsent).toBe(false);
    flow.sawPage(2);
    expect(flow.mayConsent).toBe(true);
  });

  it('statement_stands_in_for_seeing', () => {
    flow.stated = true;
    expect(flow.mayConsent).toBe(true);
  });

  it('advanced_choices_and_anchor_are_asked_for', async () => {
    flow.protection = 'lock';
    flow.notice = 'omit';
    flow.noticeReason = ' Halaman penuh ';
    flow.rank = 'Pembina';
    await flow.put({ kind: 'anchor', text: 'Ni Luh Uji', over: false });
    expect(called('sign_plan').at(-1)?.payload).toMatchObject({
      place: { kind: 'anchor', text: 'Ni Luh Uji', over: false },
      text: { rank: 'Pembina' },
      notice: { kind: 'omit', reason: 'Halaman penuh' },
      protection: 'lock',
    });
  });

  it('button_is_dead_without_consent', async () => {
    flow.stated = true;
    expect(flow.maySign).toBe(false);
    await flow.start();
    expect(called('sign_run')).toHaveLength(0);
  });

  it('consent_without_having_seen_the_pages_does_not_count', () => {
    flow.consent = true;
    expect(flow.maySign).toBe(false);
  });

  it('button_is_dead_when_a_check_failed', async () => {
    mock.answers.sign_plan = (request) => done({ ...views.plan(request), ready: false });
    await flow.check();
    flow.stated = true;
    flow.consent = true;
    expect(flow.maySign).toBe(false);
  });

  it('older_plan_never_replaces_a_newer_one', async () => {
    mock.delay = 40;
    const slow = flow.put({ kind: 'page', page: 1, rect: { x: 1, y: 1, width: 100, height: 40 } });
    mock.delay = 0;
    const quick = flow.put({ kind: 'page', page: 2, rect: { x: 2, y: 2, width: 100, height: 40 } });
    await Promise.all([slow, quick]);
    expect(flow.plan?.place?.page).toBe(2);
    expect(flow.planning).toBe(false);
  });

  it('waiting_field_is_filled_not_doubled', () => {
    const opened = views.opened('field');
    if (opened.kind !== 'document') throw new Error('expected a document');
    expect(new SignFlow(opened.document, mock.call).place).toEqual({ kind: 'field', name: 'PIHAK KESATU' });
  });

  it('empty_words_are_sent_as_nothing', async () => {
    flow.position = '  ';
    flow.reason = ' Persetujuan ';
    await flow.check();
    expect(called('sign_plan').at(-1)?.payload).toMatchObject({ text: { position: null }, reason: 'Persetujuan' });
  });
});

describe('the PIN', () => {
  it('run_asks_for_the_pin', async () => {
    await toPin();
    expect(flow.phase).toBe('pin');
    expect(flow.secret).toMatchObject({ wrong: false, tries: 3 });
  });

  it('wrong_pin_asks_again_with_the_tries_left', async () => {
    await toPin();
    await flow.answer('111111');
    expect(flow.phase).toBe('pin');
    expect(flow.secret).toMatchObject({ wrong: true, tries: 2 });
  });

  it('right_pin_ends_in_done', async () => {
    await toPin();
    await flow.answer('111111');
    await flow.answer('123456');
    expect(flow.phase).toBe('done');
    expect(flow.result?.document.name).toBe('undangan_ttd.pdf');
    expect(flow.secret).toBeNull();
  });

  it('pin_is_in_no_field_of_the_flow', async () => {
    await toPin();
    await flow.answer('987654');
    expect(JSON.stringify(flow, (_, value: unknown) => value)).not.toContain('987654');
    expect(JSON.stringify(mock.calls)).not.toContain('987654');
  });

  it('gone_ticket_leads_back_with_its_reason', async () => {
    await toPin();
    mock.answers.secret_answer = () => refused({ code: 'ticket-gone' });
    await flow.answer('123456');
    expect(flow.phase).toBe('review');
    expect(flow.problem?.code).toBe('ticket-gone');
    expect(flow.secret).toBeNull();
  });

  it('short_pin_is_asked_again_on_the_same_ticket', async () => {
    await toPin();
    mock.answers.secret_answer = () => refused({ code: 'pin-format', min: 6, max: 8, characters: 'any' });
    await flow.answer('12');
    expect([flow.phase, flow.pinProblem?.code, flow.secret?.ticket]).toEqual(['pin', 'pin-format', 'ticket-1']);
    mock.answers = {};
    await flow.answer('123456');
    expect([flow.phase, flow.pinProblem]).toEqual(['done', null]);
  });

  it('refusal_after_the_pin_asks_the_checks_again', async () => {
    await toPin();
    const before = called('sign_plan').length;
    mock.answers.secret_answer = () => refused({ code: 'pin-blocked' });
    await flow.answer('123456');
    expect(called('sign_plan').length).toBe(before + 1);
  });

  it('pulled_token_leads_back_with_its_reason', async () => {
    await toPin();
    mock.answers.secret_answer = () => refused({ code: 'token-removed' });
    await flow.answer('123456');
    expect([flow.phase, flow.problem?.code]).toEqual(['review', 'token-removed']);
  });

  it('second_start_forgets_the_last_problem', async () => {
    await toPin();
    mock.answers.secret_answer = () => refused({ code: 'token-removed' });
    await flow.answer('123456');
    await vi.waitFor(() => expect(flow.planning).toBe(false));
    await flow.start();
    expect([flow.phase, flow.problem]).toEqual(['pin', null]);
  });

  it('cancel_tells_the_program', async () => {
    await toPin();
    await flow.cancel();
    expect(flow.phase).toBe('review');
    expect(called('secret_cancel')).toEqual([{ command: 'secret_cancel', payload: { ticket: 'ticket-1' } }]);
  });

  it('token_change_does_not_disturb_a_waiting_pin', async () => {
    await toPin();
    await flow.useTokens(views.tokens('none'));
    expect([flow.phase, flow.token?.id]).toEqual(['pin', 'practice']);
  });

  it('steps_are_followed_only_while_working', async () => {
    flow.progressed('writing');
    expect(flow.step).toBeNull();
    await toPin();
    const answer = flow.answer('123456');
    flow.progressed('writing');
    expect([flow.phase, flow.step]).toEqual(['running', 'writing']);
    await answer;
  });
});

describe('the look of the block', () => {
  const asked = () => called('sign_plan').at(-1)?.payload as import('../src/ipc').SignRequest;

  it('kept_look_brings_words_picture_code_size_and_place', async () => {
    const [preset] = views.presets();
    await flow.savePreset('Surat keluar', preset!.zone, preset!.size);
    mock.answers.preset_list = () => done(views.presets());
    await flow.loadPresets();
    await flow.usePreset('Surat keluar');
    expect(asked()).toMatchObject({
      place: preset!.zone,
      size: preset!.size,
      text: { position: 'Kepala Dinas Contoh (UJI)', picture: preset!.text.picture, qr: 'https://dinas.contoh.test/periksa' },
    });
    await flow.usePreset('Nota dinas');
    expect(asked().text).not.toHaveProperty('qr');
    expect(asked()).not.toHaveProperty('size');
  });

  it('look_keeps_what_is_shown_now', async () => {
    flow.position = 'Sekretaris';
    flow.qr = ' ';
    await flow.savePreset('Nota', { kind: 'free' }, null);
    expect(called('preset_save').at(-1)?.payload).toMatchObject({ name: 'Nota', zone: { kind: 'free' }, text: { position: 'Sekretaris' } });
    expect(flow.preset).toBe('Nota');
    await flow.removePreset('Nota');
    expect([flow.preset, flow.presets]).toEqual(['', []]);
  });

  it('refused_picture_is_told_and_the_old_one_stays', async () => {
    await flow.pickPicture();
    const before = flow.picture;
    mock.answers.picture_pick = () => refused({ code: 'picture-unusable', reason: 'kind' });
    await flow.pickPicture();
    expect(flow.lookProblem?.code).toBe('picture-unusable');
    expect(flow.picture).toBe(before);
    await flow.dropPicture();
    expect(asked().text).not.toHaveProperty('picture');
  });

  it('no_code_without_an_address', async () => {
    await flow.check();
    expect(asked().text).not.toHaveProperty('qr');
  });

  it('page_that_differs_is_planned_again', async () => {
    const before = called('sign_plan').length;
    await flow.compare(2, { width: 1, height: 1, grey: 'AA==' });
    expect(called('sign_plan').length).toBe(before);
    mock.answers.page_seen = () => done({ differs: true });
    await flow.compare(2, { width: 1, height: 1, grey: 'AA==' });
    expect(called('sign_plan').length).toBe(before + 1);
  });
});

describe('a long document', () => {
  it('is_read_on_without_holding_anybody_up_and_stops_when_nothing_is_left', async () => {
    let left = 900;
    mock.answers.sign_plan = (request) => done({ ...views.plan(request), unread: (left = Math.max(0, left - 300)) });
    await flow.check();
    expect(flow.planning).toBe(false);
    expect(flow.plan?.unread).toBe(600);
    const answered = flow.answered;
    await vi.waitFor(() => expect(flow.plan?.unread).toBe(0));
    expect(flow.answered).toBe(answered);
    const asked = called('sign_plan').length;
    await new Promise((over) => setTimeout(over, 80));
    expect(called('sign_plan').length).toBe(asked);
  });

  it('that_does_not_get_shorter_is_not_asked_for_without_end', async () => {
    mock.answers.sign_plan = (request) => done({ ...views.plan(request), unread: 5 });
    await flow.check();
    await new Promise((over) => setTimeout(over, 120));
    expect(called('sign_plan').length).toBeLessThan(5);
  });
});
