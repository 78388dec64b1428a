# Words of the signature block on the page. The block itself is always Indonesian, as official letters are;
# these stand here for a document language setting.
block-heading = Electronically signed by:
block-nip = NIP { $nip }
block-time = { $day } { $month } { $year } { $time } { $zone }
block-reason = Alasan: { $reason }
block-practice = PRACTICE
block-practice-note = Practice, not valid
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
block-name-placeholder = (name in the certificate)
notice-sentence = Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan oleh Balai Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi Negara.
