# Beberapa berkas sekaligus: daftar, penandatanganan bersama, tabel hasil, dan surat yang belum lengkap
drop-folder = Pilih folder…
drop-sign-folder = Pilih folder berisi surat yang akan ditandatangani
drop-verify-folder = Pilih folder berisi dokumen yang akan diperiksa
home-many = Daftar { $count } berkas masih terbuka.
home-many-back = Kembali ke daftar
home-pending = { $count } surat yang sudah ditandatangani belum lengkap (stempel waktu atau buktinya).
home-pending-show = Lihat dan lengkapi

many-looking = Membuka { $count } berkas
many-looking-note = Melihat isi setiap berkas…
many-look-stopped = Pembukaan berkas dihentikan.
many-other = Tutup daftar
many-back = Kembali ke daftar
many-of = { $done } dari { $all }
many-percent = { $label } { $percent } persen
many-stop = Hentikan
many-resume = Lanjutkan
many-cut = Hanya { $count } berkas pertama yang diambil. Pilih folder yang lebih kecil untuk sisanya.

# Tabel hasil
table-title = Hasil pemeriksaan { $count } berkas
table-list = Daftar hasil
table-running = Memeriksa berkas…
table-stopped = Pemeriksaan berhenti: { $done } dari { $all } berkas sudah diperiksa.
table-filter = Tampilkan menurut hasil
table-all = Semua
table-unreadable = Tidak terbaca
table-waiting = Menunggu
table-turn = Menunggu giliran diperiksa.
table-not-checked = Belum diperiksa.
table-sort = Urutkan
table-sort-verdict = Yang bermasalah dahulu
table-sort-name = Nama berkas
table-sort-time = Yang terbaru ditandatangani
table-sort-order = Urutan folder
table-save = Simpan tabel (CSV)
table-sign = Tandatangani { $count } yang belum bertanda tangan
table-open-name = Buka hasil { $name }
table-who = { $signer }{ $more ->
    [0] {""}
   *[other] {" "}dan { $more } lainnya
}, { $when }
table-why = { $reason } { $who }
table-facts = { $pages } halaman

# Menandatangani beberapa surat
batch-title = Tandatangani { $count } surat
batch-note = Satu PIN untuk semua. Hasilnya berkas baru di samping aslinya; berkas asli tidak berubah.
batch-list = Daftar surat
batch-to-table = Periksa saja
batch-choose = Ikutkan { $name }
batch-view = Lihat
batch-view-name = Lihat { $name }
batch-facts = { $pages } halaman{ $signatures ->
    [0] {""}
   *[other] {" "}· sudah ada { $signatures } tanda tangan
}{ $seen ->
    [yes] {" "}· sudah Anda lihat
   *[no] {""}
}
batch-findings = { $facts } · ada isi yang perlu dilihat dahulu
batch-ready = Siap
batch-skipped = Dilewati
batch-left-out = Tidak ikut
batch-checking = Diperiksa…
batch-unchecked = Belum diperiksa
batch-locked = Terkunci
batch-locked-note = Perlu kata sandi agar ikut ditandatangani. Surat lain tidak menunggu.
batch-unlock-name = Buka kunci { $name }
batch-retry = Coba lagi { $count } surat yang dilewati
batch-waiting = Menunggu
batch-signed = Ditandatangani
batch-incomplete = Belum lengkap
batch-result = Hasil: { $name } · { $level }
batch-result-why = Hasil: { $name }, tersimpan pada tingkat { $level } dan masuk daftar Lengkapi. { $why }
batch-back = Kembali ke daftar
batch-previous = Surat sebelumnya
batch-next = Surat berikutnya
batch-place = { $at } dari { $count }
batch-lay-note = Blok tanda tangan akan berdiri di sini. Jika digeser, tempat itu berlaku untuk semua surat.
batch-rule = Letak tanda tangan pada semua surat
batch-rule-free = Otomatis
batch-rule-free-note = Di tempat kosong pada halaman terakhir setiap surat.
batch-rule-anchor = Di atas nama atau tanda tertentu
batch-rule-anchor-empty = Ketik nama atau tanda yang menjadi patokan letak.
batch-rule-same = Di tempat yang sama
batch-rule-same-note = Letakkan sekali pada satu surat; berlaku untuk semua.
batch-rule-same-empty = Letakkan blok tanda tangan pada satu surat.
batch-rule-invisible = Tanpa tampilan
batch-rule-invisible-note = Tanda tangan ada di dalam berkas, tidak terlihat di halaman.
batch-same-last = Di halaman terakhir setiap surat, di tempat yang Anda pilih.
batch-same-page = Di halaman { $page } setiap surat, di tempat yang Anda pilih.
batch-lay = Letakkan pada surat
batch-checks-wait = Pemeriksaan dimulai setelah letak tanda tangan ditentukan.
batch-checking-all = Memeriksa surat…
batch-check-again = Lanjutkan pemeriksaan
batch-none-chosen = Pilih sedikitnya satu surat.
batch-stated = Saya sudah melihat semua surat (dilihat di sini: { $seen } dari { $count }).
batch-consent = Saya telah membaca dan memahami semua surat ini dan menyetujui untuk menandatanganinya.
batch-consent-first = Centang pernyataan di atas setelah membaca semua surat.
batch-original = Hasil disimpan dengan nama baru di samping aslinya.
batch-sign = Tandatangani { $count } surat
batch-pin-about = Anda menandatangani { $count } surat sebagai { $signer }. PIN token diminta satu kali.
batch-pad = Pembaca kartu dapat meminta PIN untuk setiap surat: paling banyak { $count } kali.
batch-running = Menandatangani surat
batch-stopping = Berhenti setelah surat ini selesai…
batch-stop-now = Hentikan sekarang
batch-stopped = Penandatanganan berhenti
batch-left = { $done } surat sudah ditandatangani, { $left } surat belum.
batch-enough = Cukup sampai di sini
batch-done = { $count } surat berhasil ditandatangani
batch-done-note = Setiap hasil sudah diperiksa oleh aplikasi ini. Berkas asli tidak berubah.
batch-done-none = Tidak ada surat yang ditandatangani. Sebabnya tertulis pada setiap surat.
batch-refused = { $count } surat dilewati; sebabnya tertulis pada daftar.
batch-incomplete-note = { $count } surat belum lengkap: stempel waktu atau buktinya dapat dilengkapi tanpa token.
batch-reveal = Buka folder hasil
batch-save = Simpan daftar (CSV)
batch-finish = Selesai

# Surat yang belum lengkap
done-incomplete = Tanda tangan Anda sah dan sudah tersimpan. Hanya stempel waktu atau buktinya yang belum ada; dapat dilengkapi nanti tanpa token dan tanpa PIN.
pending-title = Surat yang belum lengkap
pending-note = Tanda tangannya sah dan tetap ada. Yang kurang ditambahkan ke berkas baru di sampingnya, tanpa token dan tanpa PIN.
pending-none = Tidak ada surat yang perlu dilengkapi.
pending-all = Lengkapi semua ({ $count })
pending-complete = Lengkapi
pending-complete-name = Lengkapi { $name }
pending-working = Melengkapi…
pending-running = Mengambil stempel waktu dan bukti…
pending-completed = { $count } surat sudah lengkap
pending-reveal-name = Tampilkan di folder: { $name }
pending-facts = Kurang: { $lack } · ditandatangani { $time }
pending-lack-t = stempel waktu
pending-lack-lt = stempel waktu atau bukti status sertifikat
pending-lack-lta = stempel waktu, bukti status sertifikat, atau stempel waktu arsip
pending-forget = Hapus dari daftar
pending-forget-name = Hapus dari daftar: { $name }
pending-forget-note = Menghapus dari daftar tidak mengubah berkasnya.

# Lampiran di dalam dokumen
attachments-title = Lampiran di dalam berkas ini ({ $count })
attachments-note = Lampiran tidak dibuka oleh aplikasi ini dan tidak diperiksa isinya.
attachment-facts = { $size }
attachment-facts-page = { $size } · halaman { $page }
attachment-save = Simpan…
attachment-save-name = Simpan… { $name }
attachment-keep = Tetap simpan
attachment-warning = Lampiran dapat berisi program berbahaya. Simpan hanya jika Anda mengenal pengirimnya dan memang menunggu lampiran ini.
attachment-harmful = Jenis berkas ini dapat menjalankan program dan merusak komputer. Jangan simpan kecuali helpdesk memintanya.
