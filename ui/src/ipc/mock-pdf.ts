// Small PDFs for the stand-in: a letter of some pages, and a signature block. Plain PDF 1.7, no compression.

interface Page {
  width: number;
  height: number;
  content: string;
}

/** A letter; the last page carries a drawn block when it is meant to look signed. */
export function letterPdf(pages: number, signed: boolean): Uint8Array {
  return pdf(
    Array.from({ length: pages }, (_, index) => ({
      width: 595,
      height: 842,
      content: letter(index + 1, pages, signed && index === pages - 1),
    })),
  );
}

/** A block as the program would draw it. */
export function blockPdf(width: number, height: number): Uint8Array {
  const lines = ['Ditandatangani secara elektronik oleh:', 'Kepala Dinas', 'Pejabat Uji Satu (UJI)', '22 November 2026 09.12 WITA'];
  const text = lines.map((line, index) => `BT /F1 9 Tf 8 ${height - 18 - index * 14} Td (${line}) Tj ET`);
  return pdf([{ width, height, content: `0.04 0.33 0.4 RG 1 1 ${width - 2} ${height - 2} re S ${text.join('\n')}` }]);
}

/** The notice as the program would draw it. */
export function noticePdf(width: number, height: number): Uint8Array {
  const words = 'Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan oleh';
  return pdf([{ width, height, content: `BT /F1 7 Tf 90 ${height - 6} Td (${words}) Tj ET` }]);
}

function letter(page: number, pages: number, signed: boolean): string {
  const out = [`BT /F1 14 Tf 72 770 Td (PEMERINTAH DAERAH CONTOH \\(UJI\\)) Tj ET`, '72 758 m 523 758 l S'];
  for (let line = 0; line < 34; line += 1) {
    const text = `Baris ${line + 1} dari halaman ${page}: perangkat daerah diminta hadir pada rapat koordinasi.`;
    out.push(`BT /F1 10 Tf 72 ${730 - line * 16} Td (${text}) Tj ET`);
  }
  if (page === pages) out.push('BT /F1 10 Tf 400 150 Td (Kepala Dinas,) Tj ET');
  if (signed) out.push('0.04 0.33 0.4 RG 340 60 190 70 re S BT /F1 9 Tf 348 110 Td (Pejabat Uji Satu \\(UJI\\)) Tj ET');
  return out.join('\n');
}

function pdf(pages: Page[]): Uint8Array {
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(' ');
  const bodies = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages.flatMap(({ width, height, content }, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + index * 2} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ]),
  ];
  let text = '%PDF-1.7\n';
  const offsets = bodies.map((body, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const start = text.length;
  text += `xref\n0 ${bodies.length + 1}\n0000000000 65535 f \n`;
  text += offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `trailer << /Size ${bodies.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return new TextEncoder().encode(text);
}
