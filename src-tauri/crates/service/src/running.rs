//! What runs for long and can be stopped, by its name. A run looks at its flag between two files and ends there.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::lock;
use crate::schema::Ticket;

/// The runs that are going on.
#[derive(Clone, Default)]
pub(crate) struct Running(Arc<Mutex<BTreeMap<String, Arc<AtomicBool>>>>);

/// One of them; it is forgotten with the value.
pub(crate) struct Run {
    name: String,
    flag: Arc<AtomicBool>,
    all: Running,
}

impl Running {
    /// Begins a run. One of the same name that is still going on is stopped.
    pub(crate) fn begin(&self, name: &Ticket) -> Run {
        let flag = Arc::new(AtomicBool::new(false));
        if let Some(before) = lock(&self.0).insert(name.0.clone(), flag.clone()) {
            before.store(true, Ordering::Relaxed);
        }
        Run { name: name.0.clone(), flag, all: self.clone() }
    }

    /// Stops a run before its next file; nothing where there is none.
    pub(crate) fn stop(&self, name: &Ticket) {
        if let Some(flag) = lock(&self.0).get(&name.0) {
            flag.store(true, Ordering::Relaxed);
        }
    }
}

impl Run {
    /// True from the moment on at which the run shall end.
    pub(crate) fn flag(&self) -> &AtomicBool {
        &self.flag
    }

    pub(crate) fn stopped(&self) -> bool {
        self.flag.load(Ordering::Relaxed)
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let mut all = lock(&self.all.0);
        if all.get(&self.name).is_some_and(|flag| Arc::ptr_eq(flag, &self.flag)) {
            all.remove(&self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn second_run_of_a_name_stops_the_first_and_is_stopped_by_name() {
        let running = Running::default();
        let name = Ticket("a".to_owned());
        let first = running.begin(&name);
        let second = running.begin(&name);
        assert!(first.stopped() && !second.stopped());
        drop(first);
        running.stop(&name);
        assert!(second.stopped(), "the end of the first one has not taken the second one's name");
        drop(second);
        assert!(lock(&running.0).is_empty());
    }
}
