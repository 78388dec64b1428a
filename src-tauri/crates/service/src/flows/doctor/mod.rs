//! Is this computer ready to sign? Facts are collected, judged by a pure function, and put into lines; no PIN is asked for
//! and nothing is written but an empty draft that vanishes.
//!
//! Servers are asked only where the settings allow it and only when the check is asked to; what they said stands beside later
//! checks, which run whenever a token comes or goes.

pub(crate) mod collect;
pub(crate) mod facts;
mod judge;
mod short;
mod support;

use crate::Service;
use crate::schema::{DecodedView, DoctorLine, DoctorRequest, DoctorView, LineState, Problem, System};
use facts::{Asked, Facts};

impl Service {
    /// Checks layer by layer.
    pub fn doctor(&self, request: DoctorRequest) -> DoctorView {
        let facts = self.doctor_facts(request);
        self.doctor_view(&facts)
    }

    fn doctor_facts(&self, request: DoctorRequest) -> Facts {
        let token = self.token_facts();
        if request.network {
            let asked = self.ask_servers(&token);
            *self.asked() = Some(asked);
        }
        let asked: Option<Asked> = self.asked().clone();
        self.collect(token, asked)
    }

    fn doctor_view(&self, facts: &Facts) -> DoctorView {
        let lines = judge::judge(facts);
        DoctorView {
            ready: lines.iter().all(|line| line.state != LineState::ToDo),
            code: short::encode(&lines, System::HERE),
            contact: self.first_contact(),
            lines,
        }
    }

    /// Reads a code that was read out.
    ///
    /// # Errors
    /// [`Problem::CheckCodeUnreadable`].
    pub fn doctor_decode(&self, code: &str) -> Result<DecodedView, Problem> {
        short::decode(code).ok_or(Problem::CheckCodeUnreadable)
    }
}

/// The first problem of the findings: what a script is told by the exit code.
pub fn first_problem(lines: &[DoctorLine]) -> Option<&Problem> {
    lines.iter().find_map(|line| line.problem.as_ref())
}
