// The stand-in's application for a certificate: the steps in their order, with a form of a few fields.
import type { Command, Request, Response } from './backend';
import type { EnrollStep, EnrollTemplateView, EnrollTokenView, EnrollView, Outcome, Problem } from './gen';
import { certificate } from './mock-views';

type Enrolling = Extract<Command, `enroll_${string}`>;
type Answers = { [C in Enrolling]: (payload: Request<C>) => Outcome<Response<C>> };

const STEPS: EnrollStep[] = [
  'consent', 'form', 'token', 'pin', 'puk', 'management', 'key', 'request', 'package', 'receive', 'write', 'test', 'handover',
];

const SAMPLE: EnrollTemplateView = { title: 'Formulir contoh Absah, bukan formulir resmi BSrE · 1', own: false, problem: null };

function fresh(kind: EnrollView['kind'] = 'penerbitan'): EnrollView {
  const field = (id: string, label: string, rule: string, hint = '') => ({
    id, label, rule, hint, choices: [], value: '', required: true, fault: 'missing', fault_detail: '',
  });
  return {
    id: 'e1',
    kind,
    step: 'consent',
    steps: [],
    template: SAMPLE.title,
    template_own: false,
    consent: 'Saya setuju data pribadi saya diproses untuk permohonan sertifikat elektronik ini, sesuai UU 27/2022.',
    fields: [
      field('name', 'Nama lengkap sesuai KTP', 'text', 'Tulis tanpa singkatan.'),
      field('nik', 'NIK', 'digits', '16 angka, seperti pada KTP-el.'),
      { ...field('status', 'Status kepegawaian', 'choice'), choices: [{ value: 'pns', label: 'PNS' }, { value: 'lainnya', label: 'Bukan ASN' }] },
      field('email', 'Email dinas', 'email'),
    ],
    attachments: [{ id: 'ktp', label: 'KTP-el (salinan diserahkan terpisah)', ticked: false }],
    complete: false,
    token: null,
    key: null,
    request: null,
    folder: null,
    kept: false,
    certificate: null,
    tested: null,
    open_ends: [],
  };
}

function token(id: string): EnrollTokenView {
  return {
    id,
    name: 'PIV',
    serial: '5437251',
    practice: id === 'practice',
    here: true,
    pin: 'factory',
    puk: 'factory',
    puk_here: true,
    management: 'unknown',
    management_digits: 48,
    management_cipher: '3DES',
    pin_min: 6,
    pin_max: 8,
    places: [
      { id: '9c', holds: 'certificate', certificate: certificate('I Made Contoh (UJI)'), confirm: '5A01F3C29B' },
      { id: '9a', holds: 'nothing', certificate: null, confirm: '' },
    ],
    algorithms: ['rsa-2048', 'rsa-3072', 'p-256'],
  };
}

const came = () => ({
  certificate: certificate('I MADE CONTOH (UJI)'),
  chain: ['CA Penerbit Uji (UJI)', 'Root CA Uji (UJI)'],
  comparison: [
    { what: 'name', form: 'I Made Contoh, S.Kom.', certificate: 'I MADE CONTOH (UJI)', same: true },
    { what: 'email', form: 'made@baliprov.go.id', certificate: '', same: true },
    { what: 'unit', form: 'Dinas Penguji', certificate: 'Dinas Lain', same: false },
  ],
  name_differs: false,
});

/** What the stand-in answers; `wanted` is a step to begin at. */
export function enrolling(wanted: EnrollStep | null): Answers {
  let view = fresh();
  const refused = <T>(problem: Problem): Outcome<T> => ({ status: 'refused', problem });
  const at = (step: EnrollStep, change: Partial<EnrollView> = {}): Outcome<EnrollView> => {
    const now = STEPS.indexOf(step);
    const steps = STEPS.map((each, index) => ({ step: each, state: index < now || step === 'done' ? 'done' as const : index === now ? 'now' as const : 'later' as const }));
    view = { ...view, ...change, step, steps };
    return { status: 'done', value: view };
  };
  const after = (step: EnrollStep, change: Partial<EnrollView> = {}) => at(STEPS[STEPS.indexOf(step) + 1] ?? 'done', change);
  const own = (which: 'pin' | 'puk' | 'management') => after(which, { token: view.token && { ...view.token, [which]: 'own' } });
  const key = { place: '9a', algorithm: 'RSA 2048', sha256: '3f9a'.repeat(16), attested: true };
  return {
    enroll_list: () => ({
      status: 'done',
      value: [
        {
          folder: '/home/uji/permohonan-20260314-3f9a', kind: 'pembaruan', created: '2026-03-14T02:00:00Z',
          name: 'Ni Luh Contoh', number: '************0002', step: 'receive', there: true,
        },
      ],
    }),
    enroll_template: () => ({ status: 'done', value: SAMPLE }),
    enroll_template_pick: () => ({ status: 'done', value: { title: 'Formulir Diskominfos · 3', own: true, problem: null } }),
    enroll_template_forget: () => ({ status: 'done', value: SAMPLE }),
    enroll_begin: ({ kind }) => {
      view = fresh(kind);
      if (!wanted) return at('consent');
      const past = STEPS.indexOf(wanted);
      const filled = view.fields.map((field) => ({ ...field, value: field.id === 'name' ? 'I Made Contoh, S.Kom.' : 'x', fault: null }));
      return at(wanted, {
        fields: past > 1 ? filled : view.fields,
        complete: past > 1,
        token: past > 2 ? token('reader') : null,
        key: past > 6 ? key : null,
        request: past > 7 ? 'I Made Contoh, S.Kom.' : null,
        folder: past > 8 ? '/home/uji/permohonan-20260314-3f9a' : null,
        certificate: past > 9 ? came() : null,
        tested: past > 11 ? '2026-03-14T02:00:00Z' : null,
      });
    },
    enroll_resume: () => at('receive', { complete: true, key, request: 'Ni Luh Contoh', kept: true, folder: '/home/uji/permohonan-20260314-3f9a' }),
    enroll_delete: () => ({ status: 'done', value: [] }),
    enroll_get: () => ({ status: 'done', value: view }),
    enroll_close: () => ({ status: 'done', value: {} }),
    enroll_form: ({ values, attachments }) => {
      const fields = view.fields.map((field) => {
        const value = values[field.id] ?? '';
        const digits = field.rule === 'digits' && !/^\d{16}$/.test(value);
        return { ...field, value, fault: value === '' ? 'missing' : digits ? 'digits' : null, fault_detail: digits ? '16' : '' };
      });
      const ticked = view.attachments.map((one) => ({ ...one, ticked: attachments.includes(one.id) }));
      const complete = fields.every((field) => field.fault === null) && ticked.every((one) => one.ticked);
      return at(complete ? 'token' : 'form', { fields, attachments: ticked, complete });
    },
    enroll_token: ({ token: id }) => after('token', { token: token(id) }),
    enroll_pin: ({ old, new: next }) =>
      next === '123456' ? refused({ code: 'enroll-weak-secret', secret: 'pin' }) : old === '123456' ? own('pin') : refused({ code: 'pin-wrong', tries: 2 }),
    enroll_puk: ({ old }) => (old === '12345678' ? own('puk') : refused({ code: 'puk-wrong', tries: 2 })),
    enroll_draw_key: () => ({ status: 'done', value: { key: '5c1d 3f7a 0b2e 4c6d 8f9a 1b3c 5d7e 9f01 2345 6789 0abc def1' } }),
    enroll_management: ({ new: next }) => (next === '' ? refused({ code: 'enroll-management-format', digits: 48 }) : own('management')),
    enroll_confirm: ({ secret }) => own(secret as 'pin'),
    enroll_key: ({ place, confirm }) =>
      place === '9c' && confirm !== 'C29B' ? refused({ code: 'enroll-confirm-wrong' }) : after('key', { key: { ...key, place } }),
    enroll_request: ({ pin }) =>
      pin === '864209' ? after('request', { request: 'I Made Contoh, S.Kom.' }) : refused({ code: 'pin-wrong', tries: 2 }),
    enroll_request_pick: () => at('package', { key: { ...key, place: '' }, request: 'I Made Contoh, S.Kom.' }),
    enroll_package: ({ keep }) => after('package', { folder: '/home/uji/permohonan-20260314-3f9a', kept: keep }),
    enroll_receive: () => after('receive', { certificate: came() }),
    enroll_write: () => after('write'),
    enroll_check_written: () => after('write'),
    enroll_test: () => after('test', { tested: '2026-03-14T02:00:00Z' }),
    enroll_handover: () => at('done'),
  };
}
