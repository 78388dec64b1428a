//! The application for a certificate ("Permohonan sertifikat"), step by step: form and consent, the token's secrets, key,
//! request, papers; later the certificate, its place on the token, a test signature, the hand-over.
//!
//! Each step can be left and gone on with. Nothing is written down unless the person says where (R-4.1c.2); secrets pass
//! through once and are in no record.

mod certificate;
mod papers;
mod token;

use crate::enroll::record::{self, Record, SecretName};
use crate::enroll::template::{self, Template};
use crate::flows::tokens::key_text;
use crate::host::PickKind;
use crate::schema::{
    EnrollFormRequest, EnrollKeyView, EnrollKind, EnrollRowView, EnrollStep, EnrollStepState, EnrollStepView,
    EnrollTemplateView, EnrollView, Problem,
};
use crate::tokens::PRACTICE;
use crate::{Service, hex, lock};
use ::journal::record::Step;
use ::token::Preparation;
use chrono::SecondsFormat;
use pki::algorithm::PublicKey;
use std::path::{Path, PathBuf};

/// Applications that are open at a time; the oldest gives way.
const MOST_OPEN: usize = 8;

/// An application that is open.
#[derive(Clone)]
pub(crate) struct Enrollment {
    record: Record,
    template: Template,
    /// Where its papers are.
    folder: Option<PathBuf>,
    /// The record is kept there too.
    kept: bool,
    /// The token in requests, while it is there.
    token: Option<String>,
    /// How the token stood when it was last asked; `None` for one that only its maker's tool prepares.
    preparation: Option<Preparation>,
    /// Order of opening.
    number: u64,
}

impl Service {
    /// Begins an application; `template` is a form to be used instead of the office's or the shipped one.
    pub fn enroll_begin(&self, kind: EnrollKind, template: Option<&Path>) -> Result<EnrollView, Problem> {
        let template = self.enroll_template(template)?;
        let created = self.host().now().to_rfc3339_opts(SecondsFormat::Secs, true);
        self.opened(Record::new(kind, created), template, None)
    }

    /// Goes on with an application that is kept in a folder.
    pub fn enroll_resume(&self, folder: &Path, template: Option<&Path>) -> Result<EnrollView, Problem> {
        let record = Record::read(folder)?;
        self.opened(record, self.enroll_template(template)?, Some(folder.to_owned()))
    }

    /// The form that the next application begins with.
    pub fn enroll_template_view(&self) -> EnrollTemplateView {
        match self.enroll_template(None) {
            Ok(form) => EnrollTemplateView { title: form.title(), own: form.own(), problem: None },
            Err(problem) => EnrollTemplateView { title: String::new(), own: true, problem: Some(problem) },
        }
    }

    /// Asks for an office's own form; one that can be used is copied into the data folder.
    pub fn enroll_template_pick(&self) -> Result<EnrollTemplateView, Problem> {
        if let Some(path) = self.host().pick_files(PickKind::Template).into_iter().next() {
            Template::read(&path)?;
            let bytes = std::fs::read(&path).map_err(|_| Problem::DocumentUnreadable)?;
            let place = self.host().data_folder().join(template::FILE);
            crate::settings::replace(&place, &bytes).map_err(|_| Problem::OutputNotWritable)?;
        }
        Ok(self.enroll_template_view())
    }

    /// Puts the sample back in the place of the office's form.
    pub fn enroll_template_forget(&self) -> Result<EnrollTemplateView, Problem> {
        match std::fs::remove_file(self.host().data_folder().join(template::FILE)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Problem::OutputNotWritable),
            _ => Ok(self.enroll_template_view()),
        }
    }

    fn enroll_template(&self, chosen: Option<&Path>) -> Result<Template, Problem> {
        chosen.map_or_else(|| Template::of_data(self.host().data_folder()), Template::read)
    }

    fn opened(
        &self,
        record: Record,
        template: Template,
        folder: Option<PathBuf>,
    ) -> Result<EnrollView, Problem> {
        let mut name = [0u8; 16];
        self.host().random(&mut name).map_err(|error| self.internal("random numbers", &error))?;
        let id = hex(&name);
        let kept = folder.is_some();
        let mut open = lock(&self.enrollments);
        let number = open.values().map(|one| one.number).max().unwrap_or_default() + 1;
        while open.len() >= MOST_OPEN {
            let oldest = open.iter().min_by_key(|(_, one)| one.number).map(|(id, _)| id.clone());
            oldest.and_then(|id| open.remove(&id));
        }
        let enrollment =
            Enrollment { record, template, folder, kept, token: None, preparation: None, number };
        open.insert(id.clone(), enrollment.clone());
        drop(open);
        Ok(self.enroll_view(&id, &enrollment))
    }

    /// An open application as it is.
    pub fn enroll_get(&self, id: &str) -> Result<EnrollView, Problem> {
        Ok(self.enroll_view(id, &self.enrollment(id)?))
    }

    /// Closes an application. What was not kept is gone.
    pub fn enroll_close(&self, id: &str) {
        lock(&self.enrollments).remove(id);
    }

    /// Takes what was entered. Without the applicant's consent nothing is taken, and what was is forgotten.
    pub fn enroll_form(&self, request: EnrollFormRequest) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(&request.id)?;
        let record = &mut enrollment.record;
        if record.request.is_some() {
            // The request holds these names already.
            return Err(Problem::EnrollTooLate);
        }
        if request.consent {
            let now = self.host().now().to_rfc3339_opts(SecondsFormat::Secs, true);
            record.consented.get_or_insert(now);
            record.values = enrollment.template.known(record.kind, request.values);
            record.attachments = request.attachments.into_iter().collect();
        } else {
            record.consented = None;
            record.values.clear();
            record.attachments.clear();
        }
        self.keep_enrollment(&request.id, enrollment)
    }

    /// Keeps the record in a folder from now on: the person said so. The folder is made.
    pub fn enroll_keep(&self, id: &str, folder: &Path) -> Result<EnrollView, Problem> {
        let mut enrollment = self.enrollment(id)?;
        std::fs::create_dir_all(folder).map_err(|_| Problem::OutputNotWritable)?;
        if folder.join(record::FILE).exists() {
            return Err(Problem::OutputExists { name: record::FILE.to_owned() });
        }
        enrollment.folder = Some(folder.to_owned());
        enrollment.kept = true;
        record::remember(self.host().data_folder(), folder)?;
        self.keep_enrollment(id, enrollment)
    }

    /// The applications that are kept, the newest first.
    pub fn enroll_list(&self) -> Result<Vec<EnrollRowView>, Problem> {
        let template = self.enroll_template(None)?;
        let row = |folder: PathBuf| {
            let record = Record::read(&folder).ok();
            let values = record.as_ref().map(|record| record.values.clone()).unwrap_or_default();
            let step = record.as_ref().map(|record| {
                record.step(template.complete(record.kind, &record.values, &record.attachments))
            });
            EnrollRowView {
                folder: folder.display().to_string(),
                kind: record.as_ref().map_or(EnrollKind::Penerbitan, |record| record.kind),
                name: template.applicant(&values).common_name,
                number: template.masked_number(&values),
                step: step.unwrap_or(EnrollStep::Consent),
                there: record.is_some(),
                created: record.map(|record| record.created).unwrap_or_default(),
            }
        };
        Ok(record::index(self.host().data_folder()).into_iter().rev().map(row).collect())
    }

    /// Deletes the record of a folder and takes it off the list. Papers that were saved for the issuer stay: they are the
    /// person's.
    pub fn enroll_delete(&self, folder: &Path) -> Result<Vec<EnrollRowView>, Problem> {
        match std::fs::remove_file(folder.join(record::FILE)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Problem::OutputNotWritable);
            }
            _ => {}
        }
        record::forget(self.host().data_folder(), folder)?;
        lock(&self.enrollments).retain(|_, one| one.folder.as_deref() != Some(folder));
        self.enroll_list()
    }

    /// Records how an act on the token ended; neither names nor what was typed.
    fn noted<T>(&self, step: Step, enrollment: &Enrollment, ended: Result<T, Problem>) -> Result<T, Problem> {
        let practice = enrollment.token.as_deref() == Some(PRACTICE);
        let certificate = enrollment.certificate();
        let now = self.host().now().to_utc();
        let view = certificate.map(|certificate| self.describe_certificate(&certificate, now));
        self.journal_enrolled(step, view.as_ref(), ended.as_ref().map(drop), practice);
        ended
    }

    fn enrollment(&self, id: &str) -> Result<Enrollment, Problem> {
        lock(&self.enrollments).get(id).cloned().ok_or(Problem::EnrollGone)
    }

    /// Keeps what a step changed: in memory, and in the folder where it is kept.
    fn keep_enrollment(&self, id: &str, enrollment: Enrollment) -> Result<EnrollView, Problem> {
        if let Some(folder) = enrollment.folder.as_deref().filter(|_| enrollment.kept) {
            enrollment.record.write(folder)?;
        }
        let view = self.enroll_view(id, &enrollment);
        lock(&self.enrollments).insert(id.to_owned(), enrollment);
        Ok(view)
    }

    fn enroll_view(&self, id: &str, enrollment: &Enrollment) -> EnrollView {
        let Enrollment { record, template, .. } = enrollment;
        let locale = self.settings().locale;
        let complete = enrollment.complete();
        let step = record.step(complete);
        EnrollView {
            id: id.to_owned(),
            kind: record.kind,
            step,
            steps: steps(record, step, enrollment.pin_allows()),
            template: template.title(),
            template_own: template.own(),
            consent: template.consent(locale).to_owned(),
            fields: template.fields(record.kind, &record.values, locale),
            attachments: template.attachments(record.kind, &record.values, &record.attachments, locale),
            complete,
            token: self.enroll_token_view(enrollment),
            key: record.key.as_ref().map(|key| EnrollKeyView {
                place: key.place.clone(),
                algorithm: PublicKey::from_der(&key.spki.0).map(|key| key_text(key.kind)).unwrap_or_default(),
                sha256: hex(&sha256(&key.spki.0)),
                attested: !key.attestation.is_empty(),
            }),
            request: record.request.as_ref().map(|_| template.applicant(&record.values).common_name),
            folder: enrollment.folder.as_ref().map(|folder| folder.display().to_string()),
            kept: enrollment.kept,
            certificate: self.enroll_certificate_view(enrollment),
            tested: record.tested.clone(),
            open_ends: enrollment.open_ends(),
        }
    }
}

impl Enrollment {
    fn complete(&self) -> bool {
        self.template.complete(self.record.kind, &self.record.values, &self.record.attachments)
    }

    /// The steps before this one must be done.
    fn reached(&self, step: EnrollStep) -> Result<(), Problem> {
        if self.record.step(self.complete()) >= step { Ok(()) } else { Err(Problem::EnrollNotYet) }
    }

    /// Secrets that may still be the factory's: with them the application does not end.
    fn open_ends(&self) -> Vec<Problem> {
        if self.record.kind == EnrollKind::Pencabutan {
            return Vec::new();
        }
        let all = [SecretName::Pin, SecretName::Puk, SecretName::Management];
        let open = all.into_iter().filter(|secret| !self.record.replaced.contains(secret));
        open.map(|secret| Problem::EnrollFactorySecret { secret: secret.as_str().to_owned() }).collect()
    }
}

/// All steps, with those that this kind of application and a token whose PIN allows everything skip.
fn steps(record: &Record, now: EnrollStep, pin_allows: bool) -> Vec<EnrollStepView> {
    use EnrollStep as S;
    let all = [
        S::Consent,
        S::Form,
        S::Token,
        S::Pin,
        S::Puk,
        S::Management,
        S::Key,
        S::Request,
        S::Package,
        S::Receive,
        S::Write,
        S::Test,
        S::Handover,
    ];
    let asked = |step: S| match record.kind {
        EnrollKind::Pencabutan => matches!(step, S::Consent | S::Form | S::Package),
        _ => step != S::Management || !pin_allows,
    };
    let state = |step: S| match step.cmp(&now) {
        _ if !asked(step) => EnrollStepState::Skipped,
        std::cmp::Ordering::Less => EnrollStepState::Done,
        std::cmp::Ordering::Equal => EnrollStepState::Now,
        std::cmp::Ordering::Greater => EnrollStepState::Later,
    };
    all.into_iter().map(|step| EnrollStepView { step, state: state(step) }).collect()
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).into()
}
