//! The window's frame: its size, set as a window manager does. There is none on a display made for tests.

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ConfigureWindowAux, ConnectionExt as _};

use super::xdnd;

/// Gives the window with this title a new size, in pixels.
pub(crate) fn resize(title: &str, width: u32, height: u32) {
    let (connection, window) = xdnd::window(title);
    let size = ConfigureWindowAux::new().width(width).height(height);
    connection.configure_window(window, &size).unwrap();
    connection.flush().unwrap();
    connection.get_geometry(window).unwrap().reply().unwrap();
}
