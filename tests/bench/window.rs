//! How long a person waits: from the start to a window that can be used, beside an empty Tauri window; from dropping a file to its
//! first page, beside pdf.js in Chromium. Seen from outside, by the pixels on the display, with the programs as they are released.
//!
//! Prints a table for `docs/benchmarks.md`; asserts nothing but that everything comes. `make bench` runs it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs
)]

#[path = "../support/xdnd.rs"]
#[allow(dead_code, reason = "the end-to-end tests use the rest")]
mod xdnd;

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use testkit::web::{Reply, Server};
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat, Window};
use x11rb::rust_connection::RustConnection;

const RUNS: usize = 5;
/// Until a pixel has come, on a machine that does much besides.
const PATIENCE: Duration = Duration::from_secs(60);
/// The one colour of the empty window and of every page here: three printable bytes, so that a picture of it is text.
const COLOUR: [u8; 3] = *b"~ ~";
/// The seal beside the name of the program: there once the page stands.
const SEAL: [u8; 3] = [0x0B, 0x55, 0x66];

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("three pages, 2 KB", file(folder.path(), "kecil.pdf", 3, "")),
        ("1,000 pages, 200 KB", file(folder.path(), "seribu.pdf", 1_000, "")),
        ("a page as a picture, 2 MB", file(folder.path(), "pindai.pdf", 1, &"~ ~".repeat(SCAN.0 * SCAN.1))),
        (
            "100 pages as pictures, 200 MB",
            file(folder.path(), "besar.pdf", 100, &"~ ~".repeat(SCAN.0 * SCAN.1)),
        ),
    ];
    let mut empty = Vec::new();
    let mut start = Vec::new();
    let mut page = vec![Vec::new(); files.len()];
    let mut browser = vec![Vec::new(); files.len()];
    for _ in 0..RUNS {
        empty.push(Running::start(env!("CARGO_BIN_EXE_empty-window"), "Kosong", (500, 300), COLOUR).1);
        for (at, (_, file)) in files.iter().enumerate() {
            let (ours, came) = Running::start(env!("CARGO_BIN_EXE_absah-desktop"), "Absah", (20, 20), SEAL);
            start.push(came);
            page[at].push(ours.first_page(file));
            drop(ours);
            browser[at].push(in_chromium(file));
        }
    }
    let (empty, start) = (median(&mut empty), median(&mut start));
    println!("| From | Absah | beside | ratio |\n|---|---|---|---|");
    row("the start to a usable window (an empty Tauri window)", start, empty);
    for (at, (name, _)) in files.iter().enumerate() {
        row(
            &format!("a file to its first page: {name} (pdf.js in Chromium)"),
            median(&mut page[at]),
            median(&mut browser[at]),
        );
    }
    row("the first page of 200 MB (of 200 KB)", median(&mut page[3]), median(&mut page[1]));
    row("the first page of 200 MB (of 2 MB, the same page)", median(&mut page[3]), median(&mut page[2]));
}

fn row(name: &str, ours: f64, beside: f64) {
    println!("| {name} | {ours:.2} s | {beside:.2} s | {:.2} |", ours / beside);
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Width and height of a picture that fills a page of the large file: 2 MB.
const SCAN: (usize, usize) = (800, 833);

/// A file of so many pages of the colour: drawn, or as a picture each where there is one.
fn file(folder: &Path, name: &str, pages: usize, picture: &str) -> PathBuf {
    let content = if picture.is_empty() {
        let [red, green, blue] = COLOUR.map(|part| f64::from(part) / 255.0);
        format!("{red:.4} {green:.4} {blue:.4} rg 0 0 595 842 re f")
    } else {
        "595 0 0 842 0 0 cm /P Do".to_owned()
    };
    let first = 4;
    let step = if picture.is_empty() { 1 } else { 2 };
    let kids: Vec<String> = (0..pages).map(|at| format!("{} 0 R", first + at * step)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{}]/Count {pages}>>", kids.join(" ")),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
    ];
    for at in 0..pages {
        let own = first + at * step + 1;
        let resources =
            if picture.is_empty() { "<<>>".to_owned() } else { format!("<</XObject<</P {own} 0 R>>>>") };
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources{resources}>>"
        ));
        if !picture.is_empty() {
            let (width, height) = SCAN;
            objects.push(format!(
                "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8/Length {}>>\nstream\n{picture}\nendstream",
                picture.len()
            ));
        }
    }
    let path = folder.join(name);
    let objects: Vec<&str> = objects.iter().map(String::as_str).collect();
    std::fs::write(&path, testkit::pdf::of(&objects)).unwrap();
    path
}

/// A program with its window; both end with the value.
struct Running {
    program: Child,
    connection: RustConnection,
    window: Window,
    // the person's folders
    _folder: tempfile::TempDir,
}

impl Running {
    /// Starts the program and waits for this colour at this place of its window; gives the seconds that took.
    fn start(program: &str, title: &str, place: (i16, i16), colour: [u8; 3]) -> (Running, f64) {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("absah");
        std::fs::create_dir_all(&data).unwrap();
        std::fs::write(data.join("settings.json"), r#"{"setup":{"left":true}}"#).unwrap();
        let begun = Instant::now();
        let mut command = Command::new(program);
        for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DOCUMENTS_DIR"] {
            command.env(name, folder.path());
        }
        let program = command.stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn().unwrap();
        let (connection, window) = xdnd::window(title);
        let running = Running { program, connection, window, _folder: folder };
        running.until(place, colour);
        (running, begun.elapsed().as_secs_f64())
    }

    /// Seconds from dropping the file to its first page in the middle of the preview.
    fn first_page(&self, file: &Path) -> f64 {
        let drag = xdnd::Drag::over("Absah", &[file]);
        let begun = Instant::now();
        drag.drop();
        self.until((460, 320), COLOUR);
        begun.elapsed().as_secs_f64()
    }

    fn until(&self, (x, y): (i16, i16), colour: [u8; 3]) {
        let end = Instant::now() + PATIENCE;
        loop {
            // A window that is not yet on the display has no pixels.
            let image = self
                .connection
                .get_image(ImageFormat::Z_PIXMAP, self.window, x, y, 24, 24, !0)
                .unwrap()
                .reply();
            let shows = |pixel: &[u8]| (0..3).all(|part| pixel[2 - part].abs_diff(colour[part]) <= 6);
            if image.is_ok_and(|image| image.data.chunks_exact(4).filter(|pixel| shows(pixel)).count() > 200)
            {
                return;
            }
            assert!(Instant::now() < end, "no {colour:?} at {x}, {y} within {PATIENCE:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        testkit::command::end_group(self.program.id());
        let _ = self.program.wait();
    }
}

/// The same library over the same ranges in a page that does nothing else.
const PAGE: &str = "<!doctype html><canvas></canvas><script type=module>
    const begun = performance.now();
    const library = await import('/pdf.min.mjs');
    library.GlobalWorkerOptions.workerSrc = '/pdf.worker.min.mjs';
    const size = SIZE;
    const read = async (from, to) => new Uint8Array(await (await fetch(`/file?${from}-${to}`)).arrayBuffer());
    class Ranges extends library.PDFDataRangeTransport {
      requestDataRange(from, to) { read(from, to).then((chunk) => this.onDataRange(from, chunk)); }
    }
    const range = new Ranges(size, await read(0, Math.min(262144, size)));
    const options = { range, rangeChunkSize: 262144, disableAutoFetch: true, disableStream: true, enableXfa: false, useWasm: false };
    const page = await (await library.getDocument(options).promise).getPage(1);
    const viewport = page.getViewport({ scale: 500 / 595 });
    const canvas = document.querySelector('canvas');
    Object.assign(canvas, { width: viewport.width, height: viewport.height });
    await page.render({ canvas, canvasContext: canvas.getContext('2d'), viewport }).promise;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await fetch('/done?' + (performance.now() - begun));
    </script>";

/// Seconds from the begin of the page's script to the first page of the file, as the page measures them.
fn in_chromium(file: &Path) -> f64 {
    let size = std::fs::metadata(file).unwrap().len();
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/pdfjs-dist/legacy/build");
    let document = std::fs::File::open(file).unwrap();
    let server = Server::start(move |asked| {
        let target = asked.head.split(' ').nth(1).unwrap_or_default();
        match target.split_once('?').unwrap_or((target, "")) {
            ("/", _) => Reply::ok("text/html", PAGE.replace("SIZE", &size.to_string()).as_bytes()),
            ("/file", range) => {
                let (from, to) = range.split_once('-').unwrap();
                let (from, to): (u64, u64) = (from.parse().unwrap(), to.parse().unwrap());
                let mut part = vec![0; usize::try_from(to - from).unwrap()];
                std::os::unix::fs::FileExt::read_exact_at(&document, &mut part, from).unwrap();
                Reply::ok("application/octet-stream", &part)
            }
            (name, _) if name.ends_with(".mjs") => {
                Reply::ok("text/javascript", &std::fs::read(library.join(&name[1..])).unwrap())
            }
            _ => Reply::ok("text/plain", b""),
        }
    });
    let profile = tempfile::tempdir().unwrap();
    let folder = format!("--user-data-dir={}", profile.path().display());
    let words =
        ["--headless=new", "--no-sandbox", "--no-first-run", "--disable-gpu", &folder, &server.url("/")];
    let mut command = Command::new("chromium");
    let mut chromium =
        command.args(words).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn().unwrap();
    let end = Instant::now() + PATIENCE;
    let took = loop {
        let done = server.asked().iter().find_map(|asked| {
            Some(asked.head.strip_prefix("GET /done?")?.split(' ').next()?.parse::<f64>().unwrap())
        });
        if let Some(took) = done {
            break took / 1000.0;
        }
        assert!(Instant::now() < end, "no page in Chromium within {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(20));
    };
    testkit::command::end_group(chromium.id());
    let _ = chromium.wait();
    took
}
