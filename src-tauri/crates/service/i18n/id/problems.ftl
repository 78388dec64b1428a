# Hambatan dan hasil pemeriksaan: apa yang terjadi (err-) dan apa yang harus dilakukan (rec-).
# Kode dipakai bersama oleh jendela dan baris perintah.

err-anchor-no-room = Tempat untuk blok tanda tangan di atas “{ $text }” tidak cukup.
rec-anchor-no-room = Sisakan beberapa baris kosong di atas teks itu, atau letakkan blok sendiri.
err-anchor-not-found = Teks “{ $text }” tidak ada dalam dokumen ini.
rec-anchor-not-found = Periksa ejaannya, atau letakkan blok sendiri. Teks dalam gambar hasil pindai tidak dapat dicari.
err-cancelled = Dibatalkan. Dokumen tidak ditandatangani.
rec-cancelled = Ulangi bila Anda siap. Bila token sedang bekerja ketika dibatalkan, tunggu sampai selesai sebelum mencabutnya.
err-certificate-damaged = Sertifikat di tempat ini tidak dapat dibaca.
rec-certificate-damaged = Mintalah helpdesk memasang ulang sertifikat pada token.
err-bundle-not-newer = Paket instansi ini tidak lebih baru daripada yang berlaku.
rec-bundle-not-newer = Paket yang berlaku tetap dipakai. Mintalah paket terbaru kepada helpdesk.
err-bundle-not-yet-issued = Paket instansi ini bertanggal di masa depan.
rec-bundle-not-yet-issued = Periksa tanggal komputer ini. Jika sudah benar, sampaikan kepada helpdesk.
err-bundle-other-key = Paket ini ditandatangani dengan kunci lain daripada paket yang berlaku.
rec-bundle-other-key = Jangan dipakai sebelum Anda menanyakannya kepada helpdesk. Kunci baru hanya diterima setelah paket yang berlaku dihapus.
err-bundle-signature = Tanda tangan pada paket instansi ini tidak benar.
rec-bundle-signature = Paket mungkin diubah. Mintalah paket lagi kepada helpdesk.
err-bundle-unusable = Berkas ini bukan paket instansi yang dapat dipakai.
rec-bundle-unusable = Mintalah paket lagi kepada helpdesk.
err-certificate-expired = Sertifikat Anda kedaluwarsa sejak { $not_after }.
rec-certificate-expired = Ajukan pembaruan sertifikat kepada helpdesk. Dokumen tidak ditandatangani.
err-certificate-lost = Token dengan sertifikat ini ditandai hilang di komputer ini sejak { $since }.
rec-certificate-lost = Jangan dipakai menandatangani. Bila token sudah ditemukan dan sertifikatnya belum dicabut, hapus tandanya di Bantuan, Token hilang.
err-check-code-unreadable = Kode itu bukan kode pemeriksaan yang dapat dibaca.
rec-check-code-unreadable = Bacakan lagi kedua belas tandanya. Huruf I, L, O dan U tidak pernah dipakai. Kode dari versi aplikasi lain tidak dapat dibaca di sini.
err-clock-behind = Jam komputer ini tertinggal: menunjukkan { $computer }, padahal { $known } sudah lewat.
rec-clock-behind = { $system ->
    [windows] Buka Pengaturan, Waktu & bahasa, aktifkan "Atur waktu secara otomatis", lalu periksa lagi. Jika berulang, mintalah helpdesk mengganti baterai papan induk.
    [macos] Buka Pengaturan Sistem, Umum, Tanggal & Waktu, aktifkan pengaturan otomatis, lalu periksa lagi. Jika berulang, hubungi helpdesk.
   *[linux] Aktifkan waktu otomatis di Pengaturan (atau: timedatectl set-ntp true), lalu periksa lagi. Jika berulang, mintalah helpdesk mengganti baterai papan induk.
}
err-data-folder-unusable = Folder data aplikasi tidak dapat ditulisi, sehingga pengaturan tidak tersimpan.
rec-data-folder-unusable = { $system ->
    [windows] Mintalah helpdesk memeriksa hak atas folder absah di %LOCALAPPDATA% dan perlindungan folder (Controlled folder access).
    [macos] Mintalah helpdesk memeriksa hak atas folder ~/Library/Application Support/absah.
   *[linux] Mintalah helpdesk memeriksa hak atas folder ~/.local/share/absah dan ruang penyimpanannya.
}
err-program-outdated = Paket instansi memuat aturan yang belum dikenal versi aplikasi ini.
rec-program-outdated = Mintalah versi aplikasi terbaru kepada helpdesk.
err-system-unsupported = Sistem ini, { $found }, lebih lama daripada yang didukung aplikasi.
rec-system-unsupported = { $system ->
    [windows] Mintalah helpdesk memperbarui komputer ke Windows 10 atau yang lebih baru.
    [macos] Mintalah helpdesk memperbarui komputer ke macOS 11 atau yang lebih baru.
   *[linux] Mintalah helpdesk memperbarui sistem komputer ini.
}
err-trust-empty = Belum ada penerbit tepercaya di komputer ini.
rec-trust-empty = Mintalah paket instansi atau sertifikat penerbit kepada helpdesk, lalu tambahkan di Pengaturan setelah sidik jarinya dicocokkan.
err-certificate-not-for-signing = Sertifikat ini tidak dibuat untuk menandatangani dokumen.
rec-certificate-not-for-signing = Pilih sertifikat lain pada token, atau hubungi helpdesk.
err-certificate-not-yet-valid = Sertifikat Anda baru berlaku mulai { $not_before }.
rec-certificate-not-yet-valid = Periksa tanggal komputer ini. Jika sudah benar, tunggu sampai tanggal tersebut.
err-certificate-revoked = Sertifikat Anda, atau sertifikat penerbitnya, dicabut sejak { $since }.
rec-certificate-revoked = Dokumen tidak ditandatangani. Hubungi helpdesk untuk sertifikat baru.
err-certificate-status-unknown = Status sertifikat tidak dapat diketahui dari penerbitnya.
rec-certificate-status-unknown = Anda boleh melanjutkan; penerima mungkin perlu memeriksanya lagi. Jika berulang, sampaikan kepada helpdesk.
err-certificate-issuer-missing = Sertifikat penerbit { $issuer } tidak ada di komputer ini, sehingga rantai sertifikat Anda terputus.
rec-certificate-issuer-missing = Nyalakan jaringan dan izinkan { $host } di Pengaturan agar sertifikat itu diambil sendiri, atau tambahkan berkasnya di Pengaturan, Penerbit tepercaya.
err-certificate-untrusted = Penerbit sertifikat, { $issuer }, belum dipercaya di komputer ini.
rec-certificate-untrusted = Tambahkan sertifikat penerbit di Pengaturan setelah sidik jarinya Anda cocokkan dengan helpdesk.
err-certificate-unsupported = Jenis kunci pada token ini belum dapat dipakai untuk menandatangani.
rec-certificate-unsupported = Pilih kunci lain pada token, atau hubungi helpdesk.
err-certify-not-first = Hanya tanda tangan pertama yang dapat mengesahkan dokumen.
rec-certify-not-first = Tanda tangani tanpa pengesahan.
err-clock-wrong = Jam komputer ini tidak cocok: di sini { $computer }, menurut server { $server }.
rec-clock-wrong = Betulkan tanggal, jam dan zona waktu komputer ini, lalu coba lagi. Selama jamnya salah, sertifikat dapat tampak belum berlaku atau kedaluwarsa.
err-consent-missing = Anda belum menyatakan telah membaca dan menyetujui dokumen ini.
rec-consent-missing = Bacalah dokumen, lalu centang pernyataan di atas tombol Tandatangani.
err-document-can-change = Dokumen ini berisi hal yang dapat mengubah tampilannya atau menyembunyikan isi.
rec-document-can-change = Bacalah halaman yang disebut dengan saksama. Bila ragu, mintalah PDF baru tanpa formulir, skrip, dan lapisan.
err-document-changes-forbidden = Penanda tangan sebelumnya mengunci dokumen ini dari perubahan.
rec-document-changes-forbidden = Tanda tangan baru akan merusak tanda tangan itu. Mintalah berkas yang belum dikunci kepada pengirim.
err-document-block-forbidden = Penanda tangan sebelumnya tidak mengizinkan blok tanda tangan baru pada halaman.
rec-document-block-forbidden = Pilih tanda tangan tanpa tampilan, atau kolom yang disediakan.
err-date-unusable = Tanggal itu tidak dapat dibaca.
rec-date-unusable = Tulis sebagai tahun-bulan-tanggal, misalnya 2027-12-31.
err-document-changed-on-disk = Berkas ini berubah sejak Anda membukanya.
rec-document-changed-on-disk = Buka lagi berkas itu dan baca isinya sebelum menandatangani.
err-document-damaged = Berkas PDF ini rusak dan tidak dapat dibaca.
rec-document-damaged = Mintalah pengirim mengirim ulang berkas aslinya.
err-document-encryption-unsupported = Dokumen ini dikunci dengan cara yang belum dapat dibuka aplikasi ini.
rec-document-encryption-unsupported = Mintalah pengirim menyimpan ulang dokumen tanpa kunci tersebut.
err-document-empty = Berkas ini kosong.
rec-document-empty = Mintalah pengirim mengirim ulang berkas aslinya.
err-document-gone = Dokumen ini sudah ditutup.
rec-document-gone = Buka lagi berkasnya.
err-document-needs-repair = Susunan PDF ini cacat: dapat dibaca, tetapi tidak aman untuk ditandatangani.
rec-document-needs-repair = Buat ulang PDF dari aplikasi asalnya. Bila tidak bisa, dan belum ada tanda tangan, salinan yang diperbaiki dapat dibuat: bacalah salinan itu sebelum menandatanganinya.
err-document-not-pdf = { $kind ->
    [word] Ini dokumen Word, bukan PDF.
    [image] Ini gambar, bukan PDF.
    [zip] Ini arsip ZIP, bukan PDF.
    [text] Ini berkas teks, bukan PDF.
   *[other] Berkas ini bukan PDF.
}
rec-document-not-pdf = { $kind ->
    [word] Di Word, pilih Simpan sebagai, lalu jenis PDF. Buka hasilnya di sini.
    [image] Masukkan gambar ke dalam dokumen, simpan sebagai PDF, lalu buka hasilnya di sini.
    [zip] Ekstrak arsip itu, lalu buka berkas PDF di dalamnya.
    [text] Cetak ke PDF dari aplikasi asalnya, lalu buka hasilnya di sini.
   *[other] Pilih berkas PDF.
}
err-document-password-needed = Dokumen ini terkunci kata sandi.
rec-document-password-needed = Masukkan kata sandi dokumen untuk membukanya.
err-document-password-wrong = Kata sandi dokumen salah.
rec-document-password-wrong = Periksa lagi kata sandinya atau tanyakan kepada pengirim.
err-document-permission-forbids = Pembuat dokumen ini tidak mengizinkan penandatanganan.
rec-document-permission-forbids = Mintalah berkas tanpa pembatasan, atau buka dengan kata sandi pemilik.
err-document-unreadable = Berkas ini tidak dapat dibaca.
rec-document-unreadable = Periksa apakah berkasnya masih ada dan apakah Anda berhak membukanya.
err-enroll-certificate-other = Sertifikat dalam berkas ini, atas nama { $name }, bukan untuk kunci pada token.
rec-enroll-certificate-other = Sertifikat tidak dipasang. Periksa apakah berkasnya tertukar, atau minta penerbit mengirim sertifikat untuk permohonan ini.
err-enroll-confirm-wrong = Empat angka yang diketik tidak cocok. Tidak ada yang diubah.
rec-enroll-confirm-wrong = Baca sekali lagi apa yang akan hilang, lalu ketik empat angka terakhir nomor serinya.
err-enroll-factory-secret = { $secret ->
    [pin] PIN
    [puk] PUK
   *[other] Kunci pengelola
  } token masih dari pabrik, atau belum dipastikan sudah diganti.
rec-enroll-factory-secret = Ganti dahulu pada langkahnya. Permohonan tidak selesai dengan rahasia yang diketahui semua orang.
err-enroll-gone = Permohonan ini tidak terbuka lagi.
rec-enroll-gone = Buka lagi dari daftar permohonan yang disimpan, atau mulai yang baru.
err-enroll-management-format = Kunci pengelola harus { $digits } angka heksadesimal (0-9 dan A-F).
rec-enroll-management-format = Periksa catatan kunci pengelola, lalu ketik lagi.
err-enroll-management-wrong = Token tidak menerima kunci pengelola ini. Tidak ada yang diubah.
rec-enroll-management-wrong = Periksa catatan kunci pengelola, lalu ketik lagi. Bila hilang, token hanya dapat diatur ulang, dan isinya hilang.
err-enroll-name-differs = Nama dalam sertifikat berbeda dari nama dalam formulir.
rec-enroll-name-differs = Bandingkan keduanya. Bila sertifikatnya benar, centang pernyataan lalu ulangi; bila salah, hubungi penerbit.
err-enroll-not-possible = { $what ->
    [puk] PUK token ini tidak dapat diganti dari sini.
    [management] Kunci pengelola token ini tidak dapat diganti dari sini.
    [certificate] Sertifikat tidak dapat dipasang ke token ini dari sini.
   *[other] Kunci tidak dapat dibuat pada token ini dari sini.
  }
rec-enroll-not-possible = Lakukan langkah ini dengan alat pembuat token, lalu lanjutkan di sini.
err-enroll-not-written = Sertifikat ini belum ada pada token.
rec-enroll-not-written = Pasang sertifikat dengan alat pembuat token, cabut dan colokkan lagi token, lalu periksa lagi.
err-enroll-not-yet = Langkah ini belum dapat dilakukan.
rec-enroll-not-yet = Selesaikan dahulu langkah sebelumnya.
err-enroll-place-changed = Isi tempat kunci ini tidak lagi seperti yang ditampilkan. Tidak ada yang diubah.
rec-enroll-place-changed = Pilih lagi token dan tempat kuncinya, lalu baca apa yang akan hilang.
err-enroll-record = Data permohonan di folder ini tidak dapat dibaca.
rec-enroll-record = Pilih folder yang benar, atau mulai permohonan baru.
err-enroll-request-unusable = Berkas ini bukan permohonan sertifikat (CSR) yang benar.
rec-enroll-request-unusable = Buat lagi permohonan PKCS#10 dengan alat pembuat token, lalu pilih berkasnya.
err-enroll-template = { $line ->
    [0] Formulir permohonan { $name } tidak dapat dipakai: { $detail }
   *[other] Formulir permohonan { $name } tidak dapat dipakai. Baris { $line }: { $detail }
  }
rec-enroll-template = Mintalah pembuat formulir memperbaiki baris itu lalu pilih lagi berkasnya, atau pakai formulir contoh.
err-enroll-token-other = Ini bukan token permohonan ini. Yang dimaksud bernomor seri { $serial }.
rec-enroll-token-other = Colokkan token yang benar, lalu pilih lagi.
err-enroll-too-late = Permohonan sudah ditandatangani dan tidak dapat diubah.
rec-enroll-too-late = Mulai permohonan baru bila datanya salah.
err-enroll-weak-secret = { $secret ->
    [pin] PIN
    [puk] PUK
   *[other] Kunci pengelola
  } baru ini diketahui semua orang.
rec-enroll-weak-secret = Pilih yang lain: bukan milik pabrik, dan bukan satu angka berulang.
err-evidence-unreadable = Berkas ini bukan berkas bukti yang utuh.
rec-evidence-unreadable = Pilih berkas bukti yang dibuat oleh aplikasi ini, atau mintalah pembuatnya mengirim ulang.
err-document-without-pages = Dokumen ini tidak memiliki halaman.
rec-document-without-pages = Mintalah pengirim mengirim ulang berkas aslinya.
err-document-too-complex = Dokumen ini terlalu rumit untuk diperiksa dengan aman.
rec-document-too-complex = Mintalah pengirim menyimpan ulang PDF-nya dengan susunan yang lebih sederhana.
err-document-xfa = Dokumen ini formulir dinamis (XFA) yang isinya dapat berubah sendiri.
rec-document-xfa = Cetak formulir itu ke PDF biasa, lalu tandatangani hasilnya.
err-field-condition = Pembuat kolom { $field } mensyaratkan hal yang tidak dipenuhi tanda tangan ini: { $condition ->
    [appearance] tampilan tertentu
    [certificate] sertifikat lain
    [certification] jenis pengesahan lain
    [digest] algoritma hash lain
    [filter] bentuk tanda tangan lain
    [legal] pernyataan hukum
    [reason] alasan tertentu ({ $choices })
    [revocation] data pencabutan di dalam tanda tangan
   *[other] versi yang lebih baru
}.
rec-field-condition = Penuhi syarat itu, pilih kolom lain, atau hubungi pembuat dokumen.
err-field-locked = Kolom { $field } dikunci oleh tanda tangan sebelumnya.
rec-field-locked = Pilih kolom lain, atau letakkan tanda tangan di luar kolom.
err-field-missing = Kolom tanda tangan { $field } tidak ada dalam dokumen ini.
rec-field-missing = Pilih kolom yang ada, atau letakkan tanda tangan sendiri.
err-field-name-taken = Nama kolom “{ $field }” sudah dipakai atau tidak dapat dipakai.
rec-field-name-taken = Pilih nama lain tanpa titik.
err-field-needs-time-stamp = Pembuat kolom { $field } mewajibkan stempel waktu.
rec-field-needs-time-stamp = Pilih tingkat dengan stempel waktu, atau kolom lain.
err-field-signed = Kolom { $field } sudah ditandatangani.
rec-field-signed = Pilih kolom lain.
err-fields-after-signature = Dokumen ini sudah ditandatangani; kolom baru akan mengubahnya.
rec-fields-after-signature = Siapkan kolom pada dokumen yang belum ditandatangani.
err-folder-without-documents = Folder ini tidak berisi berkas PDF.
rec-folder-without-documents = Pilih folder lain, atau simpan dokumennya sebagai PDF lebih dahulu.
err-fingerprint-mismatch = Sidik jari yang Anda ketik tidak sama dengan sidik jari sertifikat ini.
rec-fingerprint-mismatch = Jangan dipercaya dahulu. Bacakan lagi sidik jarinya bersama helpdesk, dan mintalah berkas yang benar bila tetap berbeda.
err-internal = Ada langkah yang gagal di dalam aplikasi (nomor { $reference }).
rec-internal = Ulangi. Jika terjadi lagi, sampaikan nomor tersebut kepada helpdesk.
err-key-file-damaged = Berkas kunci ini rusak.
rec-key-file-damaged = Mintalah berkas .p12 yang utuh kepada helpdesk.
err-key-file-locked = Berkas kunci ini belum dibuka, sehingga sertifikatnya belum terlihat.
rec-key-file-locked = Buka dengan kata sandinya. Kata sandi tidak disimpan.
err-key-file-missing = Berkas kunci { $name } tidak dapat dibaca di tempatnya.
rec-key-file-missing = Pasang lagi penyimpan yang memuatnya, lalu coba lagi, atau pilih berkas itu di tempat barunya.
err-key-file-password-wrong = Kata sandi berkas kunci salah.
rec-key-file-password-wrong = Periksa lagi kata sandinya. Berkas tidak terkunci karena salah ketik.
err-key-file-unsupported = Berkas kunci ini dikunci dengan cara yang belum didukung.
rec-key-file-unsupported = Mintalah helpdesk mengekspor ulang berkas .p12 tersebut.
err-key-without-certificate = Kunci ini belum memiliki sertifikat.
rec-key-without-certificate = Mintalah helpdesk memasang sertifikat untuk kunci ini.
err-module-failed = Driver token berhenti bekerja, sehingga ditutup.
rec-module-failed = Cabut dan pasang lagi token, lalu ulangi. Jika tetap gagal, mintalah helpdesk memperbarui driver token.
err-module-missing = Driver { $name } tidak ada lagi di tempatnya.
rec-module-missing = Pasang lagi driver token itu, atau pilih driver di tempat barunya.
err-module-no-certificate = Driver { $name } berjalan dan token terlihat, tetapi token itu tidak memuat sertifikat.
rec-module-no-certificate = Hubungi helpdesk untuk memasang sertifikat pada token.
err-module-no-slot = Driver { $name } berjalan, tetapi tidak melihat pembaca kartu.
rec-module-no-slot = Pasang token atau pembacanya. Jika sudah terpasang, driver ini bukan untuk token Anda: pilih driver lain.
err-module-no-token = Driver { $name } berjalan, tetapi tidak melihat token.
rec-module-no-token = Pasang token Anda. Jika sudah terpasang, driver ini bukan untuk token itu: pilih driver lain.
err-module-not-started = Driver { $name } tidak dapat dijalankan.
rec-module-not-started = { $system ->
    [windows] Pasang ulang driver token beserta programnya, versi 64-bit, lalu ulangi.
    [macos] Pasang ulang driver token versi terbaru untuk macOS ini, izinkan di Pengaturan Sistem bila diminta, lalu ulangi.
   *[linux] Pasang ulang paket driver token beserta pustaka yang diperlukannya, lalu ulangi.
}
err-module-unusable = Berkas { $name } tidak dapat dipakai sebagai driver token di komputer ini.
rec-module-unusable = Pilih driver lain untuk token Anda, atau mintalah helpdesk memasang versi 64-bit.
err-module-wrong-kind = Driver { $name } dibuat untuk sistem lain ({ $found }).
rec-module-wrong-kind = { $system ->
    [windows] Mintalah kepada helpdesk driver versi Windows 64-bit.
    [macos] Mintalah kepada helpdesk driver untuk macOS dan jenis prosesor komputer ini.
   *[linux] Mintalah kepada helpdesk driver untuk Linux dan jenis prosesor komputer ini.
}
err-not-a-certificate = Berkas ini tidak memuat sertifikat.
rec-not-a-certificate = Pilih berkas sertifikat (.cer, .crt, .pem, atau .der) dari helpdesk.
err-notice-no-room = Halaman { $page } tidak memiliki tempat kosong untuk keterangan tanda tangan elektronik.
rec-notice-no-room = Pilih tepi atas, halaman terakhir saja, atau tiadakan keterangan dengan menyebut alasannya.
err-notice-reason-missing = Keterangan tanda tangan elektronik ditiadakan tanpa alasan.
rec-notice-reason-missing = Tuliskan alasannya; alasan itu dicatat.
err-notice-wording = Susunan kata keterangan tidak memuat { $missing ->
    [electronically] bahwa dokumen ditandatangani secara elektronik
    [certificate] sertifikat elektronik
   *[issuer] BSrE sebagai penerbitnya
}.
rec-notice-wording = Perjanjian Pasal 4 ayat (1) huruf i meminta keduanya: ditandatangani secara elektronik, dengan sertifikat elektronik yang diterbitkan BSrE.
err-output-exists = Berkas { $name } sudah ada dan tidak akan ditimpa.
rec-output-exists = Pilih nama lain, atau pindahkan berkas lama itu.
err-journal-busy = Riwayat sedang ditulis oleh program lain.
rec-journal-busy = Tunggu sebentar, lalu coba lagi.
err-journal-unusable = Riwayat tidak dapat dibaca atau ditulis.
rec-journal-unusable = Periksa ruang penyimpanan dan hak akses folder data, lalu coba lagi.
err-report-period = Periode ini tidak dapat dipakai.
rec-report-period = Pilih tahun, atau hari pertama dan hari terakhir dengan urutan yang benar.
err-report-template = Format laporan ini tidak dapat dipakai.
rec-report-template = Bandingkan dengan penjelasan berkas semacam itu dalam dokumentasi, perbaiki, lalu coba lagi.
err-records-altered = Berkas catatan ini berubah setelah dibuat, terpotong, atau bukan berkas catatan.
rec-records-altered = Minta berkas baru dari pengirimnya. Tidak ada yang diambil dari berkas ini.
err-records-contradict = Berkas catatan ini bertentangan dengan berkas yang sudah diterima.
rec-records-contradict = Tanyakan kepada pengirimnya apakah riwayat di komputernya pernah dikembalikan ke keadaan lama. Tidak ada yang diambil dari berkas ini.
err-history-other = Berkas yang dipilih bukan dokumen yang dicatat, atau isinya sudah berubah.
rec-history-other = Pilih berkas aslinya. Berkas yang berubah satu huruf pun tidak cocok lagi.
err-sheet-unknown = Lembar atau butir itu tidak ada.
rec-sheet-unknown = Muat ulang halaman, lalu coba lagi.
err-records-unknown = Berkas catatan ini berasal dari komputer yang belum dikonfirmasi (unit { $unit }).
rec-records-unknown = Bandingkan sidik jari { $fingerprint } dengan yang dibacakan pengirimnya, konfirmasikan, lalu coba lagi.
err-output-disk-full = Penyimpanan komputer ini penuh.
rec-output-disk-full = Kosongkan sebagian ruang, lalu ulangi. Tidak ada berkas yang ditinggalkan.
err-output-not-writable = Folder tujuan tidak dapat ditulisi.
rec-output-not-writable = Pindahkan dokumen ke folder lain, misalnya Dokumen, lalu ulangi.
err-output-failed-verification = Hasil tanda tangan tidak lolos pemeriksaan dan tidak disimpan.
rec-output-failed-verification = Ulangi. Jika terjadi lagi, hubungi helpdesk: token mungkin rusak.
err-pin-blocked = PIN token diblokir.
rec-pin-blocked = Token tidak dapat dipakai sampai PIN dibuka dengan PUK. Hubungi helpdesk.
err-pin-fixed = PIN token ini tidak dapat diubah atau dibuka dari aplikasi ini.
rec-pin-fixed = Pakailah program dari pembuat token, atau hubungi helpdesk.
err-pin-format = { $characters ->
    [digits] PIN token terdiri atas { $min } sampai { $max } angka. PIN ini belum dikirim ke token.
   *[any] PIN token terdiri atas { $min } sampai { $max } angka atau huruf. PIN ini belum dikirim ke token.
}
rec-pin-format = Ketik PIN token yang lengkap. Percobaan Anda tidak berkurang.
err-pin-last-try = Tersisa satu percobaan PIN.
rec-pin-last-try = Jika salah sekali lagi, token terblokir. Jangan menebak; hubungi helpdesk bila ragu.
err-pin-must-be-changed = PIN token ini masih PIN dari penerbit dan harus diubah dahulu.
rec-pin-must-be-changed = Ubah PIN token, lalu lanjutkan. Yang diminta adalah PIN token, bukan passphrase BSrE.
err-pin-new-refused = Token menolak bentuk PIN baru itu.
rec-pin-new-refused = Pilih PIN lain, misalnya lebih panjang atau hanya angka. Tanyakan syarat PIN kepada helpdesk.
err-pin-pad-length = PIN yang diketik pada pembaca kartu terlalu pendek atau terlalu panjang. PIN belum dikirim ke token.
rec-pin-pad-length = Ulangi, lalu ketik PIN token yang lengkap pada pembaca kartu. Percobaan Anda tidak berkurang.
err-pin-mismatch = Kedua PIN baru tidak sama. PIN tidak diubah.
rec-pin-mismatch = Ulangi, lalu ketik PIN baru yang sama dua kali.
err-pin-pad-timed-out = Tidak ada PIN yang diketik pada pembaca kartu. PIN belum dikirim ke token.
rec-pin-pad-timed-out = Ulangi, lalu ketik PIN token pada pembaca kartu sebelum waktunya habis.
err-pin-wrong = { $tries ->
    [0] PIN salah.
    [1] PIN salah. Tersisa satu percobaan sebelum token diblokir.
   *[other] PIN salah. Sisa percobaan: { $tries }.
}
rec-pin-wrong = { $tries ->
    [1] Jangan menebak; hubungi helpdesk bila ragu.
   *[other] Ketik lagi PIN token. Yang diminta adalah PIN token, bukan passphrase BSrE.
}
err-place-not-free = Tidak ada tempat kosong untuk blok tanda tangan di halaman terakhir.
rec-place-not-free = Pilih sendiri tempatnya, halaman lain, atau tanda tangan tanpa tampilan.
err-place-outside-page = Tempat yang dipilih berada di luar halaman.
rec-place-outside-page = Geser blok tanda tangan ke dalam halaman.
err-place-no-such-page = Halaman { $page } tidak ada; dokumen ini memiliki { $pages } halaman.
rec-place-no-such-page = Pilih halaman antara 1 dan { $pages }.
err-place-too-small = Blok tanda tangan tidak muat di tempat itu.
rec-place-too-small = Perbesar bloknya.
err-picture-unusable = { $reason ->
    [kind] Berkas itu bukan gambar PNG, JPEG, atau SVG.
    [missing] Gambar itu tidak dapat dibaca lagi.
    [empty] Gambar itu kosong: seluruhnya tembus pandang.
    [size] Gambar itu terlalu besar untuk sebuah surat.
    [slow] Gambar itu terlalu rumit untuk digambar.
    [damaged] Gambar itu rusak atau terpotong.
   *[other] Gambar SVG itu memakai unsur yang tampil berbeda di program lain (<{ $reason }>).
}
rec-picture-unusable = { $reason ->
    [missing] Pilih lagi gambarnya.
    [size] Perkecil gambarnya, lalu pilih lagi.
   *[other] Simpan gambar itu sebagai PNG dengan program gambar, lalu pilih lagi.
}
err-preset-missing = Tidak ada tampilan tersimpan bernama “{ $name }”.
rec-preset-missing = Periksa namanya, atau simpan tampilan itu lebih dahulu.
err-preset-name = Tampilan ini belum diberi nama yang dapat dipakai.
rec-preset-name = Tuliskan nama, paling banyak 60 huruf.
err-qr-address = Alamat untuk kode QR bukan alamat web yang lengkap.
rec-qr-address = Tuliskan alamat yang diawali https:// atau http://, tanpa spasi, nama pengguna, atau kata sandi; paling panjang 300 huruf.
err-practice-never-trusted = Sertifikat ini milik token latihan dan tidak dapat dijadikan penerbit tepercaya.
rec-practice-never-trusted = Pilih sertifikat penerbit yang Anda terima dari helpdesk.
err-puk-blocked = PUK diblokir, sehingga token tidak dapat dibuka lagi.
rec-puk-blocked = Hubungi helpdesk: token harus diatur ulang oleh penerbitnya, dan kunci serta sertifikatnya akan hilang.
err-puk-last-try = Tersisa satu percobaan PUK.
rec-puk-last-try = Jika salah sekali lagi, token tidak dapat dibuka lagi. Jangan menebak; mintalah PUK yang benar kepada helpdesk.
err-puk-wrong = { $tries ->
    [0] PUK salah.
    [1] PUK salah. Tersisa satu percobaan sebelum token tidak dapat dibuka lagi.
   *[other] PUK salah. Sisa percobaan PUK: { $tries }.
}
rec-puk-wrong = Jangan menebak PUK. Mintalah PUK yang benar kepada helpdesk.
err-repair-signed = Dokumen yang sudah ditandatangani tidak diperbaiki, karena tanda tangannya akan rusak.
rec-repair-signed = Mintalah berkas asli dari pengirimnya.
err-ticket-gone = Permintaan PIN ini sudah berakhir.
rec-ticket-gone = Mulai lagi dari tombol Tandatangani.
err-timestamp-not-set = Alamat server stempel waktu belum diatur, sehingga stempel waktu belum ditambahkan.
rec-timestamp-not-set = Tanda tangan tetap tersimpan tanpa stempel waktu. Waktunya berasal dari jam komputer ini.
err-stopped = Dihentikan sesuai permintaan Anda. Tidak ada berkas yang dibuat; yang sudah ada tetap seperti semula.
rec-stopped = Anda dapat memulainya lagi kapan saja.

err-nothing-to-extend = Dokumen ini tidak memuat tanda tangan yang dapat dilengkapi.
rec-nothing-to-extend = Pilih dokumen yang sudah ditandatangani dengan bentuk PAdES.
err-signer-revoked = Sertifikat penanda tangan, atau sertifikat penerbitnya, sudah dicabut sejak { $since }, sebelum tanda tangan dibuat.
rec-signer-revoked = Dokumen tidak dilengkapi. Jangan andalkan tanda tangan itu.
err-timestamp-too-long = Stempel waktu lebih panjang daripada tempat yang disediakan.
rec-timestamp-too-long = Tanda tangan tetap sah. Lengkapi dokumen ini kemudian; token tidak diperlukan.
err-token-busy = Token sedang dipakai program lain atau tidak menjawab.
rec-token-busy = { $system ->
    [windows] Tutup program lain yang memakai token, misalnya aplikasi pembuat token atau peramban. Bila tidak ada, cabut token lalu pasang lagi. Layar ini berlanjut sendiri.
    [macos] Tutup program lain yang memakai token, misalnya aplikasi pembuat token atau peramban. Bila tidak ada, cabut token lalu pasang lagi. Layar ini berlanjut sendiri.
   *[linux] Tutup program lain yang memakai token, misalnya peramban atau GnuPG (gpgconf --kill scdaemon). Bila tidak ada, cabut token lalu pasang lagi. Layar ini berlanjut sendiri.
}
err-token-driver-ready = Token ini { $card }. Drivernya sudah terpasang di komputer ini.
rec-token-driver-ready = Pakai driver itu untuk membaca token.
err-token-fault = Token menjawab dengan kode yang tidak dikenal ({ $status }).
rec-token-fault = Cabut dan pasang lagi token, lalu ulangi. Jika tetap gagal, hubungi helpdesk.
err-token-interrupted = Program lain memutus hubungan dengan token. Tidak ada yang ditandatangani.
rec-token-interrupted = Tutup program lain yang memakai token, lalu ulangi dan ketik PIN lagi.
err-token-mute = Token terpasang tetapi tidak menjawab.
rec-token-mute = Cabut token, bersihkan, lalu pasang langsung di port USB komputer.
err-token-needs-driver = Token ini { $card }, dan drivernya belum terpasang.
rec-token-needs-driver = { $system ->
    [windows] Pasang driver { $card } untuk Windows 64-bit ({ $driver }) dari pembuat token atau helpdesk. Layar ini berlanjut setelah driver terpasang dan dibaca ulang.
    [macos] Pasang driver { $card } untuk macOS ({ $driver }) dari pembuat token atau helpdesk. Layar ini berlanjut setelah driver terpasang dan dibaca ulang.
   *[linux] Pasang paket driver { $card } untuk Linux ({ $driver }) dari pembuat token atau helpdesk. Layar ini berlanjut setelah driver terpasang dan dibaca ulang.
}
err-token-no-access = Komputer ini tidak mengizinkan Anda memakai pembaca kartu.
rec-token-no-access = { $system ->
    [windows] Jalankan aplikasi ini di komputer tempat token terpasang, bukan lewat desktop jarak jauh, atau mintalah helpdesk memberi izin.
    [macos] Jalankan aplikasi ini di komputer tempat token terpasang, atau mintalah helpdesk memberi izin.
   *[linux] Masuklah langsung ke desktop komputer ini, bukan lewat SSH atau sesi lain. Jika tetap demikian, mintalah helpdesk mengatur izinnya (ABS-202).
}
err-token-no-reader = Token tidak terdeteksi.
rec-token-no-reader = { $system ->
    [windows] Pasang token USB Anda. Layar ini berlanjut sendiri. Jika sudah terpasang, pasang driver dari pembuat token.
    [macos] Pasang token USB Anda. Layar ini berlanjut sendiri. Jika sudah terpasang, cabut dan pasang lagi langsung di port komputer.
   *[linux] Pasang token USB Anda. Layar ini berlanjut sendiri. Jika sudah terpasang, mintalah helpdesk memeriksa pembaca kartu (ABS-203).
}
err-token-no-card = Pembaca kartu terpasang, tetapi belum ada kartu di dalamnya.
rec-token-no-card = Masukkan kartu Anda ke pembaca, sisi keping menghadap sesuai gambar pada pembaca. Layar ini berlanjut sendiri.
err-token-not-found = Token { $name } tidak ditemukan.
rec-token-not-found = Pasang token itu, atau pilih token lain.
err-token-no-signing-key = Token ini tidak memuat sertifikat yang dapat dipakai menandatangani.
rec-token-no-signing-key = Hubungi helpdesk untuk memasang sertifikat pada token.
err-token-removed = Token dilepas sebelum selesai. Dokumen tidak ditandatangani dan berkas asli tidak berubah.
rec-token-removed = Pasang lagi token, lalu ulangi.
err-token-service-down = Layanan pembaca kartu (PC/SC) di komputer ini tidak berjalan.
rec-token-service-down = { $system ->
    [windows] Pasang token; Windows menyalakan layanan ini sendiri. Jika tetap demikian, jalankan layanan "Smart Card" lewat services.msc, atau minta helpdesk melakukannya.
    [macos] Pasang token, lalu mulai ulang komputer. Jika tetap demikian, hubungi helpdesk.
   *[linux] Mintalah helpdesk menyalakan layanan pembaca kartu (ABS-201). Layar ini berlanjut sendiri.
}
err-token-unknown = Token terbaca, tetapi jenisnya belum didukung aplikasi ini.
rec-token-unknown = Pilih driver dari pembuat token di halaman Token, atau kirim data token ini kepada helpdesk: { $atr }

# Jaringan, kata sandi dan stempel waktu
err-address-unusable = { $address } bukan alamat yang dapat dipakai.
rec-address-unusable = Periksa ejaannya. Server stempel waktu dan proksi ditulis lengkap dengan http:// atau https://; daftar host berisi nama host saja.
err-network-address-forbidden = { $reason ->
    [port] Alamat di { $host } memakai port yang tidak diizinkan.
    [scheme] Alamat di { $host } bukan alamat http atau https.
    [credentials] Alamat di { $host } memuat nama pengguna atau kata sandi.
    [address] Alamat { $host } tidak dapat dibaca.
    [untrusted] Alamat di { $host } berasal dari sertifikat yang penerbitnya belum dipercaya.
   *[private] { $host } berada di komputer ini atau di jaringan tertutup.
}
rec-network-address-forbidden = { $reason ->
    [private] Bila host ini memang milik instansi Anda, tambahkan ke daftar host yang diizinkan di Pengaturan.
    [port] Bila port ini memang dipakai instansi Anda, tambahkan host dan port itu ke daftar host yang diizinkan di Pengaturan.
   *[other] Alamat ini tidak dikunjungi. Sampaikan kepada helpdesk.
}
err-network-name-not-found = Nama { $host } tidak ditemukan.
rec-network-name-not-found = Periksa sambungan jaringan dan ejaan alamatnya, lalu coba lagi.
err-network-no-route = Sambungan ke { $host } tidak dapat dibuat.
rec-network-no-route = Periksa sambungan jaringan. Bila jaringan kantor memakai proksi, atur proksinya di Pengaturan.
err-network-off = Jaringan tidak diaktifkan.
rec-network-off = Aktifkan jaringan di Pengaturan bila aplikasi ini boleh bertanya ke luar.
err-network-page = { $host } menjawab dengan halaman web, bukan dengan data yang diminta.
rec-network-page = Jaringan ini mungkin meminta Anda masuk dulu. Buka peramban, masuklah ke jaringan, lalu coba lagi.
err-network-protocol = Jawaban dari { $host } tidak dapat dipahami.
rec-network-protocol = Periksa alamatnya. Jika benar, sampaikan kepada pengelola server itu.
err-network-proxy = Proksi menolak sambungan atau tidak dapat dihubungi.
rec-network-proxy = Periksa alamat, nama pengguna dan kata sandi proksi di Pengaturan.
err-network-redirects = { $host } terus-menerus mengalihkan ke alamat lain.
rec-network-redirects = Sampaikan kepada pengelola server itu.
err-network-status = { $host } menolak permintaan (HTTP { $status }).
rec-network-status = { $status ->
    [401] Periksa nama pengguna dan kata sandi server itu di Pengaturan.
    [403] Periksa nama pengguna dan kata sandi server itu di Pengaturan.
    [404] Periksa alamat server itu.
   *[other] Coba lagi nanti. Jika berulang, sampaikan kepada pengelola server itu.
}
err-network-timed-out = { $host } tidak menjawab dalam waktu yang wajar.
rec-network-timed-out = Coba lagi nanti. Jika berulang, periksa sambungan jaringan.
err-network-tls = Sambungan aman ke { $host } tidak dapat dibuat.
rec-network-tls = Sertifikat server itu tidak diterima. Periksa alamat dan tanggal komputer ini; jika benar, sampaikan kepada pengelola server.
err-network-too-large = Jawaban dari { $host } lebih besar daripada batas.
rec-network-too-large = Jawaban itu tidak dipakai. Sampaikan kepada pengelola server itu.
err-network-truncated = Sambungan ke { $host } terputus di tengah jawaban.
rec-network-truncated = Coba lagi.
err-secrets-absent = Komputer ini tidak memiliki tempat penyimpanan kata sandi.
rec-secrets-absent = Kata sandi tidak disimpan di mana pun. Pasang atau jalankan layanan kunci sistem, lalu coba lagi.
err-secrets-locked = Tempat penyimpanan kata sandi komputer ini terkunci.
rec-secrets-locked = Bukalah kunci itu, lalu coba lagi. Kata sandi tidak disimpan di tempat lain.
err-timestamp-invalid = Jawaban server stempel waktu { $host } tidak cocok dengan permintaan.
rec-timestamp-invalid = Stempel itu tidak dipakai. Pakai server lain, dan sampaikan kepada pengelola server itu.
err-timestamp-refused = Server stempel waktu { $host } tidak memberikan stempel.
rec-timestamp-refused = Coba lagi nanti. Jika berulang, sampaikan kepada pengelola server itu.
err-timestamp-untrusted = Penerbit sertifikat server stempel waktu { $host } belum dipercaya.
rec-timestamp-untrusted = Tambahkan sertifikat penerbitnya di Pengaturan setelah sidik jarinya Anda cocokkan dengan helpdesk.

# Langkah uji sambungan
step-allowed = Alamat diizinkan
step-name = Nama ditemukan
step-route = Tersambung
step-proxy = Proksi mengizinkan
step-tls = Sambungan aman
step-status = Server menerima permintaan
step-answer = Jawaban benar

# Untuk apa penerbit dipercaya
purpose-any = dipercaya untuk semua keperluan
purpose-signing = dipercaya untuk penanda tangan saja
purpose-time_stamping = dipercaya untuk stempel waktu saja

# Pemeriksaan sebelum PIN
check-token = Token terpasang
check-token-tries = Token terpasang, sisa percobaan PIN: { $number }
check-certificate = Sertifikat berlaku dan untuk tanda tangan
check-issuer = Penerbit sertifikat tepercaya
check-status = Sertifikat tidak dicabut
check-document = Dokumen mengizinkan tanda tangan
check-content = Isi dokumen tetap: tidak ada skrip, lapisan, atau isi tersembunyi
check-notice = Keterangan tanda tangan elektronik sesuai ketentuan
check-earlier-signatures = Tanda tangan sebelumnya utuh
check-output = Hasil dapat disimpan
check-time = Stempel waktu tersedia
warn-content = Ada isi yang dapat berubah tampilannya atau tersembunyi ({ $number } macam). Periksa halaman yang disebut.
warn-notice = Keterangan tanda tangan elektronik ditiadakan. Alasannya dicatat.
warn-earlier-signatures = Tanda tangan yang sudah ada di dokumen ini tidak utuh atau perlu perhatian. Periksa dahulu sebelum ikut menandatangani.
warn-issuer = Ini token latihan. Hasilnya bertanda LATIHAN dan tidak berlaku.
warn-time = Tanpa stempel waktu. Waktunya memakai jam komputer ini.
some-document = { $count } surat tidak dapat ditandatangani dan dilewati.
some-content = { $count } surat memuat isi yang dapat berubah tampilannya atau tersembunyi. Lihat surat itu dahulu.
some-notice = { $count } surat tidak memuat keterangan tanda tangan elektronik.
some-earlier-signatures = { $count } surat memuat tanda tangan yang tidak utuh atau perlu perhatian. Periksa dahulu.
some-output = Hasil untuk { $count } surat tidak dapat disimpan; surat itu dilewati.
all-document = Semua surat mengizinkan tanda tangan
all-content = Isi semua surat tetap: tidak ada skrip, lapisan, atau isi tersembunyi
all-output = Semua hasil dapat disimpan

# Untuk apa sebuah kunci
purpose-authentication = untuk masuk ke sistem
purpose-card-authentication = untuk membuktikan kartunya
purpose-encryption = untuk enkripsi
purpose-signature = untuk tanda tangan
purpose-unknown = kegunaan tidak diketahui

# Hasil pemeriksaan: satu kata
verdict-sah = Sah
verdict-perlu_perhatian = Perlu perhatian
verdict-tidak_sah = Tidak sah
verdict-tidak_dapat_diperiksa = Tidak dapat diperiksa
verdict-tanpa_tanda_tangan = Tanpa tanda tangan

heading-integrity = Keutuhan
heading-authenticity = Keautentikan
heading-non-repudiation = Kenirsangkalan

# Alasan di balik setiap judul
reason-unchanged = Isi sama persis dengan yang ditandatangani.
reason-only_validation_data = Isi tidak berubah. Setelahnya hanya ditambahkan tanda tangan lain atau data pendukung.
reason-visible_change = Setelah ditandatangani ada isian formulir atau catatan yang ditambahkan atau diubah.
reason-forbidden_change = Isi dokumen diubah setelah ditandatangani.
reason-unaccounted_bytes = Ada data tambahan setelah bagian yang ditandatangani, sehingga yang tampak dapat berbeda.
reason-signature_replaced = Tanda tangan ini diganti atau diubah setelah dibuat.
reason-digest_mismatch = Isi yang ditandatangani sudah diubah.
reason-signature_wrong = Nilai tanda tangan tidak cocok dengan sertifikatnya.
reason-coverage_wrong = Tanda tangan ini tidak mencakup dokumen sebagaimana mestinya.
reason-signature_unreadable = Tanda tangan kosong atau rusak.
reason-algorithm_unsupported = Jenis tanda tangan ini belum dikenal aplikasi.
reason-certificate_missing = Sertifikat penanda tangan tidak disertakan.
reason-trusted = Sertifikat diterbitkan oleh penerbit tepercaya dan tidak dicabut.
reason-trusted_without_status = Sertifikat diterbitkan oleh penerbit tepercaya. Penerbit ini tidak menyediakan daftar pencabutan.
reason-revocation_unknown = Penerbitnya tepercaya, tetapi status pencabutan sertifikat belum diperiksa.
reason-revocation_not_proven = Penerbitnya tepercaya, tetapi bukti status pencabutannya tidak dapat lagi diandalkan: sertifikat penanda tangan bukti itu sudah berakhir, dan tidak ada stempel waktu yang membuktikan bahwa bukti itu dibuat sebelumnya.
reason-issuer_unknown = Penerbit sertifikat belum dipercaya di komputer ini.
reason-certificate_mismatch = Tanda tangan ini merujuk sertifikat lain daripada yang disertakan.
reason-name_differs = Sertifikatnya tepercaya, tetapi nama yang tertulis pada blok tanda tangan berbeda dari nama pada sertifikat. Yang terbukti hanyalah nama pada sertifikat.
reason-expired = Sertifikat sudah kedaluwarsa, dan tidak ada bukti bahwa tanda tangan dibuat sebelumnya.
reason-expired_not_revoked = Sertifikat sudah kedaluwarsa tanpa pernah dicabut, tetapi tidak ada stempel waktu yang membuktikan bahwa tanda tangan dibuat sebelumnya.
reason-expired_when_signed = Sertifikat sudah kedaluwarsa ketika dipakai menandatangani.
reason-not_yet_valid = Sertifikat belum berlaku.
reason-revoked = Sertifikat sudah dicabut ketika dipakai menandatangani.
reason-revoked_without_proof = Sertifikat dicabut, dan tidak ada bukti bahwa tanda tangan dibuat sebelumnya.
reason-chain_constraint = Sertifikat dalam rantai ini dipakai di luar batas kegunaannya.
reason-algorithm_weak = Cara penandatanganannya terlalu lemah untuk waktu yang terbukti.
reason-practice = Tanda tangan LATIHAN: dibuat dengan token latihan dan tidak berlaku.
reason-signature_failed = Tanda tangannya sendiri tidak cocok, sehingga sertifikat tidak membuktikan apa pun.
reason-time_proven = Waktunya dibuktikan oleh stempel waktu tepercaya.
reason-time_not_proven = Waktunya hanya menurut jam komputer penanda tangan.
reason-time_stamp_order = Stempel waktu di dokumen ini saling bertentangan.
reason-key_usage_unsuitable = Sertifikat ini tidak dibuat untuk tanda tangan yang mengikat.
reason-integrity_not_proven = Bergantung pada keutuhan, yang tidak terbukti.
reason-identity_not_proven = Bergantung pada keautentikan, yang tidak terbukti.

# Apa yang berubah setelah penandatanganan
change-action = skrip atau tindakan diubah
change-annotation_added = catatan ditambahkan
change-annotation_changed = catatan diubah
change-annotation_removed = catatan dihapus
change-appearance = tampilan diubah
change-attachment = lampiran diubah
change-catalog = susunan dokumen diubah
change-document_time_stamp = stempel waktu dokumen ditambahkan
change-encryption = penguncian dokumen diubah
change-field_added = kolom formulir ditambahkan
change-field_changed = kolom formulir diubah
change-field_removed = kolom formulir dihapus
change-font = huruf diganti
change-form_value = isian formulir diubah
change-hidden_object = bagian tersembunyi ditambahkan
change-later_signature = tanda tangan ditambahkan
change-metadata = keterangan berkas diubah
change-optional_content = lapisan tampilan diubah
change-page_added = halaman ditambahkan
change-page_content = isi halaman diubah
change-page_removed = halaman dihapus
change-page_tree = urutan halaman diubah
change-resources = gambar atau unsur halaman diubah
change-signature_altered = tanda tangan sebelumnya diubah
change-structure = struktur dokumen diubah
change-trailing_bytes = data ditambahkan di akhir berkas
change-unexplained = perubahan yang tidak dikenal
change-validation_data = data pendukung verifikasi ditambahkan

# Cara pemalsuan yang dikenal, bila perubahannya berpola demikian
attack-appearance_override = Tampilan kolom yang sudah ditandatangani digambar ulang, sehingga yang terlihat bukan lagi yang ditandatangani.
attack-evil_annotation = Sebuah catatan yang ditambahkan menutupi isi yang sudah ditandatangani.
attack-font_override = Huruf dokumen diganti setelah penandatanganan, sehingga teks yang sama dapat terbaca lain.
attack-incremental_saving = Isi ditimpa dengan data yang ditambahkan di akhir berkas setelah penandatanganan.
attack-optional_content_override = Lapisan dokumen dinyalakan atau dimatikan setelah penandatanganan, sehingga isi lain yang tampak.
attack-shadow_hide = Unsur yang semula menutupi isi lain dihilangkan setelah penandatanganan.
attack-shadow_hide_and_replace = Isi lain yang sudah disiapkan tersembunyi sebelum penandatanganan kini ditampilkan.
attack-shadow_replace = Unsur gambar atau teks yang sudah ditandatangani diganti setelah penandatanganan.
attack-signature_wrapping = Bagian yang ditandatangani dipindahkan, dan tanda tangannya tidak lagi melindungi isi yang tampak.
attack-sneaky_signature = Tampilan tanda tangan yang ditambahkan kemudian menutupi isi yang sudah ditandatangani.
attack-universal_signature_forgery = Bagian tanda tangan yang harus diperiksa dikosongkan atau dihilangkan.

# Apa yang sebaiknya dilakukan sekarang
todo-sah = Anda dapat memakai dokumen ini. Simpan berkas PDF-nya: cetakan tidak membawa tanda tangan.
todo-perlu_perhatian = Baca catatan di bawah sebelum memakai dokumen ini.
todo-tidak_sah = Jangan pakai dokumen ini. Mintalah berkas asli kepada pengirim.
todo-tidak_dapat_diperiksa = Jangan dulu diandalkan. Lengkapi yang kurang, lalu periksa lagi.
todo-tanpa_tanda_tangan = Mintalah berkas PDF asli yang ditandatangani. Gambar tanda tangan, kode QR, dan hasil pindai bukan tanda tangan elektronik.
todo-practice = Dokumen latihan: jangan dipakai sebagai surat.

hint-notice = Halamannya memuat keterangan bahwa dokumen ditandatangani dengan sertifikat elektronik terbitan BSrE, dan tanda tangannya membenarkan itu.
hint-notice-unchecked = Halamannya memuat keterangan bahwa dokumen ditandatangani dengan sertifikat elektronik terbitan BSrE. Kebenarannya belum dapat diperiksa, karena kunci BSrE belum terdaftar di komputer ini.
hint-notice-unsupported = Keterangan tidak didukung tanda tangan: halamannya menyatakan bahwa dokumen ditandatangani dengan sertifikat elektronik terbitan BSrE, tetapi tidak ada tanda tangan seperti itu di dalam berkas.
hint-printed = Halamannya menyebut bahwa dokumen telah ditandatangani, tetapi tanda tangan elektroniknya tidak ada di dalam berkas ini. Mungkin berkas ini hasil cetak atau simpan ulang; mintalah berkas aslinya.
hint-pages-unread = Halamannya terlalu banyak untuk dibaca semua dalam waktu singkat; keterangan di halaman yang tidak terbaca tidak diperiksa. Tanda tangan dan keutuhan berkas tetap diperiksa seluruhnya.
hint-qr = Ada kode QR di halamannya. Kode QR bukan tanda tangan elektronik: siapa pun dapat membuatnya, dan alamat di dalamnya belum tentu milik instansi yang disebut. Absah hanya menampilkan isinya dan tidak membukanya.
hint-scan = Halamannya berupa gambar hasil pindai; tanda tangan elektronik tidak ikut terpindai.
hint-signature-like = Ada sisa tanda tangan yang tidak terbaca lagi; berkas ini mungkin rusak atau diubah.
qr-says = Isi kode QR
finding-annotation = Catatan atau stempel di atas halaman
finding-drawn-differently = Halaman yang tampil berbeda di program lain
finding-external-content = Isi dari berkas lain
finding-font-not-embedded = Huruf yang tidak disimpan dalam dokumen
finding-form-field = Kolom isian yang dapat diubah
finding-hidden-text = Tulisan yang tertutup gambar atau bidang
finding-not-drawn = Isi yang tidak dapat digambar di sini
finding-optional-content = Lapisan yang dapat disembunyikan
finding-script = Skrip atau tindakan otomatis
notice-already-signed = { $found ->
    [true] Dokumen sudah ditandatangani dan sudah memuat keterangan; halamannya tidak diubah.
   *[false] Dokumen sudah ditandatangani tanpa keterangan; halamannya tidak diubah.
}
notice-no-room = Tidak ada tempat kosong untuk keterangan.
notice-not-bsre = Sertifikat ini bukan terbitan BSrE; keterangan tidak ditulis.
notice-omitted = Keterangan tidak ditulis, sesuai pilihan Anda.
notice-present = Keterangan sudah ada di dokumen.
notice-written = Keterangan ditulis di tempat kosong pada halaman.
