# Aturan yang berlaku di komputer ini dan siapa yang menetapkannya: Pengaturan, `absah trust list`, dan penolakan sebelum PIN.

rules-title = Aturan yang berlaku
rules-note = Aturan dari instansi tidak dapat diubah di komputer ini. Selebihnya mengikuti pilihan Anda atau bawaan aplikasi.
rules-by-agency = Ditetapkan oleh { $agency }, paket tanggal { $day }
rules-own = Pilihan Anda
rules-default = Bawaan aplikasi
rules-locked = Ditetapkan oleh { $agency } dan tidak dapat diubah di sini.
rules-notice-locked = Kata-kata ini ditetapkan oleh { $agency } dan tidak dapat diubah di sini.

rule-offline-signing = Tanda tangan tanpa pemeriksaan status sertifikat
rule-offline-signing-on = Diizinkan, dengan peringatan bila status tidak dapat ditanyakan
rule-offline-signing-off = Tidak diizinkan
rule-stamp-required = Stempel waktu
rule-stamp-required-on = Wajib pada setiap tanda tangan
rule-stamp-required-off = Tidak diwajibkan
rule-revocation-max-age-hours = Umur data pencabutan sebelum menandatangani
rule-revocation-max-age-hours-some = Paling lama { $hours } jam
rule-revocation-max-age-hours-none = Sampai waktu pembaruan yang disebut penerbit
rule-allowed-issuers = Penerbit sertifikat untuk menandatangani
rule-allowed-issuers-none = Setiap penerbit yang dipercaya di komputer ini
rule-notice-text = Kata-kata keterangan pada dokumen
rule-refuse-changeable = Dokumen yang dapat berubah tampilannya
rule-refuse-changeable-on = Ditolak
rule-refuse-changeable-off = Diberi peringatan
rule-network = Jaringan
rule-network-on = Boleh digunakan
rule-network-off = Tidak digunakan
rule-certificate-status = Status sertifikat
rule-certificate-status-on = Boleh ditanyakan bila jaringan digunakan
rule-certificate-status-off = Tidak ditanyakan
rule-missing-issuers = Sertifikat penerbit yang belum ada
rule-missing-issuers-on = Boleh diambil bila jaringan digunakan
rule-missing-issuers-off = Tidak diambil
rule-journal-keep-months = Masa simpan catatan
rule-journal-keep-months-some = { $months } bulan; yang lebih lama dihapus bila Anda menerapkannya
rule-journal-keep-months-none = Tanpa batas
rule-stampers = Server stempel waktu
rule-stampers-none = Belum ada
rule-contact = Helpdesk

err-bundle-rule = Aturan "{ $name }" dalam paket instansi ini tidak dapat dibaca.
rec-bundle-rule = Paket tidak dipakai dan aturan yang berlaku tetap. Mintalah helpdesk memperbaiki paketnya.
err-certificate-status-old = Data pencabutan sertifikat lebih tua daripada { $hours } jam, batas dari { $agency } (paket tanggal { $since }).
rec-certificate-status-old = Sambungkan komputer ke jaringan, aktifkan jaringan di Pengaturan, lalu coba lagi: data yang baru ditanyakan kepada penerbit.
err-policy-offline = { $agency } (paket tanggal { $since }) tidak mengizinkan penandatanganan bila status sertifikat tidak dapat diperiksa.
rec-policy-offline = Sambungkan komputer ke jaringan dan aktifkan jaringan di Pengaturan, lalu coba lagi. Bila jaringan terganggu, kerjakan sesuai prosedur manual instansi.
err-policy-stamp-required = { $agency } (paket tanggal { $since }) mewajibkan stempel waktu pada setiap tanda tangan.
rec-policy-stamp-required = Pilih tingkat B-T atau lebih tinggi, atau kosongkan pilihan tingkat, lalu coba lagi.
err-policy-stamp-missing = { $agency } (paket tanggal { $since }) mewajibkan stempel waktu, tetapi stempel waktu tidak diperoleh. Dokumen tidak ditandatangani.
rec-policy-stamp-missing = Di Pengaturan, bagian Jaringan, coba server stempel waktunya: sebabnya disebut di sana. Setelah itu ulangi penandatanganan.
err-policy-issuer = { $agency } (paket tanggal { $since }) tidak mengizinkan penandatanganan dengan sertifikat dari { $issuer }.
rec-policy-issuer = Gunakan token dengan sertifikat dari penerbit yang diizinkan; daftarnya ada di Pengaturan, Aturan yang berlaku.

# Tentang aplikasi.
about-title = Tentang
about-version = Absah { $version }
about-independent = Absah adalah aplikasi mandiri, bukan produk BSrE, BSSN, atau Komdigi, dan tidak disertifikasi atau disahkan oleh mereka.
about-technical = Hasil pemeriksaan adalah hasil teknis pada suatu waktu dengan daftar penerbit yang dipercaya di komputer ini, bukan putusan hukum. Sertifikat membuktikan nama, bukan jabatan.
about-licence = Perangkat lunak sumber terbuka, berlisensi MIT atau Apache-2.0. Komponen dan lisensinya tercantum pada lembar "Fakta untuk security assessment" di Riwayat & laporan, bagian Perjanjian.
