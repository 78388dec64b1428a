//! What runs for long, by its name, and how it is stopped.
//!
//! One mechanism for all: a shell gives a call a name and stops it by that name ([`Running::stop`]). What the call does is
//! then ended where it reads or writes next: a document's next piece, the next record, the answer of a server, the draft of a
//! result. Runs over many files look at their own flag between two files.
//!
//! The thread that is at work for a call knows it ([`go_on`]), so that no flow has to hand it on. Threads that a flow starts
//! do not; who waits for them waits through [`wait`].

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::lock;
use crate::schema::{Problem, Ticket, WorkView};

/// How often somebody who waits asks whether to go on.
const GLANCE: Duration = Duration::from_millis(50);

/// Records between two tellings of their count.
const TOLD_EACH: u64 = 1024;

thread_local! {
    /// What this thread is at work for.
    static HERE: RefCell<Option<Here>> = const { RefCell::new(None) };
}

struct Here {
    run: Run,
    tell: Box<dyn Fn(WorkView)>,
}

/// The runs that are going on.
#[derive(Clone, Default)]
pub(crate) struct Running(Arc<Mutex<BTreeMap<String, Arc<AtomicBool>>>>);

/// One of them; it is forgotten with the value.
pub(crate) struct Run {
    name: String,
    flag: Arc<AtomicBool>,
    all: Running,
}

/// As long as it lives, its thread is at work for a run.
pub(crate) struct AtWork(());

impl Running {
    /// Begins a run. One of the same name that is still going on is stopped.
    pub(crate) fn begin(&self, name: &Ticket) -> Run {
        let flag = Arc::new(AtomicBool::new(false));
        if let Some(before) = lock(&self.0).insert(name.0.clone(), flag.clone()) {
            before.store(true, Ordering::Relaxed);
        }
        Run { name: name.0.clone(), flag, all: self.clone() }
    }

    /// Begins a run that is the work of this thread; `tell` hears how far it is.
    pub(crate) fn at_work(&self, name: &Ticket, tell: impl Fn(WorkView) + 'static) -> AtWork {
        let here = Here { run: self.begin(name), tell: Box::new(tell) };
        HERE.with_borrow_mut(|place| *place = Some(here));
        AtWork(())
    }

    /// Stops a run at its next step; nothing where there is none.
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

impl Drop for AtWork {
    fn drop(&mut self) {
        HERE.with_borrow_mut(|place| drop(place.take()));
    }
}

/// Whether what this thread is at work for shall end.
pub(crate) fn stopped() -> bool {
    HERE.with_borrow(|here| here.as_ref().is_some_and(|here| here.run.stopped()))
}

/// Whether this thread is at work for a call that may be stopped.
pub(crate) fn stoppable() -> bool {
    HERE.with_borrow(Option::is_some)
}

/// [`Problem::Stopped`] once what this thread is at work for shall end.
pub(crate) fn go_on() -> Result<(), Problem> {
    if stopped() { Err(Problem::Stopped) } else { Ok(()) }
}

/// As [`go_on`], for what reads and writes. Not `Interrupted`, which is tried again.
pub(crate) fn io() -> std::io::Result<()> {
    if stopped() { Err(std::io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
}

/// What is told of an act that failed: that it was stopped, where it was, whatever the stop made of it.
pub(crate) fn told(problem: Problem) -> Problem {
    if stopped() { Problem::Stopped } else { problem }
}

/// Tells how far this thread's run is: each of some files, or a record now and then, whose number nobody knows before.
pub(crate) fn count(done: u64, all: Option<u64>) {
    if all.is_some() || done.is_multiple_of(TOLD_EACH) {
        tell(false, done, all);
    }
}

/// Asks the person in a dialog: meanwhile nothing is at work.
pub(crate) fn asking<T>(dialog: impl FnOnce() -> T) -> T {
    tell(true, 0, None);
    let answer = dialog();
    tell(false, 0, None);
    answer
}

fn tell(asking: bool, done: u64, all: Option<u64>) {
    HERE.with_borrow(|here| {
        if let Some(Here { run, tell }) = here {
            tell(WorkView { run: Ticket(run.name.clone()), asking, done, all });
        }
    });
}

/// What comes from another thread until `deadline`; nothing any more once this thread's run is stopped.
pub(crate) fn wait<T>(receiver: &Receiver<T>, deadline: Instant) -> Option<T> {
    while !stopped() {
        let left = deadline.saturating_duration_since(Instant::now());
        match receiver.recv_timeout(left.min(GLANCE)) {
            Ok(found) => return Some(found),
            Err(RecvTimeoutError::Timeout) if left > GLANCE => {}
            Err(_) => return None,
        }
    }
    None
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

    #[test]
    fn thread_at_work_is_told_to_end_and_free_afterwards() {
        let running = Running::default();
        let name = Ticket("a".to_owned());
        let at_work = running.at_work(&name, drop);
        assert_eq!(go_on(), Ok(()));
        running.stop(&name);
        assert_eq!(go_on(), Err(Problem::Stopped));
        assert!(io().is_err());
        assert_eq!(told(Problem::OutputNotWritable), Problem::Stopped);
        drop(at_work);
        assert_eq!((go_on(), told(Problem::JournalBusy)), (Ok(()), Problem::JournalBusy));
        assert!(lock(&running.0).is_empty(), "its name is free");
    }

    #[test]
    fn waiting_ends_with_the_run_and_not_with_the_deadline() {
        let running = Running::default();
        let name = Ticket("a".to_owned());
        let _at_work = running.at_work(&name, drop);
        let (sender, receiver) = std::sync::mpsc::channel();
        let far = Instant::now() + Duration::from_secs(86_400);
        sender.send(1).unwrap();
        assert_eq!(wait(&receiver, far), Some(1));
        running.stop(&name);
        assert_eq!(wait(&receiver, far), None, "the sender lives on and sends nothing");
        drop(sender);
    }
}
