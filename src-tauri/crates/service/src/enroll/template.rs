//! The form of an application, from a file that an office can replace: fields, rules, attachments, the consent's words.
//!
//! BSrE's own list of fields for Bali is not published, so what ships is a sample and says so.

use crate::output;
use crate::schema::{EnrollAttachmentView, EnrollChoiceView, EnrollFieldView, EnrollKind, Locale, Problem};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The form that ships with the program.
const SHIPPED: &str = include_str!("../../assets/permohonan.json");
/// Where an office's own form lies in the data folder.
pub const FILE: &str = "application-form.json";
/// Largest template that is read: far above any form, in bytes.
const LARGEST: u64 = 256 * 1024;
/// Most fields and attachments of a form.
const MOST: usize = 64;

/// A form.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Read from an office's file.
    #[serde(skip)]
    own: bool,
    name: String,
    version: String,
    /// For the request: country and organisation.
    country: String,
    organisation: String,
    /// Domains that official addresses may have; those below them too.
    domains: Vec<String>,
    /// The field whose value is shown masked in lists.
    number: String,
    consent: Words,
    fields: Vec<Field>,
    attachments: Vec<Attachment>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    id: String,
    en: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    id: String,
    label: Words,
    #[serde(default)]
    hint: Option<Words>,
    rule: Rule,
    /// For `digits`: how many.
    #[serde(default)]
    digits: Option<u8>,
    /// Most characters.
    #[serde(default)]
    longest: Option<u16>,
    #[serde(default)]
    choices: Vec<Choice>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    required_if: Option<Condition>,
    /// Kinds of applications that ask for it; all when empty.
    #[serde(default)]
    kinds: Vec<EnrollKind>,
    /// The part of the request that it fills.
    #[serde(default)]
    into: Option<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Rule {
    Choice,
    Digits,
    Email,
    Phone,
    Text,
}

/// A part of the certificate's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    CommonName,
    Email,
    Organisation,
    Title,
    Unit,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    value: String,
    label: Words,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Condition {
    field: String,
    is: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attachment {
    id: String,
    label: Words,
    #[serde(default)]
    kinds: Vec<EnrollKind>,
    #[serde(default)]
    required_if: Option<Condition>,
}

/// What is wrong with a form, and where.
#[derive(Debug, PartialEq)]
struct Flaw {
    /// From 1; 0 where it lies in no line.
    line: u32,
    detail: String,
}

impl Flaw {
    /// One of the whole file.
    fn of(detail: String) -> Flaw {
        Flaw { line: 0, detail }
    }

    fn named(self, name: String) -> Problem {
        Problem::EnrollTemplate { name, line: self.line, detail: self.detail }
    }
}

/// A name that stands there twice.
fn twice<'a>(names: &[&'a str]) -> Option<&'a str> {
    names
        .iter()
        .enumerate()
        .find(|(at, name)| names.iter().take(*at).any(|one| one == *name))
        .map(|(_, name)| *name)
}

/// Values by field.
pub type Values = BTreeMap<String, String>;

/// A fault of a value: its code, and the number or word that its sentence names.
type Fault = (&'static str, String);

impl Template {
    /// The office's form where the data folder has one, else the one that ships.
    ///
    /// # Errors
    /// [`Problem::EnrollTemplate`] for an office's form that cannot be read: a form nobody chose must not take its place.
    pub fn of_data(folder: &Path) -> Result<Template, Problem> {
        let path = folder.join(FILE);
        if path.exists() { Template::read(&path) } else { Template::shipped() }
    }

    /// The form that ships: a sample.
    pub fn shipped() -> Result<Template, Problem> {
        Template::parse(SHIPPED).map_err(|flaw| flaw.named(FILE.to_owned()))
    }

    /// An office's own form, from a file.
    pub fn read(path: &Path) -> Result<Template, Problem> {
        let name = || output::name_of(path);
        let size = std::fs::metadata(path).map(|facts| facts.len());
        let text = match size {
            Ok(size) if size > LARGEST => Err(Flaw::of(format!("> {LARGEST}"))),
            _ => std::fs::read_to_string(path).map_err(|error| Flaw::of(error.kind().to_string())),
        };
        let mut template = text.and_then(|text| Template::parse(&text)).map_err(|flaw| flaw.named(name()))?;
        template.own = true;
        Ok(template)
    }

    fn parse(text: &str) -> Result<Template, Flaw> {
        let template: Template = serde_json::from_str(text).map_err(|error| {
            let (detail, line) = (error.to_string(), u32::try_from(error.line()).unwrap_or_default());
            // The line is told beside it.
            let detail = detail.split(" at line ").next().unwrap_or_default().to_owned();
            Flaw { line, detail }
        })?;
        match template.flaw() {
            None => Ok(template),
            // The last place where the word stands: of two fields of one name, the second.
            Some(word) => {
                let quoted = format!("\"{word}\"");
                let last = text.lines().zip(1u32..).filter(|(line, _)| line.contains(&quoted)).last();
                Err(Flaw { line: last.map_or(0, |(_, number)| number), detail: quoted })
            }
        }
    }

    /// The word of the form at which it is wrong.
    fn flaw(&self) -> Option<&str> {
        let fields: Vec<&str> = self.fields.iter().map(|field| field.id.as_str()).collect();
        let attachments: Vec<&str> = self.attachments.iter().map(|one| one.id.as_str()).collect();
        let conditions = self.fields.iter().map(|field| &field.required_if);
        let mut conditions = conditions.chain(self.attachments.iter().map(|one| &one.required_if)).flatten();
        let unknown = conditions.find(|condition| !fields.contains(&condition.field.as_str()));
        let unfit = self.fields.iter().find(|field| {
            (field.rule == Rule::Digits && field.digits.is_none_or(|digits| digits == 0))
                || (field.rule == Rule::Choice && field.choices.is_empty())
        });
        twice(&fields)
            .or_else(|| twice(&attachments))
            .or_else(|| unknown.map(|condition| condition.field.as_str()))
            .or_else(|| unfit.map(|field| field.id.as_str()))
            .or_else(|| (!fields.contains(&self.number.as_str())).then_some(self.number.as_str()))
            .or_else(|| {
                let many = self.fields.len() + self.attachments.len() > MOST;
                many.then_some("attachments")
            })
            .or_else(|| {
                let unnamed = !self.fields.iter().any(|field| field.into == Some(Part::CommonName));
                unnamed.then_some("common_name")
            })
    }

    /// An office's own, not the sample that ships.
    pub fn own(&self) -> bool {
        self.own
    }

    /// Its name and version.
    pub fn title(&self) -> String {
        format!("{} · {}", self.name, self.version)
    }

    /// The words that the applicant agrees to.
    pub fn consent(&self, locale: Locale) -> &str {
        self.consent.of(locale)
    }

    /// The fields of a kind of application, with what was entered and what is wrong with it.
    pub fn fields(&self, kind: EnrollKind, values: &Values, locale: Locale) -> Vec<EnrollFieldView> {
        self.asked(kind)
            .map(|field| {
                let value = values.get(&field.id).map(|value| value.trim().to_owned()).unwrap_or_default();
                let required = field.required || holds(&field.required_if, values);
                let fault = self.fault(field, &value, required);
                let (code, detail) =
                    fault.map_or((None, String::new()), |(code, detail)| (Some(code), detail));
                EnrollFieldView {
                    id: field.id.clone(),
                    label: field.label.of(locale).to_owned(),
                    hint: field.hint.as_ref().map(|hint| hint.of(locale).to_owned()).unwrap_or_default(),
                    rule: field.rule.as_str().to_owned(),
                    choices: field.choices.iter().map(|choice| choice.view(locale)).collect(),
                    value,
                    required,
                    fault: code.map(str::to_owned),
                    fault_detail: detail,
                }
            })
            .collect()
    }

    /// What must go with a kind of application.
    pub fn attachments(
        &self,
        kind: EnrollKind,
        values: &Values,
        ticked: &BTreeSet<String>,
        locale: Locale,
    ) -> Vec<EnrollAttachmentView> {
        let wanted = |one: &&Attachment| {
            (one.kinds.is_empty() || one.kinds.contains(&kind))
                && (one.required_if.is_none() || holds(&one.required_if, values))
        };
        let view = |one: &Attachment| EnrollAttachmentView {
            id: one.id.clone(),
            label: one.label.of(locale).to_owned(),
            ticked: ticked.contains(&one.id),
        };
        self.attachments.iter().filter(wanted).map(view).collect()
    }

    /// Nothing is wrong or missing: the sheet is "lengkap".
    pub fn complete(&self, kind: EnrollKind, values: &Values, ticked: &BTreeSet<String>) -> bool {
        self.fields(kind, values, Locale::Id).iter().all(|field| field.fault.is_none())
            && self.attachments(kind, values, ticked, Locale::Id).iter().all(|one| one.ticked)
    }

    /// Only what this form asks for is kept of what was entered.
    pub fn known(&self, kind: EnrollKind, values: Values) -> Values {
        let ids: BTreeSet<&str> = self.asked(kind).map(|field| field.id.as_str()).collect();
        let tidy = |(id, value): (String, String)| (id, value.trim().to_owned());
        values
            .into_iter()
            .filter(|(id, value)| ids.contains(id.as_str()) && !value.trim().is_empty())
            .map(tidy)
            .collect()
    }

    /// Whom the certificate is asked for.
    pub fn applicant(&self, values: &Values) -> pki::request::Applicant {
        let of = |part| self.part(part, values).unwrap_or_default().to_owned();
        let organisation = self.part(Part::Organisation, values).unwrap_or(&self.organisation).to_owned();
        pki::request::Applicant {
            country: self.country.clone(),
            organisation,
            unit: of(Part::Unit),
            title: of(Part::Title),
            common_name: of(Part::CommonName),
            email: of(Part::Email),
        }
    }

    /// The person's number, all but its last four digits hidden.
    pub fn masked_number(&self, values: &Values) -> String {
        let number = values.get(&self.number).map(String::as_str).unwrap_or_default();
        let hidden = number.chars().count().saturating_sub(4);
        number.chars().enumerate().map(|(at, c)| if at < hidden { '*' } else { c }).collect()
    }

    fn part<'a>(&self, part: Part, values: &'a Values) -> Option<&'a str> {
        let field = self.fields.iter().find(|field| field.into == Some(part))?;
        values.get(&field.id).map(String::as_str)
    }

    fn asked(&self, kind: EnrollKind) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.kinds.is_empty() || field.kinds.contains(&kind))
    }

    fn fault(&self, field: &Field, value: &str, required: bool) -> Option<Fault> {
        if value.is_empty() {
            return required.then_some(("missing", String::new()));
        }
        if let Some(longest) = field.longest.filter(|longest| value.chars().count() > usize::from(*longest)) {
            return Some(("long", longest.to_string()));
        }
        match field.rule {
            Rule::Text => None,
            Rule::Digits => {
                let digits = usize::from(field.digits.unwrap_or_default());
                let fits = value.len() == digits && value.bytes().all(|byte| byte.is_ascii_digit());
                (!fits).then(|| ("digits", digits.to_string()))
            }
            Rule::Choice => {
                let known = field.choices.iter().any(|choice| choice.value == value);
                (!known).then_some(("choice", String::new()))
            }
            Rule::Phone => {
                let digits = value.bytes().filter(u8::is_ascii_digit).count();
                let fits = value.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c));
                (!fits || !(8..=15).contains(&digits)).then_some(("phone", String::new()))
            }
            Rule::Email => self.email(value),
        }
    }

    /// An address of one of the domains, or of one below them.
    fn email(&self, value: &str) -> Option<Fault> {
        let Some((local, host)) = value.split_once('@') else { return Some(("email", String::new())) };
        let plain = |text: &str, more: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
        };
        if !plain(local, "._%+-") || !plain(host, ".-") || !host.contains('.') || value.len() > 254 {
            return Some(("email", String::new()));
        }
        let host = host.to_ascii_lowercase();
        let below = |domain: &String| host == *domain || host.ends_with(&format!(".{domain}"));
        let allowed = self.domains.is_empty() || self.domains.iter().any(below);
        (!allowed).then(|| ("domain", self.domains.join(", ")))
    }
}

impl Words {
    fn of(&self, locale: Locale) -> &str {
        match locale {
            Locale::Id => &self.id,
            Locale::En => &self.en,
        }
    }
}

impl Choice {
    fn view(&self, locale: Locale) -> EnrollChoiceView {
        EnrollChoiceView { value: self.value.clone(), label: self.label.of(locale).to_owned() }
    }
}

impl Rule {
    const fn as_str(self) -> &'static str {
        match self {
            Rule::Choice => "choice",
            Rule::Digits => "digits",
            Rule::Email => "email",
            Rule::Phone => "phone",
            Rule::Text => "text",
        }
    }
}

fn holds(condition: &Option<Condition>, values: &Values) -> bool {
    let Some(condition) = condition else { return false };
    let value = values.get(&condition.field).map(|value| value.trim()).unwrap_or_default();
    condition.is.iter().any(|one| one == value)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn values(changes: &[(&str, &str)]) -> Values {
        let whole = [
            ("name", "I Made Contoh, S.Kom."),
            ("nik", "5171010101800001"),
            ("status", "pns"),
            ("nip", "198001012005011001"),
            ("position", "Kepala Bidang Persandian"),
            ("unit", "Dinas Penguji"),
            ("email", "made@baliprov.go.id"),
            ("phone", "0361 123456"),
        ];
        whole.iter().chain(changes).map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect()
    }

    fn faults(template: &Template, kind: EnrollKind, values: &Values) -> Vec<(String, String)> {
        let fields = template.fields(kind, values, Locale::Id);
        fields.into_iter().filter_map(|field| Some((field.id, field.fault?))).collect()
    }

    #[test]
    fn each_wrong_value_is_named_and_the_sheet_is_not_complete() {
        let template = Template::parse(SHIPPED).unwrap();
        let ticked: BTreeSet<String> = ["ktp", "recommendation", "decree"].map(str::to_owned).into();
        let kind = EnrollKind::Penerbitan;
        assert_eq!(faults(&template, kind, &values(&[])), []);
        assert!(template.complete(kind, &values(&[]), &ticked));
        for (field, value, fault) in [
            ("nik", "517101010180000", "digits"),
            ("nik", "51710101018000012", "digits"),
            ("nik", "5171010101800O01", "digits"),
            ("nip", "19800101200501100", "digits"),
            ("nip", "", "missing"),
            ("email", "made@gmail.com", "domain"),
            ("email", "made@baliprov.go.id.contoh.test", "domain"),
            ("email", "made.baliprov.go.id", "email"),
            ("email", "made contoh@baliprov.go.id", "email"),
            ("status", "raja", "choice"),
            ("phone", "belum ada", "phone"),
            ("name", "", "missing"),
        ] {
            let wrong = values(&[(field, value)]);
            assert_eq!(faults(&template, kind, &wrong), [(field.to_owned(), fault.to_owned())], "{value}");
            assert!(!template.complete(kind, &wrong, &ticked), "{field} {value}");
        }
        assert_eq!(faults(&template, kind, &values(&[("unit", &"x".repeat(65))])).len(), 1);
        let other = values(&[("status", "lainnya"), ("nip", ""), ("email", "made@dinas.baliprov.go.id")]);
        assert_eq!(faults(&template, kind, &other), [], "no NIP outside the civil service");
        for missing in ["ktp", "recommendation", "decree"] {
            let mut some = ticked.clone();
            some.remove(missing);
            assert!(!template.complete(kind, &values(&[]), &some), "{missing}");
        }
    }

    #[test]
    fn revocation_asks_for_its_reason_and_the_decree_that_goes_with_it() {
        let template = Template::parse(SHIPPED).unwrap();
        let kind = EnrollKind::Pencabutan;
        let missing = faults(&template, kind, &values(&[]));
        assert_eq!(missing.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["serial", "reason"]);
        let attachments = |reason: &str| {
            let values = values(&[("serial", "1A2B"), ("reason", reason)]);
            let asked = template.attachments(kind, &values, &BTreeSet::new(), Locale::En);
            asked.into_iter().map(|one| one.id).collect::<Vec<_>>()
        };
        assert_eq!(attachments("hilang"), ["ktp"]);
        assert_eq!(attachments("mutasi"), ["ktp", "dismissal"]);
    }

    #[test]
    fn offices_form_takes_the_place_of_the_shipped_one_and_a_broken_one_of_none() {
        let folder = tempfile::tempdir().unwrap();
        let shipped = Template::of_data(folder.path()).unwrap();
        let own =
            SHIPPED.replace("\"digits\": 16", "\"digits\": 10").replace("baliprov.go.id", "contoh.test");
        std::fs::write(folder.path().join(FILE), &own).unwrap();
        let replaced = Template::of_data(folder.path()).unwrap();
        assert_ne!(shipped, replaced);
        let found = faults(&replaced, EnrollKind::Penerbitan, &values(&[]));
        assert_eq!(found, [("nik".into(), "digits".into()), ("email".into(), "domain".into())]);
        assert!(replaced.own() && !shipped.own());
        let line_of = |text: &str| own.lines().zip(1u32..).find(|(line, _)| line.contains(text)).unwrap().1;
        let status = line_of("\"field\": \"status\"");
        for (broken, line, detail) in [
            ("{".to_owned(), 1, "EOF while parsing an object"),
            (own.replace("\"field\": \"status\"", "\"field\": \"gone\""), status, "\"gone\""),
            (own.replace("\"common_name\"", "\"title\""), 0, "\"common_name\""),
            (own.replace("\"number\": \"nik\"", "\"number\": \"kk\""), line_of("\"number\""), "\"kk\""),
            (own.replace("\"id\": \"nip\"", "\"id\": \"nik\""), line_of("\"id\": \"nip\""), "\"nik\""),
            (own.replace("\"version\"", "\"versi\""), line_of("\"version\""), "unknown field `versi`"),
            (" ".repeat(300 * 1024), 0, "> 262144"),
        ] {
            std::fs::write(folder.path().join(FILE), broken).unwrap();
            let told = Template::of_data(folder.path()).err();
            let Some(Problem::EnrollTemplate { name, line: at, detail: what }) = told else {
                panic!("{detail}: {told:?}")
            };
            assert_eq!((name.as_str(), at), (FILE, line), "{what}");
            assert!(what.starts_with(detail), "{what}");
        }
    }

    #[test]
    fn number_is_masked_but_for_its_last_four_digits() {
        let template = Template::parse(SHIPPED).unwrap();
        assert_eq!(template.masked_number(&values(&[])), "************0001");
        assert_eq!(template.masked_number(&values(&[("nik", "12")])), "12");
    }

    #[test]
    fn only_what_the_form_asks_for_is_kept() {
        let template = Template::parse(SHIPPED).unwrap();
        let kept = template
            .known(EnrollKind::Penerbitan, values(&[("reason", "hilang"), ("agama", "x"), ("rank", " ")]));
        assert_eq!(kept, values(&[]));
    }
}
