# Teks jendela. Kode hambatan dan hasil pemeriksaan ada di problems.ftl.

app-name = Absah
cancel = Batal
close = Tutup
try-again = Coba lagi
open-settings = Buka Pengaturan
problem-unknown = Ada langkah yang gagal ({ $code }).
problem-unknown-remedy = Ulangi. Jika terjadi lagi, sampaikan kode tersebut kepada helpdesk.
practice-mark = LATIHAN

# Menu
nav-label = Menu utama
nav-home = Beranda
nav-sign = Tandatangani
nav-verify = Periksa
nav-token = Token & sertifikat
nav-help = Bantuan
nav-settings = Pengaturan

# Keadaan token, di kiri bawah
corner-reading = Membaca token…
corner-none = Belum ada token
corner-ready = Token siap
corner-practice = Token latihan siap
corner-blocked = PIN token diblokir
corner-unusable = Token belum dapat dipakai
corner-until = berlaku sampai { $date }

# Beranda
home-title = Apa yang ingin Anda lakukan?
home-practice = Belum punya token, atau ingin mencoba dahulu?
home-practice-on = Token latihan sedang aktif
home-practice-note = Token latihan memakai kartu tiruan di komputer ini. Hasilnya bertanda LATIHAN dan tidak berlaku.
home-try = Coba dengan token latihan
home-sample = Buka surat contoh
drop-title = Seret dan lepas berkas PDF di sini. Isi berkas menentukan langkahnya, atau pilih sendiri:
drop-sign-note = PDF yang akan Anda tandatangani dengan token.
drop-verify-note = PDF yang Anda terima, untuk melihat apakah tanda tangannya sah.
drop-pick = Pilih berkas…
drop-sign-pick = Pilih berkas untuk ditandatangani
drop-verify-pick = Pilih berkas untuk diperiksa
drop-now = Lepas berkas di mana saja
drop-now-note = Yang belum bertanda tangan disiapkan untuk ditandatangani. Yang sudah bertanda tangan langsung diperiksa.
sign-empty-title = Dokumen mana yang akan ditandatangani?
verify-empty-title = Dokumen mana yang akan diperiksa?

# Berkas yang dibuka
opened-title = { $count } berkas
opened-facts = { $pages } halaman · { $signatures ->
    [0] belum ada tanda tangan
   *[other] { $signatures } tanda tangan
} · { $size }
opened-locked = Terkunci kata sandi · { $size }
opened-other = Pilih berkas lain
opened-unlock = Buka kunci
opened-sign-name = Tandatangani { $name }
opened-verify-name = Periksa { $name }
unlock-title = { $name } terkunci
unlock-note = Dokumen ini meminta kata sandi dari pembuatnya. Ini bukan PIN token.
unlock-label = Kata sandi dokumen

# Halaman dokumen
pages-label = Halaman { $name }
pages-thumbnails = Gambar kecil halaman
pages-page = Halaman { $page } dari { $pages }
pages-go = Ke halaman { $page }
pages-smaller = Perkecil
pages-larger = Perbesar
pages-zoom = { $percent }%
pages-fit = Pas lebar
pages-loading = Membuka halaman…
pages-failed = Pratinjau dokumen ini tidak dapat ditampilkan. Buka dokumennya di aplikasi PDF Anda untuk membacanya.

find-open = Cari kata dalam dokumen
find-label = Cari kata dalam dokumen
find-count = { $at } dari { $of }
find-busy = Mencari…
find-none = Tidak ditemukan
find-next = Hasil berikutnya
find-previous = Hasil sebelumnya
find-close = Tutup pencarian

# Menandatangani
step-label = Langkah penandatanganan
step-review = Periksa dokumen
step-sign = Tandatangani
step-done = Selesai
side-label = Sebelum menandatangani
side-facts = { $pages } halaman · { $signatures ->
    [0] belum ada tanda tangan
   *[other] { $signatures } tanda tangan
}
side-certificate = Sertifikat
side-certificate-choice = { $name } ({ $token })
side-certificate-key = { $name }, { $key }
side-words = Jabatan dan alasan (opsional)
side-position = Jabatan
side-position-note = Tertulis pada blok tanda tangan. Sertifikat tidak membuktikan jabatan.
side-reason = Alasan
side-reason-note = Tersimpan di dalam tanda tangan dan tampak saat diperiksa.
side-preparing = Menyiapkan…
side-no-token = Pasang token untuk melanjutkan
side-as = sebagai { $name }
side-output = Hasil disimpan sebagai { $name }. Berkas asli tidak berubah.
side-consent-first = Centang pernyataan di atas setelah membaca seluruh dokumen.
side-original = Hasil disimpan dengan nama baru. Berkas asli tidak berubah.
checks-title = Sebelum Anda memasukkan PIN token
checks-waiting = Pasang token USB Anda. Layar ini berlanjut sendiri.
checks-running = Memeriksa token dan dokumen…
checks-practice = Pakai token latihan
remote-question = Biasa memakai NIK dan passphrase?
remote-where = Sertifikat yang dipakai dengan NIK dan passphrase tersimpan di server BSrE, bukan pada token. Sertifikat itu dipakai lewat aplikasi instansi Anda, BeSign, atau PANTER.
remote-here = Aplikasi ini hanya memakai sertifikat pada token dan tidak pernah meminta NIK atau passphrase. Tanyakan kepada helpdesk apakah tersedia token untuk Anda. Dokumen yang sudah ditandatangani dengan cara itu dapat diperiksa di sini.
outcome-passed = Baik:
outcome-warning = Perlu perhatian:
outcome-failed = Tidak dapat dilanjutkan:
outcome-not-done = Tidak diperiksa:
place-title = Tampilan tanda tangan
place-on-page = Di halaman
place-in-field = Di kolom { $name }, halaman { $page }
place-none = Tanpa tampilan
place-words = Halaman { $page }, { $left } mm dari kiri, { $bottom } mm dari bawah
place-numbers = Atur dengan angka
place-page = Halaman
place-left = Dari kiri (mm)
place-bottom = Dari bawah (mm)
place-width = Lebar (mm)
place-height = Tinggi (mm)
place-show = Lihat blok
place-automatic = Posisi otomatis
place-box = Blok tanda tangan, halaman { $page }, { $left } mm dari kiri, { $bottom } mm dari bawah, lebar { $width } mm, tinggi { $height } mm. Tombol panah menggeser, Shift dan panah mengubah ukuran.
place-field-box = Blok tanda tangan di kolom dokumen, halaman { $page }, { $left } mm dari kiri, { $bottom } mm dari bawah, lebar { $width } mm, tinggi { $height } mm.
consent-stated = Saya sudah melihat seluruh halaman (terlihat di sini: { $seen } dari { $pages }).
consent-sentence = Saya telah membaca dan memahami dokumen ini dan menyetujui untuk menandatanganinya.
consent-waiting = Lihat seluruh halaman dahulu, atau nyatakan bahwa Anda sudah melihatnya.

# PIN token
pin-title = Masukkan PIN token
pin-busy = Menandatangani
pin-about = Anda menandatangani { $document } sebagai { $signer }.
pin-label = PIN token
pin-tries = Sisa percobaan: { $tries }
pin-empty = Ketik PIN token Anda.
pin-caps = Caps Lock menyala.
pin-kept = PIN hanya dikirim ke token dan tidak disimpan. Yang diminta bukan passphrase BSrE.
pin-practice = Ini token latihan. PIN semula { $pin }, kecuali Anda sudah mengubahnya.
pin-last = Saya mengerti: jika PIN salah sekali lagi, token terblokir dan hanya dapat dibuka dengan PUK.
progress-preparing = Dokumen disiapkan
progress-token = Token menandatangani
progress-writing = Hasil disimpan
progress-verifying = Hasil diperiksa
progress-keep-token = Jangan cabut token sampai selesai.

# Selesai
done-title = Dokumen berhasil ditandatangani
done-note = Hasilnya sudah diperiksa oleh aplikasi ini. Berkas asli tidak berubah.
done-file = Berkas
done-folder = Folder
done-signer = Penanda tangan
done-time = Waktu
done-open = Buka
done-reveal = Tampilkan di folder
done-another = Tandatangani dokumen lain
done-keep = Kirim dan simpan berkas PDF ini. Hasil cetak tidak membawa tanda tangan elektronik.
time-claimed = { $time }, menurut komputer penanda tangan
time-stamped = { $time }, stempel waktu
time-none = Waktu tidak tercantum

# Hasil pemeriksaan
verify-running = Memeriksa tanda tangan…
result-valid = { $count ->
    [1] { $file } tidak berubah sejak ditandatangani oleh:
   *[other] { $file } tidak berubah sejak ditandatangani oleh { $count } orang:
}
result-none = { $file } tidak memiliki tanda tangan elektronik.
result-who = Penanda tangan dan waktu
result-more = dan { $count } penanda tangan lain
result-other = Periksa berkas lain
result-sign-also = Tandatangani juga
result-signatures = Tanda tangan ({ $count })
result-history = Riwayat dokumen
result-file = Berkas dan pemeriksaan
result-size = Ukuran
result-sha256 = Sidik jari SHA-256
result-checked = Diperiksa
result-checked-at = { $time }, dengan { $program }
result-trust = Dasar kepercayaan
result-trust-online = { $count } penerbit tepercaya; status pencabutan ditanyakan lewat jaringan
result-trust-offline = { $count } penerbit tepercaya; status pencabutan tidak ditanyakan lewat jaringan
result-as-of = Data status
result-ask-online = Periksa daring
result-asking = Sedang bertanya…
result-ask-online-note = Penerbit sertifikat akan ditanya lewat jaringan untuk kali ini. Dokumen tidak dikirim.
result-show-pages = Lihat halaman
result-hide-pages = Tutup halaman
signer-unknown = Penanda tangan tidak dikenal
state-sah = Diperiksa dan baik.
state-perlu_perhatian = Ada yang perlu Anda ketahui sebelum memakai dokumen ini.
state-tidak_sah = Diperiksa dan tidak baik.
state-tidak_dapat_diperiksa = Belum dapat diperiksa di komputer ini.
todo-sign-again = Jangan pakai dokumen ini. Minta penanda tangan menandatanganinya lagi dengan sertifikat yang berlaku.
todo-issuer = Jangan dipakai dahulu. Tambahkan sertifikat penerbitnya bersama helpdesk, lalu periksa lagi.
todo-compare = Baca perubahan di bawah, dan pastikan kepada penanda tangan sebelum memakai dokumen ini.

# Satu tanda tangan
signature-stamp = Stempel waktu dokumen
signature-details = Rincian
signature-details-of = Rincian tanda tangan { $name }
signature-claimed = Waktu menurut komputer penanda tangan
signature-stamped = Stempel waktu
signature-no-stamp = Tidak ada
signature-reason = Alasan
signature-covers = Mencakup
signature-covers-all = Seluruh dokumen
signature-covers-part = Versi yang ditandatangani; setelah itu ada yang ditambahkan
signature-field = Kolom
signature-field-page = { $field }, halaman { $page }
signature-field-hidden = { $field }, tanpa tampilan
signature-proven = Nama berasal dari sertifikat. Jabatan dan NIP tertulis pada dokumen, tidak dibuktikan oleh sertifikat.
signature-changes = Ditambahkan setelah penandatanganan
signature-change = Versi { $version }: { $change }
signature-before-after = Semula: { $before }. Menjadi: { $after }.
signature-certificate = Sertifikat
signature-technical = Rincian teknis
certificate-name = Nama pada sertifikat
certificate-organization = Organisasi
certificate-issuer = Penerbit
certificate-valid = Berlaku
certificate-from-to = { $from } – { $to }
certificate-key = Kunci
certificate-serial = Nomor seri
certificate-fingerprint = Sidik jari SHA-256
certificate-practice = Token latihan di komputer ini, tidak berlaku
certificate-bsre = Diterbitkan BSrE, tepercaya
certificate-trusted = Tepercaya
certificate-untrusted = Belum dipercaya di komputer ini
version = Versi { $version }
version-made = dokumen dibuat
version-signed = ditandatangani { $name }
version-stamped = stempel waktu ditambahkan
version-added = ditambahkan setelah penandatanganan
change-other = Perubahan lain
change-on-page = { $kind } (halaman { $page })
change-in-field = { $kind } (kolom { $field })
change-in-field-on-page = { $kind } (kolom { $field }, halaman { $page })

# Token & sertifikat
token-refresh = Baca ulang
token-ready = Siap
token-blocked = Diblokir
token-unusable = Belum dapat dipakai
token-serial = Nomor seri { $serial }
token-empty = Token ini tidak memuat sertifikat.
token-pin = PIN token
token-state = Status
token-tries = Sisa percobaan
token-tries-left = { $tries } kali
token-tries-none = Habis
token-tries-unknown = Tidak diberitahukan oleh token
token-length = Panjang PIN
token-length-of = { $min } sampai { $max } angka atau huruf
token-last = Tersisa satu percobaan. Jangan menebak; hubungi helpdesk bila ragu.
token-pin-note = PIN token bukan passphrase BSrE. Aplikasi ini tidak pernah meminta passphrase.
token-change = Ubah PIN token
token-changed = PIN token sudah diubah.
token-unblock = Buka blokir PIN
token-unblocked = Blokir PIN token sudah dibuka. Pakai PIN yang baru.
token-unblock-note = PIN token dibuka dengan PUK, yaitu kode pembuka yang disimpan bersama token atau oleh helpdesk.
token-forgotten = Lupa PIN token?
token-forgotten-note = PIN baru dapat dibuat dengan PUK, yaitu kode pembuka yang disimpan bersama token atau oleh helpdesk.
pin-change-about = Sertifikat dan kunci pada token tidak berubah.
pin-unblock-about = PUK membuka blokir dan menetapkan PIN baru. Sertifikat dan kunci pada token tidak berubah.
pin-old = PIN token sekarang
pin-new = PIN token baru
pin-repeat = Ulangi PIN baru
pin-rules = Syarat PIN baru
pin-rule-length = { $min } sampai { $max } angka atau huruf
pin-rule-same = Kedua PIN baru sama
pin-rule-met = (terpenuhi)
pin-mismatch = Kedua PIN baru tidak sama. Ketik lagi keduanya.
pin-new-format = PIN baru terdiri atas { $min } sampai { $max } angka atau huruf. Belum ada yang dikirim ke token.
pin-change-yes = Ubah PIN
pin-unblock-yes = Buka blokir
pin-working = Menunggu jawaban token… Jangan cabut token.
pin-removed = Token dilepas sebelum selesai.
pin-removed-remedy = Pasang lagi token, lalu ulangi. Jika PIN yang lama ditolak, PIN yang baru mungkin sudah berlaku.
puk-label = PUK
puk-empty = Ketik PUK token Anda.
puk-note = PUK yang salah berkali-kali menutup token untuk seterusnya. Jangan menebak.
puk-practice = Ini token latihan, dengan PUK { $puk }.
puk-last = Saya mengerti: jika PUK salah sekali lagi, token tidak dapat dibuka lagi.
token-days = { $days ->
    [0] Berakhir hari ini.
   *[other] { $days } hari lagi.
}
token-expired = Masa berlaku habis.
practice-title = Token latihan
practice-pin = PIN semula
practice-puk = PUK
practice-on = Aktifkan token latihan
practice-off = Matikan token latihan
practice-reset = Kembalikan seperti semula
practice-reset-ask = PIN, PUK, dan sertifikat latihan dibuat ulang.
practice-reset-yes = Ya, kembalikan
practice-reset-done = Token latihan sudah seperti semula.

# Pengaturan
settings-language = Bahasa
settings-theme = Tampilan
settings-version = Absah { $version }
theme-system = Ikuti komputer
theme-light = Terang
theme-dark = Gelap
issuers-title = Penerbit tepercaya
issuers-note = Tanda tangan dinyatakan sah hanya bila sertifikatnya berasal dari penerbit di daftar ini.
issuers-pick = Tambah dari berkas…
issuers-empty = Daftar ini masih kosong. Mintalah berkas sertifikat penerbit dan sidik jarinya kepada helpdesk.
issuers-valid = Berlaku { $from } – { $to } · { $key }
issuers-fingerprint = Sidik jari SHA-256 dari helpdesk
issuers-fingerprint-note = Ketik 64 angka dan huruf yang dibacakan atau dicetak helpdesk, bukan dari berkas yang sama. Terketik: { $digits } dari 64.
issuers-add = Percayai penerbit ini
issuers-added = { $name } sekarang tepercaya.
issuers-remove = Hapus
issuers-remove-name = Hapus { $name } dari daftar
issuers-remove-yes = Ya, hapus
issuers-removed = { $name } dihapus dari daftar.
issuers-purpose = Dipercaya untuk
issuers-purpose-any = Semua keperluan
issuers-purpose-signing = Penanda tangan
issuers-purpose-time_stamping = Stempel waktu
issuers-until = Dipercaya sampai (boleh kosong)
issuers-until-note = Setelah tanggal ini penerbit tidak lagi dipercaya, kecuali Anda menambahkannya lagi.
issuers-until-day = sampai { $day }
issuers-bsre = Tandai kunci ini sebagai kunci BSrE
issuers-bsre-note = Hanya bila instansi Anda menyatakannya. Kata BSrE dan keterangan BSrE hanya muncul untuk kunci yang ditandai; nama pada sertifikat bukan bukti.
issuers-mark = Tandai BSrE
issuers-unmark = Hapus tanda BSrE
issuers-marked = Ditandai sebagai kunci BSrE

network-title = Jaringan
network-note = Tanpa jaringan, aplikasi ini tetap dapat menandatangani dan memeriksa. Dokumen Anda tidak pernah dikirim ke luar.
network-on = Izinkan jaringan
network-on-note = Selama tidak diizinkan, aplikasi ini tidak menghubungi siapa pun.
network-status = Tanyakan status sertifikat
network-status-note = Penerbit sertifikat ditanya apakah sertifikatnya dicabut. Penerbit dapat mengetahui bahwa sertifikat itu sedang diperiksa.
network-issuers = Ambil sertifikat penerbit yang tidak ada
network-issuers-note = Alamatnya berasal dari sertifikat yang belum dipercaya. Aktifkan hanya bila helpdesk memintanya.
network-servers = Server stempel waktu
network-servers-note = Ditanya menurut urutan; bila yang pertama tidak menjawab, yang berikutnya dipakai.
network-server-url = Alamat server
network-server-add = Tambah server
network-server-user = Nama pengguna: { $name }
network-user = Nama pengguna (bila perlu)
network-password = Kata sandi
network-password-note = Kata sandi disimpan oleh sistem komputer ini, tidak pernah dalam berkas aplikasi.
network-readable = Alamat http tidak terenkripsi: kata sandinya dapat dibaca di jaringan. Pakailah https bila server menyediakannya.
network-test = Uji sambungan
network-testing = Sedang menguji…
network-test-name = Uji sambungan ke { $server }
network-test-good = Server memberikan stempel waktu yang benar. Waktu menurut server: { $time }.
network-raise = Naikkan
network-raise-name = Naikkan { $server } satu tempat
network-remove-name = Hapus { $what }
network-proxy = Proksi
network-proxy-system = Seperti sistem
network-proxy-none = Tanpa proksi
network-proxy-manual = Isi sendiri
network-proxy-url = Alamat proksi
network-save = Simpan
network-hosts = Host instansi di jaringan tertutup
network-hosts-note = Alamat di jaringan tertutup tidak dikunjungi, kecuali host yang tercantum di sini. Tulis nama host, bila perlu dengan port, misalnya tsa.dinas.go.id:8080.
network-host = Nama host
network-host-add = Izinkan host
network-cache = { $count } jawaban disimpan di komputer ini ({ $size }), agar status tetap diketahui tanpa jaringan.
network-cache-empty = Tidak ada jawaban yang disimpan.
network-cache-clear = Kosongkan
network-cache-cleared = Jawaban yang disimpan sudah dihapus.

# Bantuan
help-sign = Menandatangani
help-sign-text = Pasang token, lepas PDF ke jendela ini, baca semua halaman, atur letak blok tanda tangan, lalu masukkan PIN token. Hasilnya berkas baru berakhiran _ttd.pdf.
help-verify = Memeriksa
help-verify-text = Lepas PDF yang Anda terima ke jendela ini. Satu kata di atas menyatakan hasilnya, dan satu kalimat di bawahnya menyatakan apa yang harus dilakukan.
help-print = Hasil cetak dan hasil pindai
help-print-text = Tanda tangan elektronik ada di dalam berkas PDF. Hasil cetak, hasil pindai, gambar tanda tangan, dan kode QR bukan tanda tangan elektronik.
help-pin = PIN token dan passphrase
help-pin-text = Aplikasi ini hanya meminta PIN token. Jangan berikan PIN token atau passphrase BSrE kepada siapa pun, termasuk helpdesk.
help-local = Dokumen tetap di komputer ini
help-local-text = Menandatangani dan memeriksa berlangsung di komputer ini. Isi dokumen tidak dikirim ke mana pun.
help-keys = Papan ketik
help-keys-text = Ctrl+O membuka berkas, Ctrl+1 sampai Ctrl+6 berpindah menu, F1 membuka bantuan. Pada blok tanda tangan, tombol panah menggeser dan Shift dengan panah mengubah ukuran.
help-contacts = Kontak
help-contact-first = Pertama, hubungi instansi Anda
help-contact-second = Untuk helpdesk dan pengelola
help-copy = Klik nomor atau alamat surel untuk memilihnya, lalu salin. Aplikasi ini tidak menelepon atau mengirim surel sendiri.
