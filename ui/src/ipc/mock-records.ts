// Views of "Riwayat & laporan" for the stand-in: a year of an office, its report, and the agreement's sheets.
import type { AgreementView, DataView, HistoryKind, HistoryRow, HistoryView, SheetItem, SheetView, TakenView, UsageView } from './gen';

const row = (number: number, kind: string, code: string | null, more: Partial<HistoryRow> = {}): HistoryRow => ({
  chain: 1, number, at: `2026-11-${String(2 + (number % 20)).padStart(2, '0')}T09:12:44+08:00`, kind, code, problem: null, sha256: null,
  issuer: null, serial: null, pages: null, name: null, practice: false, ...more,
});
const sha = (digit: string) => digit.repeat(64);
const by = { issuer: 'Sub CA (UJI)', serial: '****4E5F' };

const rows: Record<HistoryKind, HistoryRow[]> = {
  signed: [
    row(9, 'signed', 'B-T', { ...by, sha256: sha('a'), pages: 4 }),
    row(8, 'failed', 'pin', { ...by, problem: 'pin-blocked', pages: 2 }),
    row(7, 'extended', 'B-LTA', { sha256: sha('b') }),
    row(6, 'signed', 'B-B', { ...by, sha256: sha('c'), pages: 1, practice: true }),
  ],
  checked: [row(5, 'verified', 'sah', { sha256: sha('d') }), row(4, 'verified', 'tidak_sah', { sha256: sha('e') })],
  other: [row(3, 'certificate', 'new', by), row(2, 'acknowledged', 'contoh-1'), row(1, 'delivered', '2026-02-10')],
};

export function history(kind: HistoryKind, year: number | null, text: string, places: boolean, empty: boolean): HistoryView {
  const all = empty ? [] : rows[kind].filter((one) => JSON.stringify(one).toLowerCase().includes(text.toLowerCase()));
  const named = all.map((one) => (places && one.sha256 ? { ...one, name: 'undangan_ttd.pdf' } : one));
  return { year: year ?? 2026, rows: named, found: named.length, places };
}

const months = ['Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni', 'Juli', 'Agustus', 'September', 'Oktober', 'November', 'Desember'];

export function usage(merged: boolean): UsageView {
  const figures = months.map((month, index): [string, number] => [`${month} 2026`, (index * 37 + (merged ? 800 : 12)) % (merged ? 1400 : 130)]);
  const sum = figures.reduce((all, [, figure]) => all + figure, 0);
  return {
    scope: 'Hanya mencakup dokumen yang ditandatangani dengan aplikasi ini',
    mark: 'contoh – format resmi BSrE belum diketahui',
    title: 'Laporan Pemanfaatan Sertifikat Elektronik',
    office: ['Pemerintah Daerah Contoh (UJI)', 'Unit kerja: Bidang Persandian'],
    period: 'Periode 1 Januari 2026 sampai dengan 31 Desember 2026 (WITA)',
    tables: [
      {
        heading: 'Penandatanganan dan pemeriksaan per bulan',
        columns: ['Bulan', 'Dokumen ditandatangani', 'Halaman', 'Dengan stempel waktu', 'Dilengkapi kemudian', 'Dengan keterangan BSrE', 'Gagal', 'Diperiksa'],
        rows: [...figures.map(([month, figure]) => [month, figure, figure * 3, figure, 1, figure, 2, figure * 2]), ['Jumlah', sum, sum * 3, sum, 12, sum, 24, sum * 2]],
        total: true,
        diagram: { heading: 'Dokumen ditandatangani per bulan', bars: figures },
      },
      {
        heading: 'Per unit kerja',
        columns: ['Unit kerja', 'Dokumen ditandatangani', 'Gagal', 'Diperiksa'],
        rows: merged ? [['Bidang A', sum - 20, 20, sum], ['Bidang B', 20, 4, sum], ['Jumlah', sum, 24, sum * 2]] : [['Bidang A', sum, 24, sum * 2], ['Jumlah', sum, 24, sum * 2]],
        total: true,
        diagram: null,
      },
    ],
    closing: ['Rahasia – Pasal 9 PKS'],
    merged_units: ['Bidang A', 'Bidang B'],
  };
}

const given = { state: null, text: '', note: '' };
const item = (id: string, text: string, kind: SheetItem['kind'], more: Partial<SheetItem> = {}): SheetItem => ({ id, text, kind, english: null, answer: given, facts: [], ...more });

export function sheet(name: string): SheetView {
  const base = { name, mark: null, intro: '', own: false };
  if (name === 'glosarium') {
    return {
      ...base, title: 'Glosarium', intro: 'Enam istilah perjanjian, masing-masing dalam satu kalimat.',
      parts: [{ heading: 'Pasal 1', items: [
        item('Sistem Elektronik', 'Serangkaian perangkat dan prosedur elektronik.', 'term', { english: 'electronic system' }),
        item('Tinjauan Implementasi', 'Kegiatan menilai tingkat kepatuhan.', 'term', { english: 'implementation review' }),
      ] }],
    };
  }
  if (name === 'kebijakan') {
    return {
      ...base, title: 'Kebijakan internal pemanfaatan Sertifikat Elektronik', mark: 'contoh, bukan kebijakan Pemprov Bali',
      parts: [{ heading: 'Pokok-pokok', items: [item('1', 'Token dan PIN token bersifat pribadi dan tidak pernah dipinjamkan.', 'point')] }],
    };
  }
  if (name === 'profil') {
    return {
      ...base, title: 'Profil perjanjian', intro: 'Jabatan dan alamat, bukan nama orang.',
      parts: [{ heading: 'Tanggal', items: [
        item('tanggal', 'Ditandatangani', 'date', { answer: { ...given, text: '2024-02-16' } }),
        item('unit', 'Unit kerja yang memakai komputer ini', 'line'),
        item('alamat-1', 'PIHAK KESATU', 'note', { answer: { ...given, text: 'Jalan D.I. Panjaitan Nomor 7, Denpasar – Bali 80235' } }),
      ] }],
    };
  }
  return {
    ...base, title: 'Persiapan Tinjauan Implementasi', mark: 'bukan instrumen resmi BSrE',
    intro: 'Daftar periksa sendiri menurut Pasal 4 ayat (1) perjanjian.',
    parts: [{ heading: 'Kewajiban PIHAK KESATU (Pasal 4 ayat 1)', items: [
      item('a', 'a. Menyediakan infrastruktur yang dibutuhkan', 'state', { facts: ['Dokumen ditandatangani tahun 2026: 17'] }),
      item('b', 'b. Bertanggung jawab terhadap keamanan infrastruktur', 'state', { answer: { state: 'done', text: 'SK 12', note: '' } }),
    ] }],
  };
}

export function agreement(acknowledged: boolean): AgreementView {
  const title = (name: string) => sheet(name).title;
  return {
    sheets: [
      { name: 'profil', title: title('profil'), open: 5, of: 16 },
      { name: 'kebijakan', title: title('kebijakan'), open: 0, of: 0 },
      { name: 'tinjauan', title: title('tinjauan'), open: 9, of: 10 },
      { name: 'evaluasi', title: 'Bahan evaluasi tahunan', open: 19, of: 19 },
      { name: 'keamanan', title: 'Fakta untuk security assessment', open: 0, of: 0 },
      { name: 'glosarium', title: title('glosarium'), open: 0, of: 0 },
    ],
    days: [
      { id: 'report', day: '2026-02-16', left: -280, due: true },
      { id: 'evaluation', day: '2027-02-16', left: 85, due: false },
      { id: 'end', day: '2028-02-16', left: 450, due: false },
    ],
    policy: { version: 'contoh-1', sha256: sha('1'), acknowledged: acknowledged ? '2026-11-23T09:12:44+08:00' : null, file: null },
    unit: 'Bidang A',
  };
}

export const FINGERPRINT = '0a1b2c3d'.repeat(8);

export function taken(confirmed: boolean, already: boolean): TakenView {
  const grouped = (FINGERPRINT.match(/.{4}/g) ?? []).join(' ');
  return confirmed
    ? { files: [{ name: 'bidang-b.jsonl', unit: 'Bidang B', records: 312, already, problem: null }], units: ['Bidang B'] }
    : { files: [{ name: 'bidang-b.jsonl', unit: null, records: 0, already: false, problem: { code: 'records-unknown', fingerprint: grouped, unit: 'Bidang B' } }], units: [] };
}

export function data(deleted: boolean): DataView {
  const one = (id: string, place: string, files: number, bytes: number, personal: boolean) => ({ id, place, files, bytes, personal });
  const stays = [one('journal', 'journal', 3, 184_320, true), one('settings', 'settings.json', 1, 420, false), one('trust', 'trust', 2, 3_100, false)];
  return {
    folder: '/home/pejabat/.local/share/absah',
    items: deleted ? stays : [one('agreement', 'agreement.json', 1, 2_048, true), one('practice', 'practice', 3, 81_920, true), ...stays],
  };
}
