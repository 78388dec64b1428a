//! A small WebDriver client (W3C WebDriver) for WebKitWebDriver: the calls that a person's acts need, each with a deadline.
//!
//! The driver starts the program. Deleting the session closes the page but not the program, so the driver leads a process group
//! of its own and the group is ended on drop. Scripts are run for what a person can't do only (accessibility rules).

use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};

/// How long anything on the page may take to appear, on two busy cores.
const PATIENCE: Duration = Duration::from_secs(90);

/// The program's own start, the first time after a build.
const START: Duration = Duration::from_secs(120);

/// Between two looks at the page.
const PAUSE: Duration = Duration::from_millis(50);

/// The page of a running program.
pub(crate) struct Session {
    base: String,
    agent: ureq_plain::Agent,
    driver: Child,
}

/// A reference to an element of the page; dead once the page has replaced it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element(String);

/// Keys without a character, as WebDriver writes them (W3C WebDriver §17.4.2).
pub(crate) mod key {
    pub(crate) const BACKSPACE: &str = "\u{E003}";
    pub(crate) const TAB: &str = "\u{E004}";
    pub(crate) const ENTER: &str = "\u{E007}";
    pub(crate) const SHIFT: &str = "\u{E008}";
    pub(crate) const CONTROL: &str = "\u{E009}";
    pub(crate) const ESCAPE: &str = "\u{E00C}";
    pub(crate) const SPACE: &str = " ";
    pub(crate) const LEFT: &str = "\u{E012}";
    pub(crate) const UP: &str = "\u{E013}";
    pub(crate) const RIGHT: &str = "\u{E014}";
    pub(crate) const DOWN: &str = "\u{E015}";
}

impl Session {
    /// Starts `program` with `words` and `environment` and waits for its page.
    pub(crate) fn open(program: &Path, words: &[&str], environment: &[(&str, PathBuf)]) -> Session {
        Session::try_open(program, words, environment, START).unwrap_or_else(|e| panic!("no session: {e}"))
    }

    /// As [`Session::open`], waiting no longer than `patience`; tells why the program does not let itself be driven.
    pub(crate) fn try_open(
        program: &Path,
        words: &[&str],
        environment: &[(&str, PathBuf)],
        patience: Duration,
    ) -> Result<Session, String> {
        assert!(
            std::env::var_os("DISPLAY").is_some(),
            "no display: run `make test-e2e`, or put `xvfb-run -a` in front"
        );
        let port = free_port();
        std::fs::create_dir_all(artefacts()).unwrap();
        let log = std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(artefacts().join("driver.log"))
            .unwrap();
        let driver = Command::new("WebKitWebDriver")
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            // the window lets itself be driven only when asked, and only in a build for these tests
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .process_group(0)
            .spawn()
            .unwrap_or_else(|e| panic!("WebKitWebDriver cannot be started: {e}; run `make install-test`"));
        let agent = ureq_plain::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(patience))
            .build()
            .new_agent();
        // From here on the value owns the processes: whatever panics below ends them.
        let mut session = Session { base: format!("http://127.0.0.1:{port}/session"), agent, driver };
        until(START, "the WebDriver's port", || TcpStream::connect(("127.0.0.1", port)).ok());
        let options = json!({ "binary": program, "args": words });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let answer = session.agent.post(&session.base).content_type(JSON).send(wanted.to_string());
        let answer = session.answer(answer)?;
        let id = answer["sessionId"].as_str().ok_or_else(|| answer.to_string())?;
        session.base = format!("{}/{id}", session.base);
        session.post("/timeouts", &json!({ "script": 120_000, "implicit": 0 }));
        Ok(session)
    }

    /// Halts the driver and the program.
    pub(crate) fn freeze(&self) {
        let line = format!("kill -STOP -- -{}", self.driver.id());
        assert!(Command::new("bash").args(["-c", &line]).status().is_ok_and(|status| status.success()));
    }

    /// The first element that the CSS selector finds, as soon as there is one.
    #[track_caller]
    pub(crate) fn wait(&self, selector: &str) -> Element {
        self.until(selector, || self.all(selector).into_iter().next())
    }

    /// The first element that the CSS selector finds and a person can see, as soon as there is one.
    #[track_caller]
    pub(crate) fn wait_visible(&self, selector: &str) -> Element {
        self.until(&format!("visible {selector}"), || {
            self.all(selector).into_iter().find(|e| self.visible(e))
        })
    }

    /// Waits until no element that the CSS selector finds is visible.
    #[track_caller]
    pub(crate) fn wait_gone(&self, selector: &str) {
        self.until(&format!("no {selector}"), || {
            self.all(selector).iter().all(|e| !self.visible(e)).then_some(())
        });
    }

    /// Waits until the text of the page has `text` somewhere in it.
    #[track_caller]
    pub(crate) fn wait_text(&self, text: &str) {
        self.until(&format!("the text {text:?}"), || self.whole_text().contains(text).then_some(()));
    }

    /// The visible, enabled button (or link) with this label, as soon as there is one.
    #[track_caller]
    pub(crate) fn button(&self, label: &str) -> Element {
        self.until(&format!("the button {label:?}"), || {
            let buttons = self.all("button, a[href], [role=button]");
            buttons.into_iter().find(|e| self.label(e) == label && self.visible(e) && self.enabled(e))
        })
    }

    /// Whether a visible, enabled button (or link) with this label is there now.
    pub(crate) fn has_button(&self, label: &str) -> bool {
        let buttons = self.all("button, a[href], [role=button]");
        buttons.iter().any(|e| self.label(e) == label && self.visible(e) && self.enabled(e))
    }

    /// Clicks the button with this label.
    #[track_caller]
    pub(crate) fn press(&self, label: &str) {
        self.click(&self.button(label));
    }

    /// All elements that the CSS selector finds now.
    pub(crate) fn all(&self, selector: &str) -> Vec<Element> {
        // A page that is just being replaced answers with an error: then nothing is found yet.
        let body = json!({ "using": "css selector", "value": selector }).to_string();
        let found = self.answer(self.agent.post(self.url("/elements")).content_type(JSON).send(body));
        let found = found.unwrap_or_default().as_array().cloned().unwrap_or_default();
        found.iter().filter_map(|e| e[ELEMENT].as_str().map(|id| Element(id.to_owned()))).collect()
    }

    /// Clicks an element with the pointer, as soon as the page lets it: while something unfolds or moves, the driver says
    /// that there is no point to click on, and nothing was pressed.
    #[track_caller]
    pub(crate) fn click(&self, element: &Element) {
        self.until("place to click on", || self.try_click(element).then_some(()));
    }

    /// Clicks an element with the pointer; false when the page has no place for it now, or not this element any more.
    /// Scrolled to as a person would: the driver leaves an element alone of which only an edge is in sight.
    pub(crate) fn try_click(&self, element: &Element) -> bool {
        let scroll = "arguments[0].scrollIntoView({ block: 'nearest' }); return true";
        if self.try_execute(scroll, &json!([{ ELEMENT: element.0 }])).is_none() {
            return false;
        }
        let path = self.url(&format!("/element/{}/click", element.0));
        self.answer(self.agent.post(path).content_type(JSON).send("{}")).is_ok()
    }

    /// Types into an element; see [`key`] for keys without a character.
    #[track_caller]
    pub(crate) fn write(&self, element: &Element, text: &str) {
        self.post(&format!("/element/{}/value", element.0), &json!({ "text": text }));
    }

    /// Presses these keys one after the other, wherever the focus is.
    #[track_caller]
    pub(crate) fn keys(&self, keys: &[&str]) {
        self.key_actions(keys.iter().flat_map(|k| [("keyDown", *k), ("keyUp", *k)]));
    }

    /// Presses these keys together: the first is held while the next is pressed, and so on.
    #[track_caller]
    pub(crate) fn chord(&self, keys: &[&str]) {
        let down = keys.iter().map(|k| ("keyDown", *k));
        self.key_actions(down.chain(keys.iter().rev().map(|k| ("keyUp", *k))));
    }

    /// Drags from the middle of an element by this many pixels, in a few moves.
    #[track_caller]
    pub(crate) fn drag(&self, element: &Element, right: i64, down: i64) {
        let origin = json!({ ELEMENT: element.0 });
        let moved = |x: i64, y: i64| json!({ "type": "pointerMove", "duration": 40, "origin": "pointer", "x": x, "y": y });
        let steps = 4;
        let mut actions = vec![
            json!({ "type": "pointerMove", "duration": 0, "origin": origin, "x": 0, "y": 0 }),
            json!({ "type": "pointerDown", "button": 0 }),
        ];
        for step in 0..steps {
            let part = |whole: i64| whole * (step + 1) / steps - whole * step / steps;
            actions.push(moved(part(right), part(down)));
        }
        actions.push(json!({ "type": "pointerUp", "button": 0 }));
        let pointer = json!({ "type": "pointer", "id": "mouse", "actions": actions });
        self.post("/actions", &json!({ "actions": [pointer] }));
        self.delete("/actions");
    }

    /// The text of an element as a person sees it.
    pub(crate) fn text(&self, element: &Element) -> String {
        self.element_string(element, "text")
    }

    /// The name that a screen reader says: `aria-label`, else the text; spaces as one.
    pub(crate) fn label(&self, element: &Element) -> String {
        let label = self.attribute(element, "aria-label").unwrap_or_else(|| self.text(element));
        label.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// An attribute of an element as the page's source or script has set it.
    pub(crate) fn attribute(&self, element: &Element, name: &str) -> Option<String> {
        self.get(&format!("/element/{}/attribute/{name}", element.0))?.as_str().map(str::to_owned)
    }

    /// A property of an element, e.g. the `value` of a field.
    pub(crate) fn property(&self, element: &Element, name: &str) -> Value {
        self.get(&format!("/element/{}/property/{name}", element.0)).unwrap_or_default()
    }

    /// Whether a person can see the element.
    pub(crate) fn visible(&self, element: &Element) -> bool {
        let script = "const e = arguments[0];
            return e.isConnected && e.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });";
        self.try_execute(script, &json!([{ ELEMENT: element.0 }])) == Some(Value::Bool(true))
    }

    /// Whether the element can be used.
    pub(crate) fn enabled(&self, element: &Element) -> bool {
        self.attribute(element, "aria-disabled").as_deref() != Some("true")
            && self.get(&format!("/element/{}/enabled", element.0)) == Some(Value::Bool(true))
    }

    /// The element that has the focus.
    pub(crate) fn focused(&self) -> Option<Element> {
        self.get("/element/active")?[ELEMENT].as_str().map(|id| Element(id.to_owned()))
    }

    /// Left, top, width, height of an element in the page, in pixels.
    pub(crate) fn place(&self, element: &Element) -> [f64; 4] {
        let rect = self.get(&format!("/element/{}/rect", element.0)).unwrap_or_default();
        ["x", "y", "width", "height"].map(|side| rect[side].as_f64().unwrap_or(f64::NAN))
    }

    /// All text that the page shows.
    pub(crate) fn whole_text(&self) -> String {
        let text = self.try_execute("return document.body.innerText", &json!([]));
        text.and_then(|t| t.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The title of the page.
    pub(crate) fn title(&self) -> String {
        self.get("/title").and_then(|t| t.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Runs a script in the page and gives what it returns (a promise's outcome too).
    #[track_caller]
    pub(crate) fn execute(&self, script: &str, words: &Value) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": words }))
    }

    /// What is cut, overlaps, scrolls sideways, is too small to press, or cannot be brought into sight: one line each. The same
    /// look as `make test-screens` takes at every screen.
    #[track_caller]
    pub(crate) fn layout_faults(&self) -> Vec<String> {
        let faults = self.execute(include_str!("../../ui/tests/screens/faults.js"), &json!([]));
        let faults = faults.as_array().unwrap_or_else(|| panic!("a list: {faults}"));
        faults.iter().map(|f| f.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Breaches of the WCAG 2.2 AA rules that axe can see on the page as it is now, one line each. Needs `npm ci` in `ui`.
    #[track_caller]
    pub(crate) fn accessibility_faults(&self) -> Vec<String> {
        let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
        let axe =
            std::fs::read_to_string(&axe).unwrap_or_else(|e| panic!("{}: {e}; run `make ui`", axe.display()));
        self.execute(&axe, &json!([]));
        let rules = json!(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
        // A colour on its way from one state to the next is no colour that anybody reads: what has an end is brought to it. Not
        // waited for, because an animation of something that has left the page may never say that it is over.
        let script = "for (const a of document.getAnimations())
                if (a.effect.getComputedTiming().endTime !== Infinity) a.finish();
            return axe.run(document, { runOnly: arguments[0] }).then((found) =>
            found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`))";
        let faults = self.execute(script, &json!([rules]));
        let faults = faults.as_array().unwrap_or_else(|| panic!("axe gives a list: {faults}"));
        faults.iter().map(|f| f.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Keeps a picture of the page as `target/e2e/NAME.png`, once what the page shows now has been painted: the picture
    /// is taken from the compositor, which lags behind the document on a busy machine.
    #[track_caller]
    pub(crate) fn screenshot(&self, name: &str) -> PathBuf {
        let painted = "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
            setTimeout(() => done(true), 400))))";
        let _ = self.try_execute(painted, &json!([]));
        let picture = self.get("/screenshot").unwrap_or_default();
        let picture =
            base64::engine::general_purpose::STANDARD.decode(picture.as_str().unwrap_or_default()).unwrap();
        assert!(!picture.is_empty(), "no picture of {name}");
        let path = artefacts().join(format!("{name}.png"));
        std::fs::write(&path, picture).unwrap();
        path
    }

    /// Looks again and again until `look` finds what is waited for; panics at the deadline, with a picture and the page's text.
    #[track_caller]
    pub(crate) fn until<T>(&self, what: &str, look: impl FnMut() -> Option<T>) -> T {
        match look_until(PATIENCE, look) {
            Some(found) => found,
            None => {
                let picture = self.screenshot("deadline");
                panic!("no {what} within {PATIENCE:?}; see {}\n{}", picture.display(), self.whole_text());
            }
        }
    }

    #[track_caller]
    fn key_actions<'k>(&self, keys: impl Iterator<Item = (&'k str, &'k str)>) {
        let actions: Vec<_> = keys.map(|(kind, key)| json!({ "type": kind, "value": key })).collect();
        self.post(
            "/actions",
            &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }),
        );
    }

    fn element_string(&self, element: &Element, what: &str) -> String {
        let value = self.get(&format!("/element/{}/{what}", element.0));
        value.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }

    fn try_execute(&self, script: &str, words: &Value) -> Option<Value> {
        let body = json!({ "script": script, "args": words }).to_string();
        self.answer(self.agent.post(self.url("/execute/sync")).content_type(JSON).send(body)).ok()
    }

    /// The value of an answer; `None` when the driver reports an error, such as an element that is gone.
    fn get(&self, path: &str) -> Option<Value> {
        self.answer(self.agent.get(self.url(path)).call()).ok()
    }

    #[track_caller]
    fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.agent.post(self.url(path)).content_type(JSON).send(body.to_string());
        self.answer(answer).unwrap_or_else(|e| panic!("{path} {body:.300}: {e}"))
    }

    fn delete(&self, path: &str) {
        let _ = self.agent.delete(self.url(path)).call();
    }

    fn answer(
        &self,
        answer: Result<ureq_plain::http::Response<ureq_plain::Body>, ureq_plain::Error>,
    ) -> Result<Value, String> {
        let mut answer = answer.map_err(|e| e.to_string())?;
        let ok = answer.status().is_success();
        let text =
            answer.body_mut().with_config().limit(64 << 20).read_to_string().map_err(|e| e.to_string())?;
        let mut value: Value = serde_json::from_str(&text).map_err(|e| format!("{e}: {text}"))?;
        let value = value["value"].take();
        if ok { Ok(value) } else { Err(format!("{}: {}", value["error"], value["message"])) }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Closing politely lets the program write what it wants to keep; a program that hangs must not hang the tests.
        let close = self
            .agent
            .delete(&self.base)
            .config()
            .timeout_global(Some(Duration::from_secs(5)))
            .build()
            .call();
        drop(close);
        testkit::command::end_group(self.driver.id());
        let _ = self.driver.wait();
    }
}

/// Where pictures and logs of a run are kept.
pub(crate) fn artefacts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/e2e")
}

/// Looks again and again until `look` finds something; panics at the deadline.
#[track_caller]
pub(crate) fn until<T>(limit: Duration, what: &str, look: impl FnMut() -> Option<T>) -> T {
    look_until(limit, look).unwrap_or_else(|| panic!("no {what} within {limit:?}"))
}

fn look_until<T>(limit: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if Instant::now() >= deadline {
            return None;
        }
        std::thread::sleep(PAUSE);
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|l| l.local_addr()).expect("a free loopback port").port()
}

/// The member that marks an element in an answer (W3C WebDriver §12).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

const JSON: &str = "application/json; charset=utf-8";
