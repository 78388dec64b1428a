// Views of the stand-in for the help: findings, support file, contacts, reminders.
import type { DecodedView, DoctorLine, DoctorView, HelpView, Layer, ReminderView, StatementView, SupportView, TokensView } from './gen';

const LAYERS: Layer[] = [
  'system', 'smart-card-service', 'rights', 'reader', 'card', 'application', 'pin', 'certificate', 'key-usage', 'issuer',
  'revocation', 'clock', 'proxy', 'time-stamp', 'data-folder', 'versions',
];
const VALUES: Partial<Record<Layer, string>> = {
  system: 'Debian GNU/Linux 12 (x86_64)',
  reader: 'Pembaca Uji 00 00',
  application: 'PIV',
  certificate: '2027-03-14',
  versions: '0.1.0',
};

/** Findings with a token that is ready, or none at all. */
export function doctor(tokens: TokensView, network: boolean): DoctorView {
  const real = tokens.tokens.find((token) => !token.practice);
  const lines = LAYERS.map((id): DoctorLine => {
    const at = LAYERS.indexOf(id);
    const value = VALUES[id];
    if (!network && ['clock', 'proxy', 'time-stamp'].includes(id)) return { id, state: 'not_checked', why: 'network-off', act: 'network' };
    if (id === 'issuer') return { id, state: 'to_do', problem: { code: 'trust-empty' }, act: 'issuers' };
    if (id === 'revocation') return { id, state: 'not_checked', why: 'after', after: 'issuer' };
    if (!real && id === 'reader') return { id, state: 'to_do', problem: { code: 'token-no-reader' } };
    if (!real && at > 3 && at < 9) return { id, state: 'not_checked', why: 'after', after: 'reader' };
    if (id === 'pin' && real?.pin.blocked) return { id, state: 'to_do', problem: { code: 'pin-blocked' }, act: 'unblock-pin' };
    return value === undefined ? { id, state: 'fine' } : { id, state: 'fine', value };
  });
  return { ready: false, lines, code: '4Q7P-0C00-1RW5', contact: contacts()[0]! };
}

export function decoded(): DecodedView {
  const lines = LAYERS.map((id) =>
    id === 'card' ? ({ id, state: 'to_do', problem: 'token-mute' } as const) : ({ id, state: 'fine' } as const),
  );
  return { system: 'windows', lines };
}

export function support(): SupportView {
  const text = 'Berkas bantuan Absah\n\nKode pemeriksaan: 4Q7P-0C00-1RW5\n\nSistem operasi: baik\nPembaca atau token: perlu tindakan – ABS-203 Token tidak terdeteksi\n';
  return { text, json: '{\n  "format": "absah-support/1"\n}\n' };
}

function contacts() {
  return [
    {
      name: 'Dinas Komunikasi, Informatika dan Statistik Provinsi Bali',
      address: 'Jalan D.I. Panjaitan Nomor 7, Denpasar – Bali 80235',
      phone: '(0361) 225859',
      email: 'diskominfos@baliprov.go.id',
      by_agency: false,
    },
    {
      name: 'Seksi Pelayanan Sertifikasi Elektronik, Balai Sertifikasi Elektronik',
      address: 'Jalan Harsono RM Nomor 70, Jakarta Selatan 12550',
      phone: '(021) 50966400',
      email: 'info.bsre@bssn.go.id',
      by_agency: false,
    },
  ];
}

export function statement(): StatementView {
  return { name: 'CPS BSrE.pdf', taken: '2026-11-23', sha256: '3f9a'.repeat(16) };
}

export function view(known: boolean): HelpView {
  const certificate = { id: '0a1b2c3d4e5f6071', issuer: 'CA Penerbit Uji (UJI)', serial: '****c29b', until: '2027-03-14', present: false, lost: null };
  return { contacts: contacts(), certificates: known ? [certificate] : [], statements: known ? ['https://bsre.contoh.test/cps'] : [], statement: null };
}

export function reminder(days: number): ReminderView {
  const stage = [0, 1, 2, 3, 4, 5, 6, 7, 20, 30].find((each) => days <= each) ?? 60;
  return { certificate: '3f9a'.repeat(16), token: 'reader', days, stage, not_after: '2027-03-14T16:00:00Z' };
}
