# Kalimat baris perintah. Nama perintah dan pilihan tidak diterjemahkan.
cli-usage =
    Absah menandatangani dan memeriksa surat PDF di komputer ini.

    Pemakaian:
      absah sign MASUKAN.pdf -o HASIL.pdf [--token NAMA] [--key NAMA] [--pin-stdin] [--password-stdin]
                 [--place HALAMAN,X,Y,LEBAR,TINGGI | --above TEKS | --mark TANDA | --field NAMA | --invisible]
                 [--position JABATAN] [--rank PANGKAT] [--nip NIP] [--location TEMPAT]
                 [--preset NAMA] [--image GAMBAR [--image-above]] [--qr ALAMAT] [--show-reason]
                 [--notice foot|head|last | --no-notice ALASAN]
                 [--protect lock|certify|certify-forms|certify-annotations]
                 [--level b|t|lt|lta] [--reason ALASAN] [--trust FOLDER] [--json]
      absah sign BERKAS-ATAU-FOLDER… [--output-folder FOLDER] [--resume] [pilihan seperti di atas]
      absah extend MASUKAN.pdf --level t|lt|lta [-o HASIL.pdf] [--trust FOLDER] [--password-stdin] [--json]
      absah pending [list|complete] [--trust FOLDER] [--password-stdin] [--json]
      absah verify BERKAS|FOLDER… [--trust FOLDER] [--online | --offline] [--at WAKTU] [--password-stdin] [--json]
      absah verify BERKAS [--report LAPORAN.pdf|.xml [--bilingual]] [--bundle BUKTI.json] [--extract VERSI -o HASIL.pdf]
      absah verify FOLDER… --csv TABEL.csv
      absah verify --evidence BUKTI.json [BERKAS] [--json]
      absah fields MASUKAN.pdf -o HASIL.pdf --add NAMA=HALAMAN,X,Y,LEBAR,TINGGI…
      absah repair MASUKAN.pdf -o HASIL.pdf
      absah tokens [--json]
      absah pin change [--token NAMA] [--pin-stdin] [--last-try] [--json]
      absah pin unblock [--token NAMA] [--pin-stdin] [--last-try] [--json]
      absah doctor [--network] [--support BERKAS.txt|BERKAS.json] [--json] | --decode KODE
      absah explain [KODE] [--json]
      absah trust add BERKAS --fingerprint SIDIK-JARI [--purpose any|signing|time-stamping] [--until TANGGAL] [--bsre]
      absah trust list | mark SIDIK-JARI --bsre|--no-bsre | remove SIDIK-JARI [--json]
      absah trust bundle BERKAS [--fingerprint SIDIK-JARI-KUNCI] | forget [--json]
      absah network [show|on|off] | add URL [--user NAMA] | remove URL | allow HOST | deny HOST | test URL [--json]
      absah cache clear
      absah journal verify | seal | fingerprint [--json]
      absah journal export -o BERKAS|--preview --unit UNIT [--year TAHUN | --from HARI --to HARI] [--full] [--json]
      absah journal confirm --fingerprint SIDIK-JARI --unit UNIT
      absah journal merge BERKAS… [--json]
      absah journal report -o HASIL.csv|HASIL.xlsx|HASIL.pdf [--year TAHUN | --from HARI --to HARI] [--merged] [--unit UNIT]
                 [--template BERKAS] [--remark TEKS] [--json]
      absah enroll list | delete FOLDER [--json]
      absah enroll new penerbitan|pembaruan|perubahan-data|pencabutan FOLDER --form ISIAN.json --consent [--template BERKAS]
      absah enroll form|show|pin|puk|manage|key|request|write|check|test|handover FOLDER [--token NAMA] [--pin-stdin]
                 [--form ISIAN.json --consent] [--slot 9c] [--algorithm rsa-2048|rsa-3072|p-256] [--confirm 4-ANGKA]
                 [--csr BERKAS] [--accept-difference] [--last-try] [--json]
      absah enroll confirm FOLDER pin|puk|management | receive FOLDER SERTIFIKAT [--json]
      absah practice reset

    --token: practice, nama atau nomor seri token, p12:BERKAS, atau pkcs11:DRIVER. Dokumen lengkap: docs/command-line.md.
cli-usage-error = Perintah tidak dipahami: { $detail }
cli-usage-hint = Ketik absah --help untuk melihat cara pemakaian.
cli-pin-prompt = PIN token { $token }
cli-key-file-prompt = Kata sandi berkas kunci { $file }
cli-password-prompt = Kata sandi dokumen { $file }
cli-consent = Dengan menandatangani, Anda menyatakan telah membaca dan memahami dokumen ini dan menyetujui untuk menandatanganinya.
cli-signed = Dokumen berhasil ditandatangani dan hasilnya sudah diverifikasi: { $file }
cli-signed-practice = LATIHAN: hasil ini ditandatangani dengan token latihan dan tidak berlaku.
cli-batch-refused = Tidak ditandatangani: { $file }
cli-batch-waiting = Belum ditandatangani: { $file }
cli-batch-sum = { $signed } dari { $all } dokumen ditandatangani.
cli-pending = { $file } belum lengkap, ditandatangani { $time }
cli-pending-none = Tidak ada dokumen yang perlu dilengkapi.
cli-pending-still = Belum lengkap: { $file }
cli-signer = Penanda tangan: { $name }
cli-issuer = Penerbit: { $name }
cli-time-claimed = Waktu menurut komputer penanda tangan: { $time }
cli-time-stamped = Stempel waktu: { $time }
cli-version = Setelah itu, pada versi { $version }: { $change }
cli-version-page = Setelah itu, pada versi { $version }, halaman { $page }: { $change }
cli-unreadable = Tidak dapat dibaca
cli-evidence-made = Berkas bukti dibuat oleh { $program }; hasil saat itu: { $verdict }
cli-evidence-absent = Tanpa dokumennya: perubahan setelah penandatanganan hanya diulang dari berkas bukti.
cli-evidence-same = Dokumen ini adalah dokumen yang dimaksud; semuanya diperiksa ulang.
cli-evidence-different = Dokumen ini BUKAN dokumen yang dimaksud berkas bukti. Yang dinilai di bawah hanya berkas buktinya.
cli-evidence-other-trust = Penerbit yang dipercaya di komputer ini berbeda dengan di komputer pembuat berkas bukti.
cli-tries-left = sisa percobaan PIN: { $tries }
cli-puk-tries-left = sisa percobaan PUK: { $tries }
cli-puk-prompt = PUK token { $token }
cli-pin-new-prompt = PIN baru
cli-pin-repeat-prompt = Ulangi PIN baru
cli-pin-on-pad = Ketik PIN pada pembaca kartu.
cli-pin-changed = PIN token sudah diubah.
cli-pin-unblocked = Blokir PIN token sudah dibuka. Pakai PIN yang baru.
cli-last-pin = Tersisa satu percobaan PIN. Jika PIN salah sekali lagi, token terblokir dan hanya dapat dibuka dengan PUK.
cli-last-puk = Tersisa satu percobaan PUK. Jika PUK salah sekali lagi, token tidak dapat dibuka lagi.
cli-last-word = LANJUT
cli-last-prompt = Ketik { $word } untuk memakai percobaan terakhir, atau Enter untuk berhenti:
cli-token-locked = belum dibuka
cli-token-ready = siap
cli-token-blocked = PIN diblokir
cli-token-unusable = belum dapat dipakai
cli-trust-empty = Belum ada penerbit tepercaya di komputer ini.
cli-trust-added = Penerbit ditambahkan: { $name }
cli-status-as-of = Status sertifikat menurut data tanggal { $time }.
cli-status-missing = Status sertifikat belum diketahui. Tambahkan --online untuk menanyakannya lewat jaringan.
cli-trust-bundle = Paket instansi: { $agency }, nomor { $number }, tertanggal { $time }
cli-trust-unknown = aturan yang belum dikenal: { $name }
cli-trust-agency = dari paket instansi
cli-trust-until = dipercaya sampai { $time }
cli-trust-bsre = kuncinya ditandai sebagai kunci BSrE
cli-server-password = Kata sandi untuk { $server }
cli-network-on = Jaringan diaktifkan.
cli-network-off = Jaringan tidak diaktifkan; tidak ada yang ditanyakan ke luar.
cli-network-server = Server stempel waktu: { $server }
cli-network-host = Host yang boleh beralamat tertutup: { $host }
cli-network-cache = Jawaban yang disimpan: { $entries } ({ $bytes } bita)
cli-network-time = Waktu menurut server: { $time }
cli-journal-holds = Riwayat utuh: { $entries } catatan, { $sealed } di antaranya tersegel.
cli-journal-broken = Riwayat tidak utuh. Simpan folder riwayat apa adanya dan hubungi petugas bantuan.
cli-journal-sealed = Riwayat tersegel.
cli-journal-unsealed = Riwayat belum dapat disegel. Pastikan penyimpanan kunci sistem aktif dan tidak terkunci.
cli-journal-mark = Rahasia – Pasal 9 PKS
cli-journal-fingerprint = Sidik jari komputer ini: { $fingerprint }
cli-journal-exported = { $records } catatan ditulis ke { $file }. Penerima wajib menjaga kerahasiaannya (Pasal 9 PKS).
cli-journal-preview = { $records } catatan akan ditulis, dimulai dengan:
cli-journal-confirmed = Komputer dikonfirmasi: { $unit }
cli-journal-taken = { $unit }: { $records } catatan diterima.
cli-journal-already = { $unit }: berkas ini sudah pernah diterima; tidak ada yang berubah.
cli-journal-report = Laporan { $from } sampai { $to } ditulis ke { $file }: { $signed } ditandatangani, { $failed } gagal, { $verified } diperiksa.
cli-journal-example = Format laporan ini hanya contoh; format resmi BSrE belum diketahui.
finding-began-anew = Riwayat dimulai lagi karena yang sebelumnya tidak dapat dilanjutkan.
finding-chain-missing = Satu bagian riwayat hilang seluruhnya.
finding-edited = Sebuah catatan diubah.
finding-foreign = Riwayat ini disalin dari komputer atau akun lain.
finding-missing = Catatan di tengah riwayat hilang.
finding-newer = Sebuah catatan ditulis oleh versi aplikasi yang lebih baru.
finding-removal-unfinished = Penghapusan catatan belum selesai; ulangi penghapusan.
finding-removed = Catatan lama telah dihapus, dan penghapusannya tercatat.
finding-reordered = Urutan catatan diubah, atau sebuah catatan digandakan.
finding-rewritten = Riwayat ditulis ulang: isinya bukan yang disegel.
finding-seal-forged = Segel riwayat diubah.
finding-seal-gone = Segel riwayat hilang.
finding-seal-other-key = Segel riwayat dibuat dengan kunci lain.
finding-torn = Catatan terakhir baru tertulis sebagian; dirapikan saat pencatatan berikutnya.
finding-truncated = Akhir riwayat terpotong.
finding-unchecked = Kunci segel tidak tersedia, jadi segel belum diperiksa.
finding-unreadable = Sebuah catatan tidak dapat dibaca.
finding-unsealed = Catatan terakhir belum tersegel; disegel saat penandatanganan berikutnya.
cli-practice-reset = Token latihan dibuat ulang. PIN { $pin }, PUK { $puk }.
cli-written = Berkas baru ditulis: { $file }
cli-explain-unknown = tidak ada kode { $code }; absah explain menampilkan semuanya
cli-explain-cause = Penyebab: { $text }
cli-explain-remedy = Yang perlu dilakukan: { $text }
cli-explain-on = Di { $system }: { $text }
cli-journal-removable = { $records } catatan dari { $from } sampai { $until } lebih lama daripada { $months } bulan. Tidak ada yang dihapus; ulangi dengan --yes untuk menghapusnya.
cli-journal-removed = { $records } catatan dari { $from } sampai { $until } dihapus. Rantai catatan tetap utuh dan menyebut penghapusan ini.
cli-journal-nothing-old = Tidak ada catatan yang lebih lama daripada { $months } bulan.
