//! Dropping files on a window as a file manager does: the XDND protocol, version 5, spoken without a pointer.
//!
//! The window fetches the list of files while they hover, and only then knows of them: positions are sent until it has.

use std::path::Path;
use std::time::{Duration, Instant};

use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode,
    SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// How long a window may take to appear, or to answer.
const PATIENCE: Duration = Duration::from_secs(20);

x11rb::atom_manager! {
    Atoms: AtomsCookie {
        XdndAware, XdndEnter, XdndPosition, XdndStatus, XdndLeave, XdndDrop, XdndFinished, XdndSelection,
        XdndActionCopy, TARGETS, _NET_WM_NAME,
        URI_LIST: b"text/uri-list",
    }
}

/// Files held over a window.
pub(crate) struct Drag {
    connection: RustConnection,
    atoms: Atoms,
    source: Window,
    target: Window,
    list: Vec<u8>,
}

impl Drag {
    /// Drags `files` over the middle of the window with this title and waits until the window has taken notice.
    pub(crate) fn over(title: &str, files: &[&Path]) -> Drag {
        let (connection, target) = window(title);
        let root = connection.query_tree(target).unwrap().reply().unwrap().root;
        let atoms = Atoms::new(&connection).unwrap().reply().unwrap();
        let source = connection.generate_id().unwrap();
        let look = CreateWindowAux::new();
        connection.create_window(0, source, root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &look).unwrap();
        connection.set_selection_owner(source, atoms.XdndSelection, x11rb::CURRENT_TIME).unwrap();
        let list =
            files.iter().map(|f| format!("file://{}\r\n", escaped(f))).collect::<String>().into_bytes();
        let drag = Drag { connection, atoms, source, target, list };
        drag.enter(root);
        drag
    }

    /// Lets the files go, and waits until the window says that it has them.
    pub(crate) fn drop(self) {
        self.send(self.atoms.XdndDrop, [0, x11rb::CURRENT_TIME, 0, 0]);
        self.until("XdndFinished", |kind, _| kind == self.atoms.XdndFinished);
    }

    /// Takes the files away again.
    pub(crate) fn leave(self) {
        self.send(self.atoms.XdndLeave, [0; 4]);
        self.connection.sync().unwrap();
    }

    fn enter(&self, root: Window) {
        self.send(self.atoms.XdndEnter, [5 << 24, self.atoms.URI_LIST, 0, 0]);
        let size = self.connection.get_geometry(self.target).unwrap().reply().unwrap();
        let middle = (i16::try_from(size.width / 2).unwrap(), i16::try_from(size.height / 2).unwrap());
        let at = self
            .connection
            .translate_coordinates(self.target, root, middle.0, middle.1)
            .unwrap()
            .reply()
            .unwrap();
        let point = |x: i16, y: i16| u32::from(x.unsigned_abs()) << 16 | u32::from(y.unsigned_abs());
        let mut fetched = false;
        let mut accepted = false;
        let deadline = Instant::now() + PATIENCE;
        let mut step = 0;
        while !(fetched && accepted) {
            assert!(
                Instant::now() < deadline,
                "the window does not take the files (list fetched: {fetched})"
            );
            // a hand is never quite still
            step = (step + 1) % 8;
            let position = point(at.dst_x + step, at.dst_y + step);
            self.send(self.atoms.XdndPosition, [0, position, x11rb::CURRENT_TIME, self.atoms.XdndActionCopy]);
            std::thread::sleep(Duration::from_millis(20));
            while let Some(event) = self.connection.poll_for_event().unwrap() {
                match event {
                    Event::SelectionRequest(request) => fetched |= self.serve(&request),
                    Event::ClientMessage(m) if m.type_ == self.atoms.XdndStatus => {
                        accepted = m.data.as_data32()[1] & 1 == 1;
                    }
                    _ => {}
                }
            }
        }
    }

    /// Answers the window's requests until a message fits.
    fn until(&self, what: &str, mut fits: impl FnMut(Atom, &[u32; 5]) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            while let Some(event) = self.connection.poll_for_event().unwrap() {
                match event {
                    Event::SelectionRequest(request) => drop(self.serve(&request)),
                    Event::ClientMessage(m) if fits(m.type_, &m.data.as_data32()) => return,
                    _ => {}
                }
            }
            assert!(Instant::now() < deadline, "no {what}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Hands over the list, or the kinds of data there are; says whether it was the list.
    fn serve(&self, request: &SelectionRequestEvent) -> bool {
        // ICCCM 2.2: a requestor without a property is an old one and means the target's name
        let property = if request.property == x11rb::NONE { request.target } else { request.property };
        let list = request.target == self.atoms.URI_LIST;
        let connection = &self.connection;
        if list {
            let kind = self.atoms.URI_LIST;
            connection
                .change_property8(PropMode::REPLACE, request.requestor, property, kind, &self.list)
                .unwrap();
        } else if request.target == self.atoms.TARGETS {
            let kinds = [self.atoms.TARGETS, self.atoms.URI_LIST];
            let kind = AtomEnum::ATOM;
            connection
                .change_property32(PropMode::REPLACE, request.requestor, property, kind, &kinds)
                .unwrap();
        }
        let known = list || request.target == self.atoms.TARGETS;
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: if known { property } else { x11rb::NONE },
        };
        connection.send_event(false, request.requestor, EventMask::NO_EVENT, answer).unwrap();
        connection.flush().unwrap();
        list
    }

    fn send(&self, kind: Atom, rest: [u32; 4]) {
        let [a, b, c, d] = rest;
        let message = ClientMessageEvent::new(32, self.target, kind, [self.source, a, b, c, d]);
        self.connection.send_event(false, self.target, EventMask::NO_EVENT, message).unwrap();
        self.connection.flush().unwrap();
    }
}

/// The window with this title, as soon as it is there and takes drops, and a connection to its display.
pub(crate) fn window(title: &str) -> (RustConnection, Window) {
    let (connection, screen) = x11rb::connect(None).expect("an X display");
    let root = connection.setup().roots.get(screen).expect("the default screen").root;
    let atoms = Atoms::new(&connection).unwrap().reply().unwrap();
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(window) = find(&connection, &atoms, root, title) {
            return (connection, window);
        }
        assert!(Instant::now() < deadline, "no window {title:?} that takes drops");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The window below `window` that has this title and takes drops. Windows may vanish while we look.
fn find(connection: &RustConnection, atoms: &Atoms, window: Window, title: &str) -> Option<Window> {
    let property = |of: Window, name: Atom| {
        let reply = connection.get_property(false, of, name, AtomEnum::ANY, 0, 256).ok()?.reply().ok()?;
        (!reply.value.is_empty()).then_some(reply.value)
    };
    let named = |name: Atom| property(window, name).is_some_and(|n| n == title.as_bytes());
    if property(window, atoms.XdndAware).is_some()
        && (named(atoms._NET_WM_NAME) || named(AtomEnum::WM_NAME.into()))
    {
        return Some(window);
    }
    let children = connection.query_tree(window).ok()?.reply().ok()?.children;
    children.into_iter().find_map(|child| find(connection, atoms, child, title))
}

/// A path as part of a file URI (RFC 8089): everything but unreserved characters and slashes as %XX.
fn escaped(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let bytes = path.to_str().expect("a path in UTF-8").bytes();
    bytes
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                char::from(b).to_string()
            }
            _ => format!("%{b:02X}"),
        })
        .collect()
}
