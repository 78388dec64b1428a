//! Starting the application for one test: fresh data, configuration and home folders, one window at a time.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tempfile::TempDir;
use testkit::card_service;

use super::webdriver::Session;
use super::{frame, xdnd};

/// The title by which the window is found on the display.
pub(crate) const TITLE: &str = "Absah";

/// A program that was started as the leader of a process group; whatever is left of the group ends with the value.
pub(crate) struct Started(pub(crate) Child);

impl Started {
    pub(crate) fn new(command: &mut Command) -> Started {
        let child = command.process_group(0).spawn();
        Started(child.unwrap_or_else(|e| panic!("{command:?}: {e}")))
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // One that ended by itself has given its number back.
        if let Ok(None) = self.0.try_wait() {
            testkit::command::end_group(self.0.id());
        }
        let _ = self.0.wait();
    }
}

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_absah-desktop");

/// The folders of a person who has never used the program, made below `folder`.
pub(crate) fn environment(folder: &Path) -> [(&'static str, PathBuf); 7] {
    let at = |name: &str| {
        let path = folder.join(name);
        std::fs::create_dir_all(&path).unwrap();
        path
    };
    [
        // the files that the next dialog gives, and the tokens of SoftHSM
        ("ABSAH_E2E_PICKS", folder.join("picks")),
        ("SOFTHSM2_CONF", folder.join("softhsm.conf")),
        ("HOME", at("home")),
        ("XDG_CACHE_HOME", at("cache")),
        ("XDG_CONFIG_HOME", at("config")),
        ("XDG_DATA_HOME", at("data")),
        ("XDG_DOCUMENTS_DIR", at("documents")),
    ]
}

/// One window at a time: a second start would hand over to the first.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    // A test that failed poisons the lock; its window is gone all the same.
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The folder of a person who has left the first run behind.
fn seasoned() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data/absah");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("settings.json"), r#"{"setup":{"left":true}}"#).unwrap();
    folder
}

/// As [`card_service::alone`], and no other window is open meanwhile.
pub(crate) fn in_namespace(test: &str, limit: Duration, body: impl FnOnce()) {
    let _alone = (!card_service::inside()).then(alone);
    card_service::alone(test, limit, body);
}

/// A running application; ends, and its folders vanish, with the value.
pub(crate) struct App {
    page: Session,
    folder: TempDir,
    // Last, so that the next window opens only after this one is gone.
    _alone: MutexGuard<'static, ()>,
}

impl App {
    /// Starts the program as a double click does, with nothing of an earlier run but that its first one was gone through.
    pub(crate) fn start() -> App {
        App::start_with(&[])
    }

    /// As [`App::start`], with these words on the command line.
    pub(crate) fn start_with(words: &[&str]) -> App {
        App::start_in(seasoned(), words, &[])
    }

    /// Starts the program for the first time on this computer.
    pub(crate) fn start_new(words: &[&str]) -> App {
        App::start_in(tempfile::tempdir().unwrap(), words, &[])
    }

    /// As [`App::start`], over what `before` left in the folder of data.
    pub(crate) fn start_after(before: impl FnOnce(&Path)) -> App {
        let folder = seasoned();
        before(&folder.path().join("data/absah"));
        App::start_in(folder, &[], &[])
    }

    /// Starts the program where everything that goes by the environment would be asked of this proxy.
    pub(crate) fn start_behind(proxy: &str) -> App {
        let names = ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
        let mut more: Vec<_> = names.iter().map(|name| (*name, PathBuf::from(proxy))).collect();
        // The driver speaks with the window over loopback.
        more.extend(["no_proxy", "NO_PROXY"].map(|name| (name, PathBuf::from("127.0.0.1,localhost"))));
        App::start_in(seasoned(), &[], &more)
    }

    /// Ends the program and starts it again over the same folders.
    pub(crate) fn restart(self) -> App {
        let App { page, folder, _alone: alone } = self;
        drop(page);
        drop(alone);
        App::start_in(folder, &[], &[])
    }

    fn start_in(folder: TempDir, words: &[&str], more: &[(&'static str, PathBuf)]) -> App {
        let alone = alone();
        let environment = [&environment(folder.path())[..], more].concat();
        let page = Session::open(Path::new(PROGRAM), words, &environment);
        App { page, folder, _alone: alone }
    }

    /// Starts the program once more beside the open window, in the run's folder.
    pub(crate) fn second_start(&self, words: &[&OsStr]) -> Started {
        let mut program = Command::new(PROGRAM);
        Started::new(program.args(words).current_dir(self.folder()).envs(environment(self.folder())))
    }

    /// Halts the program: from now on it takes nothing.
    pub(crate) fn freeze(&self) {
        self.page.freeze();
    }

    /// Ends the program at once; no other window opens before the guard is gone.
    pub(crate) fn end(self) -> MutexGuard<'static, ()> {
        self._alone
    }

    /// The page in the window.
    pub(crate) fn page(&self) -> &Session {
        &self.page
    }

    /// The folder that holds everything of this run; tests put their documents here.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A copy of `original` in the run's folder, so that results land beside the copy.
    pub(crate) fn copy_of(&self, original: &Path) -> PathBuf {
        let copy = self.folder().join(original.file_name().unwrap());
        std::fs::copy(original, &copy).unwrap_or_else(|e| panic!("{}: {e}", original.display()));
        copy
    }

    /// The person will choose this file in the next dialog.
    pub(crate) fn will_pick(&self, file: &Path) {
        std::fs::write(self.folder().join("picks"), file.to_str().unwrap()).unwrap();
    }

    /// Drops `files` on the middle of the window.
    pub(crate) fn drop_files(&self, files: &[&Path]) {
        xdnd::Drag::over(TITLE, files).drop();
    }

    /// Gives the window this size and waits until the page has it.
    pub(crate) fn resize(&self, width: u32, height: u32) {
        frame::resize(TITLE, width, height);
        self.page.until("the page in its new size", || {
            let size = self.page.execute("return [innerWidth, innerHeight]", &serde_json::json!([]));
            (size == serde_json::json!([width, height])).then_some(())
        });
    }

    /// Drags `files` over the window and holds them there.
    pub(crate) fn drag_files(&self, files: &[&Path]) -> xdnd::Drag {
        xdnd::Drag::over(TITLE, files)
    }
}
