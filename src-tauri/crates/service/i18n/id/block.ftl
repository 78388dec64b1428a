# Kata-kata pada blok tanda tangan di halaman. Selalu berbahasa Indonesia: surat dinas berbahasa Indonesia.
block-heading = Ditandatangani secara elektronik oleh:
block-nip = NIP { $nip }
block-time = { $day } { $month } { $year } { $time } { $zone }
block-practice = LATIHAN
block-practice-note = Latihan, tidak berlaku
month-1 = Januari
month-2 = Februari
month-3 = Maret
month-4 = April
month-5 = Mei
month-6 = Juni
month-7 = Juli
month-8 = Agustus
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Desember
