// Views of the stand-in: tokens, documents, plans and results in the situations that screens have to show.
import type {
  AnchorView,
  AppView,
  AttachmentView,
  BundleCandidateView,
  BundleView,
  CertificateView,
  DocumentView,
  HeadingState,
  NetworkSettings,
  NetworkTestView,
  KeyView,
  Opened,
  PinView,
  RuleId,
  RulesView,
  RuleValue,
  RuleView,
  SecretKind,
  SecretPrompt,
  SourceView,
  SignatureView,
  SignedView,
  Preset,
  SignPlanView,
  SignRequest,
  TokensView,
  TokenView,
  TrustCandidateView,
  TrustView,
  VerifyView,
} from './gen';

export const FINGERPRINT = '3f9a'.repeat(16);
const LONG = 'Dr. Ir. I Gusti Ngurah Agung Pejabat Uji Bernama Sangat Panjang Sekali, S.Kom., M.T. (UJI)';

const LONG_FILE = 'Surat-Undangan_Rapat_Koordinasi_Penyelenggaraan_Sistem_Pemerintahan_Berbasis_Elektronik_2026_final_revisi';

/** Short names and the longest that are met in their place. */
export const LONGER: Record<string, string> = {
  'Pejabat Uji Satu (UJI)': LONG,
  'Pejabat Uji Dua (UJI)': LONG.replace('Agung', 'Oka'),
  'Pejabat Latihan (UJI)': LONG.replace('Agung', 'Rai'),
  'Pemerintah Daerah Contoh (UJI)': 'Dinas Pemberdayaan Masyarakat, Desa, Kependudukan dan Pencatatan Sipil Pemerintah Daerah Contoh (UJI)',
  'CA Penerbit Uji (UJI)': 'Otoritas Sertifikat Digital Penerbit Sertifikat Elektronik Instansi Penyelenggara Negara G3 (UJI)',
  'Pembaca Uji 00 00': 'Pembuat Contoh Internasional Secure Smart Card Reader Contactless Dual Interface [CCID Interface] (0123456789ABCDEF) 00 00',
  'undangan.pdf': `${LONG_FILE}.pdf`,
  'undangan_ttd.pdf': `${LONG_FILE}_ttd.pdf`,
  'undangan.docx': `${LONG_FILE}.docx`,
  'perjanjian.pdf': `Salinan ${LONG_FILE.replaceAll('_', ' ')}.pdf`,
  'rusak.pdf': `${LONG_FILE}_rusak.pdf`,
  'rahasia.pdf': `${LONG_FILE}_rahasia.pdf`,
  'terkunci.pdf': `${LONG_FILE}_terkunci.pdf`,
  'kunci.p12': `${LONG_FILE}_kunci.p12`,
  '/home/pejabat/Dokumen/Surat keluar/2026': '/home/pejabat/Dokumen/Bidang Persandian dan Keamanan Informasi/Surat keluar/2026/Undangan/Sudah ditandatangani',
  'tsa.dinas.contoh.test': 'stempel-waktu-elektronik.layanan-persandian.dinas-komunikasi-informatika-dan-statistik.contoh.test',
  'http://tsa.dinas.contoh.test/': 'http://stempel-waktu-elektronik.layanan-persandian.dinas-komunikasi-informatika-dan-statistik.contoh.test/tsa/rfc3161',
};

export function certificate(name: string, practice = false): CertificateView {
  return {
    name,
    organization: 'Pemerintah Daerah Contoh (UJI)',
    issuer: practice ? 'CA Latihan Absah (UJI), tidak untuk produksi' : 'CA Penerbit Uji (UJI)',
    serial: '5a01f3c29b',
    not_before: '2025-03-14T00:00:00Z',
    not_after: '2027-03-14T16:00:00Z',
    key: 'RSA 2048',
    sha256: FINGERPRINT,
    trusted: !practice,
    practice,
    bsre: false,
  };
}

/** A card's PIN with this many tries left. */
export function pin(tries: number | null, change: Partial<PinView> = {}): PinView {
  return {
    kind: 'pin',
    tries,
    blocked: tries === 0,
    min_length: 6,
    max_length: 8,
    digits_only: false,
    to_change: false,
    changeable: true,
    ...change,
  };
}

function key(id: string, certificate: CertificateView | null, change: Partial<KeyView> = {}): KeyView {
  return { id, purpose: 'signature', certificate, usable: true, proposed: true, problem: null, ...change };
}

function token(id: string, change: Partial<TokenView> = {}): TokenView {
  const practice = id === 'practice';
  const name = practice ? 'Pejabat Latihan (UJI)' : 'Pejabat Uji Satu (UJI)';
  return {
    id,
    kind: 'card',
    name: practice ? 'Token latihan' : 'PIV',
    reader: practice ? null : 'Pembaca Uji 00 00',
    serial: practice ? null : '02A9F341',
    state: 'ready',
    practice,
    pin: pin(3),
    puk: { tries: 3, blocked: false, usable: true },
    keys: [key('9c', certificate(name, practice))],
    problem: null,
    drivers: [],
    source: null,
    ...change,
  };
}

/** A key file that was chosen by hand. */
export function keyFile(): SourceView {
  return {
    id: 'p12:/media/usb/kunci.p12',
    kind: 'key_file',
    name: 'kunci.p12',
    folder: '/media/usb',
    facts: null,
    steps: [],
    problem: null,
    testing: false,
    kept: true,
  };
}

/** A driver that was chosen by hand and stopped at its token. */
export function driver(change: Partial<SourceView> = {}): SourceView {
  return {
    id: 'pkcs11:/opt/driver/libtoken.so',
    kind: 'module',
    name: 'libtoken.so',
    folder: '/opt/driver',
    facts: 'Pembuat Uji · Driver Uji · 1.2',
    steps: [
      { id: 'file', state: 'passed' },
      { id: 'start', state: 'passed' },
      { id: 'slot', state: 'passed' },
      { id: 'token', state: 'failed' },
      { id: 'certificate', state: 'open' },
    ],
    problem: { code: 'module-no-token', name: 'libtoken.so' },
    testing: false,
    kept: true,
    ...change,
  };
}

/** The token with this many tries left for its PIN. */
export function withTries(token: TokenView, tries: number): TokenView {
  const blocked = tries === 0;
  return {
    ...token,
    state: blocked ? 'blocked' : 'ready',
    problem: blocked ? { code: 'pin-blocked' } : null,
    pin: { ...token.pin, tries, blocked },
  };
}

export function tokens(kind: string): TokensView {
  const none: TokensView = {
    problem: { code: 'token-no-reader' },
    tokens: [],
    reminders: [],
    sources: [],
    practice: { on: false, pin: '123456', puk: '12345678' },
  };
  switch (kind) {
    case 'ready':
      return { ...none, problem: null, tokens: [token('Pembaca Uji')] };
    case 'long':
      return {
        ...none,
        problem: null,
        tokens: [token('Pembaca Uji', { keys: [key('9c', certificate(LONG))] })],
      };
    case 'blocked':
      return {
        ...none,
        problem: null,
        tokens: [
          token('Pembaca Uji', {
            state: 'blocked',
            problem: { code: 'pin-blocked' },
            pin: pin(0),
          }),
        ],
      };
    case 'last':
      return { ...none, problem: null, tokens: [token('Pembaca Uji', { pin: pin(1) })] };
    case 'locked':
      return {
        ...none,
        problem: null,
        reminders: [],
        sources: [keyFile()],
        tokens: [
          token('p12:/media/usb/kunci.p12', {
            kind: 'key_file',
            name: 'kunci.p12',
            reader: null,
            serial: null,
            state: 'locked',
            keys: [],
            pin: pin(null, { kind: 'password', min_length: 0, max_length: 255, changeable: false }),
            puk: { tries: null, blocked: false, usable: false },
            problem: { code: 'key-file-locked' },
            source: 'p12:/media/usb/kunci.p12',
          }),
        ],
      };
    case 'file':
      return {
        ...none,
        problem: null,
        reminders: [],
        sources: [keyFile()],
        tokens: [
          token('p12:/media/usb/kunci.p12', {
            kind: 'key_file',
            name: 'kunci.p12',
            reader: null,
            serial: null,
            pin: pin(null, { kind: 'password', min_length: 0, max_length: 255, changeable: false }),
            puk: { tries: null, blocked: false, usable: false },
            source: 'p12:/media/usb/kunci.p12',
          }),
        ],
      };
    case 'pad':
      return { ...none, problem: null, tokens: [token('Pembaca Uji', { pin: pin(3, { kind: 'pin_pad' }) })] };
    case 'change':
      return {
        ...none,
        problem: null,
        tokens: [token('Pembaca Uji', { state: 'unusable', pin: pin(3, { to_change: true }), problem: { code: 'pin-must-be-changed' } })],
      };
    case 'etoken':
      return {
        ...none,
        problem: null,
        tokens: [
          token('Pembaca Uji', {
            name: 'SafeNet eToken',
            serial: null,
            state: 'unusable',
            keys: [],
            pin: pin(null, { changeable: false }),
            puk: { tries: null, blocked: false, usable: false },
            problem: { code: 'token-driver-ready', card: 'SafeNet eToken' },
            drivers: [{ id: '/usr/lib/libeToken.so', name: 'SafeNet eToken' }],
          }),
        ],
      };
    case 'many':
      return {
        ...none,
        problem: null,
        reminders: [],
        sources: [driver()],
        tokens: [
          token('Pembaca Uji', {
            keys: [
              key('9c', certificate('Pejabat Uji Satu (UJI)')),
              key('9d', certificate('Pejabat Uji Satu (UJI)'), { purpose: 'encryption', usable: false, proposed: false, problem: { code: 'certificate-not-for-signing' } }),
              key('9a', certificate('Pejabat Uji Lama (UJI)'), {
                purpose: 'authentication',
                usable: false,
                proposed: false,
                problem: { code: 'certificate-expired', not_after: '2025-01-01' },
              }),
              key('9e', null, { purpose: 'card_authentication', usable: false, proposed: false, problem: { code: 'key-without-certificate' } }),
            ],
          }),
        ],
      };
    case 'busy':
      return { ...none, problem: null, tokens: [token('Pembaca Uji', { state: 'unusable', keys: [], problem: { code: 'token-busy' } })] };
    case 'down':
      return { ...none, problem: { code: 'token-service-down' } };
    case 'practice':
      return { ...none, tokens: [token('practice')], practice: { ...none.practice, on: true } };
    default:
      return none;
  }
}

export function document(change: Partial<DocumentView> = {}): DocumentView {
  return {
    document: 'letter-1',
    name: 'undangan.pdf',
    size: 1,
    locked: false,
    pages: 3,
    signatures: 0,
    fields: [],
    sign_problem: null,
    sample: false,
    ...change,
  };
}

export function opened(kind: string): Opened {
  const of = (change: Partial<DocumentView>): Opened => ({ kind: 'document', document: document(change) });
  switch (kind) {
    case 'sample':
      return of({ document: 'letter-sample', name: 'surat-contoh.pdf', sample: true });
    case 'field':
      return of({
        document: 'letter-field',
        name: 'formulir.pdf',
        fields: [{ name: 'PIHAK KESATU', page: 3, rect: { x: 340, y: 60, width: 190, height: 70 } }],
      });
    case 'longname':
      return of({
        document: 'letter-long',
        name: `${LONG_FILE}.pdf`,
      });
    case 'locked':
      return of({ document: 'letter-locked', name: 'rahasia.pdf', locked: true, pages: 0, size: 48_211 });
    case 'forbidden':
      return of({ document: 'letter-forbidden', name: 'terkunci.pdf', signatures: 1, sign_problem: { code: 'document-changes-forbidden' } });
    case 'word':
      return { kind: 'refused', name: 'undangan.docx', problem: { code: 'document-not-pdf', kind: 'word' } };
    case 'repairable':
      return of({ document: 'letter-repairable', name: 'rusak.pdf', sign_problem: { code: 'document-needs-repair' } });
    case 'damaged':
      return { kind: 'refused', name: 'rusak.pdf', problem: { code: 'document-damaged' } };
    case 'unsigned':
      return of({});
    default:
      return of({ document: `signed-${kind}`, name: 'perjanjian.pdf', signatures: kind === 'nosig' ? 0 : 2 });
  }
}

export function plan(request: SignRequest): SignPlanView {
  const practice = request.token === 'practice';
  const rect =
    request.place.kind === 'page' ? request.place.rect : { x: 340, y: 60, width: 190, height: 70 };
  const page = request.place.kind === 'page' ? request.place.page : 3;
  const visible = request.place.kind !== 'invisible';
  return {
    checks: [
      { id: 'token', state: 'passed', problem: null, number: 3 },
      { id: 'certificate', state: 'passed', problem: null, number: null },
      { id: 'issuer', state: practice ? 'warning' : 'passed', problem: null, number: null },
      { id: 'document', state: 'passed', problem: null, number: null },
      request.token === 'findings'
        ? { id: 'content', state: 'warning', problem: null, number: FINDINGS.length }
        : { id: 'content', state: 'passed', problem: null, number: null },
      { id: 'notice', state: 'passed', problem: null, number: null },
      { id: 'output', state: 'passed', problem: null, number: null },
      { id: 'time', state: 'warning', problem: null, number: null },
    ],
    ready: true,
    level: request.level ?? 'b',
    place: visible ? { page, rect } : null,
    block: visible ? { document: `block-${Math.round(rect.width)}`, width: rect.width, height: rect.height } : null,
    signer: certificate(practice ? 'Pejabat Latihan (UJI)' : request.token === 'long' ? LONG : 'Pejabat Uji Satu (UJI)', practice),
    notice: practice
      ? { state: 'not-bsre', found: false, text: null, strips: [], drawing: null }
      : { state: 'written', found: false, text: NOTICE, strips: [1, 2, 3].map((each) => ({ page: each, rect: STRIP, drawn: 1 })), drawing: 'notice' },
    findings: request.token === 'findings' ? FINDINGS : [],
    unread: 0,
    output: 'undangan_ttd.pdf',
  };
}

/** Looks as a person keeps them. */
export function presets(): Preset[] {
  const text = { position: 'Kepala Dinas Contoh (UJI)', rank: 'Pembina Utama Muda', nip: null, picture: 'a1'.repeat(32), qr: 'https://dinas.contoh.test/periksa' };
  return [
    { name: 'Surat keluar', text, size: { width: 230, height: 90 }, zone: { kind: 'spot', page: 'last', left: 300, bottom: 80 } },
    { name: 'Nota dinas', text: { position: null, rank: null, nip: null }, size: null, zone: { kind: 'anchor', text: '${ttd}', over: true } },
  ];
}

export const NOTICE =
  'Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan oleh Balai Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi Negara.';
const STRIP = { x: 36, y: 20, width: 523, height: 16 };
const FINDINGS: SignPlanView['findings'] = [
  { kind: 'script', pages: [] },
  { kind: 'hidden-text', pages: [1] },
  { kind: 'font-not-embedded', pages: [1, 2] },
];

export function prompt(practice: boolean, wrong: boolean, tries: number | null, kind: SecretKind = 'pin'): SecretPrompt {
  return {
    ticket: 'ticket-1',
    kind,
    token: practice ? 'practice' : 'Pembaca Uji',
    digits_only: false,
    document: 'undangan.pdf',
    signer: practice ? 'Pejabat Latihan (UJI)' : 'Pejabat Uji Satu (UJI)',
    tries,
    wrong,
    min_length: 6,
    max_length: 8,
    practice,
  };
}

export function signature(field: string, change: Partial<SignatureView> = {}): SignatureView {
  return {
    field,
    signer: 'Pejabat Uji Satu (UJI)',
    issuer: 'CA Penerbit Uji (UJI)',
    integrity: 'sah',
    integrity_detail: 'intact',
    integrity_reason: 'unchanged',
    authenticity: 'sah',
    authenticity_reason: 'trusted',
    non_repudiation: 'sah',
    non_repudiation_reason: 'time_proven',
    verdict: 'sah',
    indication: 'TOTAL-PASSED',
    subindication: null,
    level: 'B-T',
    covers_whole_file: true,
    changes: [],
    attacks: [],
    times: { claimed: '2026-02-16T10:01:30+08:00', stamped: '2026-02-16T02:02:00Z' },
    checks: [
      { id: 'byte-range', outcome: 'passed', clause: 'ISO 32000-2 12.8.1' },
      { id: 'digest', outcome: 'passed', clause: 'EN 319 102-1 5.2.7' },
      { id: 'path', outcome: 'passed', clause: 'RFC 5280 6.1' },
      { id: 'revocation', outcome: 'not_done', clause: 'EN 319 102-1 5.2.5' },
    ],
    certificate: certificate('Pejabat Uji Satu (UJI)'),
    practice: false,
    bsre: false,
    document_timestamp: false,
    reason: 'Persetujuan perjanjian',
    page: 3,
    ...change,
  };
}

export function result(kind: string): VerifyView {
  const first = signature('PIHAK KESATU', { covers_whole_file: false });
  const second = signature('PIHAK KEDUA', { signer: 'Pejabat Uji Dua (UJI)' });
  const base: VerifyView = {
    file: 'perjanjian.pdf',
    sha256: 'c0ffee'.repeat(10) + 'beef',
    verdict: 'sah',
    signatures: [first, second],
    versions: [
      { version: 1, signed_by: null, length: 40_000 },
      { version: 2, signed_by: 'PIHAK KESATU', length: 60_000 },
      { version: 3, signed_by: 'PIHAK KEDUA', length: 80_000 },
    ],
    codes: [],
    hints: [],
    trust: { anchors: 1, source: 'store', online: false, as_of: null, missing: false, problems: [] },
    checked_at: '2026-11-22T09:05:00+08:00',
    program: 'Absah 0.1.0',
  };
  const one = (verdict: HeadingState, change: Partial<SignatureView>): VerifyView => ({
    ...base,
    verdict,
    signatures: [signature('Tanda tangan 1', { verdict, ...change })],
    versions: base.versions.slice(0, 2).map((version) => (version.version === 2 ? { ...version, signed_by: 'Tanda tangan 1' } : version)),
  });
  switch (kind) {
    case 'nosig':
      return { ...base, verdict: 'tanpa_tanda_tangan', signatures: [], versions: base.versions.slice(0, 1), codes: ['https://contoh.invalid/periksa?id=1'], hints: ['scan', 'qr'] };
    case 'tampered':
      return {
        ...one('tidak_sah', {
          integrity: 'tidak_sah',
          integrity_detail: 'changed',
          integrity_reason: 'forbidden_change',
          non_repudiation: 'tidak_sah',
          non_repudiation_reason: 'integrity_not_proven',
          times: { claimed: '2026-02-16T10:01:30+08:00', stamped: null },
          indication: 'TOTAL-FAILED',
          covers_whole_file: false,
          attacks: ['incremental_saving'],
          changes: [{ level: 'changed', kind: 'page_content', page: 2, rect: null, attack: 'incremental_saving', version: 3, field: null, before: null, after: null }],
        }),
        versions: [...one('sah', {}).versions, { version: 3, signed_by: null, length: 90_000 }],
      };
    case 'visible':
      return {
        ...one('perlu_perhatian', {
          integrity: 'perlu_perhatian',
          integrity_detail: 'changed_visible',
          integrity_reason: 'visible_change',
          covers_whole_file: false,
          changes: [{ level: 'changed_visible', kind: 'form_value', page: 1, rect: [80, 500, 260, 520], attack: null, version: 3, field: 'Nilai', before: 'Rp1.000.000', after: 'Rp9.000.000' }],
        }),
        versions: [...one('sah', {}).versions, { version: 3, signed_by: null, length: 90_000 }],
      };
    case 'untrusted':
      return one('tidak_dapat_diperiksa', {
        authenticity: 'tidak_dapat_diperiksa',
        authenticity_reason: 'issuer_unknown',
        non_repudiation: 'tidak_dapat_diperiksa',
        non_repudiation_reason: 'identity_not_proven',
        indication: 'INDETERMINATE',
        subindication: 'NO_CERTIFICATE_CHAIN_FOUND',
        certificate: { ...certificate('Pejabat Uji Satu (UJI)'), trusted: false },
      });
    case 'practice':
    case '1':
      return {
        ...one('tidak_dapat_diperiksa', {
          signer: 'Pejabat Latihan (UJI)',
          authenticity: 'tidak_dapat_diperiksa',
          authenticity_reason: 'practice',
          non_repudiation: 'tidak_dapat_diperiksa',
          non_repudiation_reason: 'identity_not_proven',
          indication: 'INDETERMINATE',
          practice: true,
          times: { claimed: '2026-11-22T09:12:00+08:00', stamped: null },
          certificate: certificate('Pejabat Latihan (UJI)', true),
        }),
        file: 'undangan_ttd.pdf',
      };
    case 'long':
      return {
        ...base,
        file: `${LONG_FILE}_ttd.pdf`,
        signatures: [signature('A', { signer: LONG }), signature('B', { signer: LONG.replace('Agung', 'Oka') }), signature('C', { signer: LONG.replace('Agung', 'Rai') }), signature('D')],
      };
    default:
      return base;
  }
}

export function signed(size: number, unstamped = false): SignedView {
  return {
    document: document({ document: 'signed-practice', name: 'undangan_ttd.pdf', signatures: 1, size }),
    folder: '/home/pejabat/Dokumen/Surat keluar/2026',
    verification: result('practice'),
    incomplete: unstamped ? { code: 'network-no-route', host: 'tsa.contoh.test' } : null,
  };
}

export function anchor(subject: string): AnchorView {
  return {
    subject,
    issuer: 'Induk Uji (UJI)',
    not_before: '2024-01-01T00:00:00Z',
    not_after: '2034-01-01T00:00:00Z',
    key: 'RSA 4096',
    sha256: FINGERPRINT,
    purpose: 'any',
    until: null,
    bsre: false,
    by_agency: false,
  };
}

function bundle(): BundleView {
  return {
    agency: 'Dinas Kominfo Contoh (UJI)',
    sequence: '7',
    issued: '2026-11-20T00:00:00Z',
    key_sha256: FINGERPRINT,
    anchors: 1,
    stampers: ['http://tsa.dinas.contoh.test/'],
    hosts: [],
    unknown: [],
  };
}

/** The rules as they stand: an agency's bundle rules some, the rest follow the person or the program. */
export function rules(network: NetworkSettings, app: AppView, agency: boolean): RulesView {
  const rule = (id: RuleId, value: RuleValue, own = false, ruled = false): RuleView => ({ id, value, origin: agency && ruled ? 'agency' : own ? 'own' : 'default' });
  const on = (on: boolean): RuleValue => ({ kind: 'switch', on });
  return {
    agency: agency ? { name: bundle().agency, issued: bundle().issued } : null,
    rules: [
      rule('offline-signing', on(!agency), false, true),
      rule('stamp-required', on(agency), false, true),
      rule('revocation-max-age-hours', { kind: 'hours', hours: agency ? 24 : null }, false, true),
      rule('allowed-issuers', { kind: 'list', entries: agency ? ['CA Penerbit Uji (UJI)'] : [] }, false, true),
      rule('notice-text', { kind: 'text', text: app.notice }, false, true),
      rule('refuse-changeable', on(agency || app.refuse_changeable), app.refuse_changeable, true),
      rule('network', on(network.on), network.on),
      rule('certificate-status', on(network.status), !network.status),
      rule('missing-issuers', on(network.issuers), network.issuers),
      rule('journal-keep-months', { kind: 'months', months: agency ? 60 : null }, false, true),
      rule('stampers', { kind: 'list', entries: [...(agency ? bundle().stampers : []), ...network.stamps.map((one) => one.url)] }, network.stamps.length > 0, true),
      rule('contact', { kind: 'text', text: 'Dinas Komunikasi, Informatika dan Statistik Provinsi Bali' }),
    ],
  };
}

export function offer(): BundleCandidateView {
  return { bundle: bundle(), known: false, problem: null };
}

export function trust(anchors: AnchorView[], agency = false): TrustView {
  return { anchors, bundle: agency ? bundle() : null };
}

export function candidate(): TrustCandidateView {
  return { anchor: anchor('CA Penerbit Uji (UJI)'), sha256: FINGERPRINT, problem: null };
}

/** Where the certificates on the tokens say that their status is known. */
export const ADDRESSES = ['http://ocsp.penerbit.contoh.test/', 'http://crl.penerbit.contoh.test/penerbit-uji-g3.crl'];

export function network(on: boolean): NetworkSettings {
  return {
    on,
    status: true,
    issuers: false,
    proxy: { kind: 'system' },
    stamps: on ? [{ url: 'http://tsa.dinas.contoh.test/', user: 'dinas-uji' }, { url: 'https://tsa.lain.contoh.test/stempel', user: null }] : [],
    hosts: on ? ['tsa.dinas.contoh.test'] : [],
  };
}

/** A test of a connection; `how` names the step that fails. */
export function networkTest(url: string, on: boolean, how: string): NetworkTestView {
  if (!on) return { url, steps: [{ step: 'allowed', passed: false }], problem: { code: 'network-off' }, server_time: null };
  const passed = (['allowed', 'name', 'route'] as const).map((step) => ({ step, passed: true }));
  if (how === 'status') {
    const problem = { code: 'network-status', host: new URL(url).hostname, status: 401 } as const;
    return { url, steps: [...passed, { step: 'status', passed: false }], problem, server_time: null };
  }
  const steps = [...passed, { step: 'status', passed: true } as const, { step: 'answer', passed: true } as const];
  return { url, steps, problem: null, server_time: '2026-11-23T01:12:44Z' };
}

export function attachments(): AttachmentView[] {
  return [
    { index: 0, name: 'daftar hadir.csv', size: 10_240, page: null, harmful: false },
    { index: 1, name: 'pasang.exe', size: 1_204_000, page: 2, harmful: true },
  ];
}
