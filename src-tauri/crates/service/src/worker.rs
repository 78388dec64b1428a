//! Threads that own tokens. Each token has one: it alone opens the card, reads it and signs with it, one job after
//! the other, so that no call into PC/SC blocks a window and no two flows meet on one card.
//!
//! Whoever waits for a job can be told to stop ([`Worker::cancel`]): a job that has not begun is then dropped with its
//! PIN unsent; one that has begun cannot be taken back from a card, so it ends by itself and nobody gets its result.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use token::{Act, Error, KeyRef, Personalise, Pin, ToBeSigned, Token, TokenInfo, TokenKey};

/// Opens the token anew for each job: between jobs nothing is held, so other programs can use the card.
pub type Opener = Box<dyn Fn() -> Result<Box<dyn Token>, Error> + Send>;

/// Ends what the token does just now, where that is possible (a driver in its helper process).
pub type Stop = Box<dyn Fn() + Send + Sync>;

/// What reading a token gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The token itself.
    pub info: TokenInfo,
    /// Its keys.
    pub keys: Vec<TokenKey>,
}

type Job = Box<dyn FnOnce(&Opener) + Send>;

/// The thread that owns one token. Dropping it ends the thread after the running job.
pub struct Worker {
    jobs: Option<Sender<Job>>,
    stop: Option<Stop>,
    awaited: Arc<Mutex<Vec<Awaited>>>,
}

/// A job that somebody waits for.
struct Awaited {
    given_up: Arc<AtomicBool>,
    /// Gives whoever waits the end instead of the result.
    end: Box<dyn Fn() + Send>,
}

impl Worker {
    /// Starts the thread.
    pub fn start(open: Opener, stop: Option<Stop>) -> Worker {
        let (jobs, queue) = channel();
        // Not joined: a card that hangs must not hang the program. The thread ends by itself; without a thread every
        // job ends as with a token that went away.
        drop(std::thread::Builder::new().name("token".to_owned()).spawn(move || run(&open, &queue)));
        Worker { jobs: Some(jobs), stop, awaited: Arc::default() }
    }

    /// Reads info and keys; no PIN, no try used.
    pub fn read(&self) -> Result<Reading, Error> {
        self.ask(|token| Ok(Reading { info: token.info()?, keys: token.keys()? }))
    }

    /// Signs. The act's PIN is used up by a refusal; after a success it serves the next signature of the same act. An act
    /// that did not reach the token is over as well. `pss` has an RSA key pad by PSS, with this salt.
    pub fn sign(
        &self,
        key: KeyRef,
        act: &mut Act,
        attributes: Vec<u8>,
        digest: [u8; 32],
        pss: Option<[u8; 32]>,
    ) -> Result<Vec<u8>, Error> {
        let mut lent = std::mem::replace(act, Act::without_pin());
        let (back, outcome) = self.ask(move |token| {
            let asked = ToBeSigned::new(&attributes, digest);
            let asked = pss.map_or(asked, |salt| asked.with_pss(salt));
            let outcome = token.sign(&key, &mut lent, &asked);
            Ok((lent, outcome))
        })?;
        *act = back;
        outcome
    }

    /// Replaces the PIN; a wrong old one costs a try.
    pub fn change_pin(&self, old: Pin, new: Pin) -> Result<(), Error> {
        self.ask(move |token| token.change_pin(old, new))
    }

    /// Replaces a blocked PIN by means of the PUK; a wrong PUK costs a try of the PUK.
    pub fn unblock(&self, puk: Pin, new: Pin) -> Result<(), Error> {
        self.ask(move |token| token.unblock(puk, new))
    }

    /// Prepares the token; [`Error::NotPossible`] where only its maker's tool can.
    pub fn personalise<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Personalise) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.ask(move |token| work(token.personalise().ok_or(Error::NotPossible)?))
    }

    /// As [`Worker::change_pin`], typed on the reader.
    pub fn change_pin_on_pad(&self) -> Result<(), Error> {
        self.ask(|token| token.change_pin_on_pad())
    }

    /// As [`Worker::unblock`], typed on the reader.
    pub fn unblock_on_pad(&self) -> Result<(), Error> {
        self.ask(|token| token.unblock_on_pad())
    }

    /// Ends all jobs that somebody waits for in [`Error::Cancelled`], at once.
    pub fn cancel(&self) {
        let awaited = std::mem::take(&mut *self.awaited.lock().unwrap_or_else(PoisonError::into_inner));
        for job in &awaited {
            job.given_up.store(true, Ordering::SeqCst);
            (job.end)();
        }
        // A driver's canceller ends the next request where none is running, so it is told only of a running one.
        if let Some(stop) = self.stop.as_ref().filter(|_| !awaited.is_empty()) {
            stop();
        }
    }

    fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Token) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, answer) = channel();
        let given_up = Arc::new(AtomicBool::new(false));
        let end = reply.clone();
        let awaited = Awaited {
            given_up: given_up.clone(),
            end: Box::new(move || drop(end.send(Err(Error::Cancelled)))),
        };
        self.lock().push(awaited);
        let gone = given_up.clone();
        let job: Job = Box::new(move |open| {
            let wanted = || if gone.load(Ordering::SeqCst) { Err(Error::Cancelled) } else { Ok(()) };
            // Opening may have waited for another program: what was given up meanwhile is not begun.
            let result = wanted().and_then(|()| open()).and_then(|mut token| {
                wanted()?;
                work(&mut *token)
            });
            // An answer nobody waits for any more is dropped.
            drop(reply.send(result));
        });
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        // Both fail only when the thread is gone: the token went away while we asked.
        let result = if sent { answer.recv().unwrap_or(Err(Error::Removed)) } else { Err(Error::Removed) };
        self.lock().retain(|job| !Arc::ptr_eq(&job.given_up, &given_up));
        result
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Awaited>> {
        self.awaited.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn run(open: &Opener, queue: &Receiver<Job>) {
    while let Ok(job) = queue.recv() {
        job(open);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    /// A worker whose token cannot be opened until the returned sender is dropped; counts the openings.
    fn held() -> (Arc<Worker>, Sender<()>, Arc<AtomicUsize>) {
        let (hold, held) = channel::<()>();
        let held = Mutex::new(held);
        let opened = Arc::new(AtomicUsize::new(0));
        let count = opened.clone();
        let open: Opener = Box::new(move || {
            count.fetch_add(1, Ordering::SeqCst);
            let _ = held.lock().unwrap().recv();
            Err(Error::Busy)
        });
        (Arc::new(Worker::start(open, None)), hold, opened)
    }

    #[test]
    fn cancel_ends_the_wait_for_a_card_that_another_program_holds() {
        let (worker, hold, opened) = held();
        let asking = worker.clone();
        let asked = std::thread::spawn(move || asking.read());
        while opened.load(Ordering::SeqCst) == 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        worker.cancel();
        assert_eq!(asked.join().unwrap(), Err(Error::Cancelled), "at once, though the card is still held");
        drop(hold);
        assert_eq!(worker.read(), Err(Error::Busy), "the next job is done as usual");
    }

    #[test]
    fn job_given_up_before_its_turn_never_reaches_the_card() {
        let (worker, hold, opened) = held();
        let first = worker.clone();
        let first = std::thread::spawn(move || first.read());
        while opened.load(Ordering::SeqCst) == 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        let second = worker.clone();
        let second = std::thread::spawn(move || second.change_pin_on_pad());
        while worker.lock().len() < 2 {
            std::thread::sleep(Duration::from_millis(1));
        }
        worker.cancel();
        assert_eq!(first.join().unwrap(), Err(Error::Cancelled));
        assert_eq!(second.join().unwrap(), Err(Error::Cancelled));
        drop(hold);
        assert_eq!(worker.read(), Err(Error::Busy));
        assert_eq!(opened.load(Ordering::SeqCst), 2, "the first and this one; not what was given up between");
    }
}
