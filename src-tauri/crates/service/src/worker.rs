//! Threads that own tokens. Each token has one: it alone opens the card, reads it and signs with it, one job after
//! the other, so that no call into PC/SC blocks a window and no two flows meet on one card.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use token::{Act, Error, KeyRef, Pin, ToBeSigned, Token, TokenInfo, TokenKey};

/// Opens the token anew for each job: between jobs nothing is held, so other programs can use the card.
pub type Opener = Box<dyn Fn() -> Result<Box<dyn Token>, Error> + Send>;

/// What reading a token gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The token itself.
    pub info: TokenInfo,
    /// Its keys.
    pub keys: Vec<TokenKey>,
}

enum Job {
    ChangePin {
        old: Pin,
        new: Pin,
        reply: Sender<Result<(), Error>>,
    },
    Read {
        reply: Sender<Result<Reading, Error>>,
    },
    Sign {
        key: KeyRef,
        act: Act,
        attributes: Vec<u8>,
        digest: [u8; 32],
        reply: Sender<Result<Vec<u8>, Error>>,
    },
    Unblock {
        puk: Pin,
        new: Pin,
        reply: Sender<Result<(), Error>>,
    },
}

/// The thread that owns one token. Dropping it ends the thread after the running job.
pub struct Worker {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts the thread.
    pub fn start(open: Opener) -> Worker {
        let (jobs, queue) = channel();
        let thread =
            std::thread::Builder::new().name("token".to_owned()).spawn(move || run(&open, &queue)).ok();
        Worker { jobs: Some(jobs), thread }
    }

    /// Reads info and keys; no PIN, no try used.
    pub fn read(&self) -> Result<Reading, Error> {
        self.ask(|reply| Job::Read { reply })
    }

    /// Signs. The act's PIN is used up by a refusal.
    pub fn sign(
        &self,
        key: KeyRef,
        act: Act,
        attributes: Vec<u8>,
        digest: [u8; 32],
    ) -> Result<Vec<u8>, Error> {
        self.ask(|reply| Job::Sign { key, act, attributes, digest, reply })
    }

    /// Replaces the PIN; a wrong old one costs a try.
    pub fn change_pin(&self, old: Pin, new: Pin) -> Result<(), Error> {
        self.ask(|reply| Job::ChangePin { old, new, reply })
    }

    /// Replaces a blocked PIN by means of the PUK; a wrong PUK costs a try of the PUK.
    pub fn unblock(&self, puk: Pin, new: Pin) -> Result<(), Error> {
        self.ask(|reply| Job::Unblock { puk, new, reply })
    }

    fn ask<T>(&self, job: impl FnOnce(Sender<Result<T, Error>>) -> Job) -> Result<T, Error> {
        let (reply, answer) = channel();
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job(reply)).is_ok());
        // Both fail only when the thread is gone: the token went away while we asked.
        if sent { answer.recv().unwrap_or(Err(Error::Removed)) } else { Err(Error::Removed) }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.jobs = None;
        // Not joined: a card that hangs must not hang the program. The thread ends by itself.
        drop(self.thread.take());
    }
}

fn run(open: &Opener, queue: &Receiver<Job>) {
    while let Ok(job) = queue.recv() {
        // An answer nobody waits for any more is dropped.
        match job {
            Job::ChangePin { old, new, reply } => {
                drop(reply.send(open().and_then(|mut token| token.change_pin(old, new))));
            }
            Job::Unblock { puk, new, reply } => {
                drop(reply.send(open().and_then(|mut token| token.unblock(puk, new))));
            }
            Job::Read { reply } => drop(reply.send(read(open))),
            Job::Sign { key, mut act, attributes, digest, reply } => {
                let tbs = ToBeSigned::new(&attributes, digest);
                drop(reply.send(open().and_then(|mut token| token.sign(&key, &mut act, &tbs))));
            }
        }
    }
}

fn read(open: &Opener) -> Result<Reading, Error> {
    let mut token = open()?;
    Ok(Reading { info: token.info()?, keys: token.keys()? })
}
