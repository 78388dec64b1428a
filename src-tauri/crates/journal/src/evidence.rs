//! The evidence bundle (*berkas bukti*): what a verdict rests on, without the document. Another copy of the program reads
//! it, compares every signature anew with the kept digests, and judges by its own trust.
//!
//! No page content, no values of fields, no reasons or places that the signer typed, and no name of a file. What later
//! revisions changed is kept as found: without the document it can only be repeated, not checked.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, FixedOffset, Utc};
use pades::byte_range::{ByteRange, Fault, GapFault};
use pades::diff::{Attack, Change, ChangeKind, ChangeLevel, Changes, Permissions};
use pades::validate::facts::{
    Coverage, CoverageFault, Outside, Place, SignatureFacts, Stated, StoreFacts, SubFilter,
};
use pades::validate::{Facts, recall};
use pki::algorithm::Digest;
use pki::cert::Certificate;
use pki::crl::Crl;
use pki::ocsp::Response;
use pki::revocation::{Data, Evidence, Source};
use serde::{Deserialize, Serialize};

use crate::Error;

/// The first key of every bundle, and what it holds.
pub const FORMAT: &str = "absah-evidence";

/// Raised when a reader of the version before would read it wrongly.
pub const VERSION: u32 = 1;

/// Longest bundle that is read, in bytes: 400 signatures with their evidence stay below.
pub const MAX_LENGTH: usize = 64 << 20;

/// Signatures in one bundle: as many as are looked at in one file.
const MAX_SIGNATURES: usize = 400;

/// What a bundle says beside the facts.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// Name and version of the program that made it.
    pub program: String,
    /// When it was made.
    pub made_at: DateTime<FixedOffset>,
    /// The time that it was judged for.
    pub judged_at: DateTime<Utc>,
    /// SHA-256 of each certificate that was trusted, hex: to compare, never to trust.
    pub trusted: Vec<String>,
    /// The result in codes, as `verify --json` gives it, less names of files and contents of fields.
    pub result: serde_json::Value,
    /// The result in words.
    pub text: String,
}

#[derive(Serialize, Deserialize)]
struct Bundle {
    format: String,
    version: u32,
    program: String,
    made_at: DateTime<FixedOffset>,
    judged_at: DateTime<Utc>,
    document: DocumentPart,
    signatures: Vec<SignaturePart>,
    store: Option<StorePart>,
    outside: OutsidePart,
    trusted: Vec<String>,
    result: serde_json::Value,
    text: String,
}

#[derive(Serialize, Deserialize)]
struct DocumentPart {
    sha256: String,
    length: u64,
    revisions: usize,
    rebuilt: bool,
    adrift: usize,
    outside_form: usize,
    #[serde(default)]
    notice: Option<bool>,
}

#[derive(Serialize, Deserialize)]
struct SignaturePart {
    object: (u32, u16),
    fields: Vec<String>,
    sub_filter: Option<String>,
    contents: String,
    certificates_beside: Vec<String>,
    digests: BTreeMap<String, String>,
    byte_range: Option<[u64; 4]>,
    faults: Vec<String>,
    revision: Option<usize>,
    whole_file: bool,
    zero_padding: Option<bool>,
    claimed_time: Option<DateTime<FixedOffset>>,
    certifies: Option<u8>,
    page: Option<usize>,
    #[serde(default)]
    names_signer: Option<bool>,
    replaced: bool,
    unaccounted: Option<(u64, u64)>,
    changes: Option<ChangesPart>,
}

#[derive(Serialize, Deserialize)]
struct ChangesPart {
    level: String,
    items: Vec<ChangePart>,
}

#[derive(Serialize, Deserialize)]
struct ChangePart {
    level: String,
    kind: String,
    page: Option<usize>,
    revision: usize,
    attack: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct StorePart {
    certificates: Vec<String>,
    crls: usize,
    ocsps: usize,
    revisions: Vec<usize>,
    evidence: Vec<EvidencePart>,
}

#[derive(Serialize, Deserialize)]
struct OutsidePart {
    certificates: Vec<String>,
    evidence: Vec<EvidencePart>,
}

#[derive(Serialize, Deserialize)]
struct EvidencePart {
    kind: String,
    source: String,
    der: String,
    nonce: Option<String>,
    /// Where it ends in the document, if it stands in its security store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end: Option<u64>,
}

/// The bundle as JSON.
#[must_use]
pub fn write(facts: &Facts, about: &About) -> Vec<u8> {
    let bundle = Bundle {
        format: FORMAT.to_owned(),
        version: VERSION,
        program: about.program.clone(),
        made_at: about.made_at,
        judged_at: about.judged_at,
        document: DocumentPart {
            sha256: hex(&facts.file_sha256),
            length: facts.file_length,
            revisions: facts.revisions,
            rebuilt: facts.rebuilt,
            adrift: facts.adrift,
            outside_form: facts.outside_form.len(),
            notice: facts.notice,
        },
        signatures: facts.signatures.iter().map(signature_part).collect(),
        store: facts.store.as_ref().map(|store| StorePart {
            certificates: ders(&store.certificates),
            crls: store.crls,
            ocsps: store.ocsps,
            revisions: store.revisions.clone(),
            evidence: store
                .evidence
                .iter()
                .zip(&store.ends)
                .map(|(evidence, end)| EvidencePart { end: Some(*end), ..evidence_part(evidence) })
                .collect(),
        }),
        outside: OutsidePart {
            certificates: ders(&facts.outside.certificates),
            evidence: facts.outside.evidence.iter().map(evidence_part).collect(),
        },
        trusted: about.trusted.clone(),
        result: about.result.clone(),
        text: about.text.clone(),
    };
    // Strings, numbers and lists: nothing in it can fail to become JSON.
    serde_json::to_vec_pretty(&bundle).unwrap_or_default()
}

/// The facts and what is said about them.
///
/// # Errors
/// [`Error::Bundle`] when it is none, or not whole.
pub fn read(bytes: &[u8]) -> Result<(Facts, About), Error> {
    if bytes.len() > MAX_LENGTH {
        return Err(Error::Bundle("length"));
    }
    let bundle: Bundle = serde_json::from_slice(bytes).map_err(|_| Error::Bundle("JSON"))?;
    if bundle.format != FORMAT {
        return Err(Error::Bundle("format"));
    }
    if bundle.version != VERSION {
        return Err(Error::Bundle("version"));
    }
    if bundle.signatures.len() > MAX_SIGNATURES {
        return Err(Error::Bundle("signatures"));
    }
    let store = bundle.store.map(store).transpose()?;
    let known: Vec<Certificate> = store.as_ref().map(|store| store.certificates.clone()).unwrap_or_default();
    let signatures = bundle.signatures.into_iter().map(|part| signature(part, &known));
    let facts = Facts {
        file_length: bundle.document.length,
        file_sha256: unhex(&bundle.document.sha256).ok_or(Error::Bundle("sha256"))?,
        revisions: bundle.document.revisions,
        rebuilt: bundle.document.rebuilt,
        signatures: signatures.collect::<Result<_, _>>()?,
        outside_form: vec![(0, 0); bundle.document.outside_form.min(MAX_SIGNATURES)],
        adrift: bundle.document.adrift,
        empty_fields: Vec::new(),
        notice: bundle.document.notice,
        store,
        outside: Outside {
            certificates: certificates(&bundle.outside.certificates)?,
            evidence: evidences(bundle.outside.evidence)?,
        },
    };
    let about = About {
        program: bundle.program,
        made_at: bundle.made_at,
        judged_at: bundle.judged_at,
        trusted: bundle.trusted,
        result: bundle.result,
        text: bundle.text,
    };
    Ok((facts, about))
}

fn signature_part(facts: &SignatureFacts) -> SignaturePart {
    SignaturePart {
        object: facts.object,
        fields: facts.fields.clone(),
        sub_filter: facts.sub_filter.name().map(|name| String::from_utf8_lossy(name).into_owned()),
        contents: BASE64_STANDARD.encode(&facts.contents),
        certificates_beside: ders(&facts.beside),
        digests: facts.digests.iter().map(|(digest, value)| (digest.name().to_owned(), hex(value))).collect(),
        byte_range: facts.coverage.range.map(|range| range.numbers()),
        faults: facts.coverage.faults.iter().map(|fault| fault_code(*fault).to_owned()).collect(),
        revision: facts.coverage.revision,
        whole_file: facts.coverage.whole_file,
        zero_padding: facts.zero_padding,
        claimed_time: facts.dictionary_time,
        certifies: facts.doc_mdp,
        page: facts.place.map(|place| place.page),
        names_signer: facts.names_signer,
        replaced: facts.replaced,
        unaccounted: facts.unaccounted.as_ref().map(|part| (part.start, part.end)),
        changes: facts.changes.as_ref().map(|changes| ChangesPart {
            level: changes.level.as_str().to_owned(),
            items: changes.items.iter().map(change_part).collect(),
        }),
    }
}

fn change_part(change: &Change) -> ChangePart {
    ChangePart {
        level: change.level.as_str().to_owned(),
        kind: change.kind.as_str().to_owned(),
        page: change.page,
        revision: change.revision,
        attack: change.attack.map(|attack| attack.as_str().to_owned()),
    }
}

fn signature(part: SignaturePart, known: &[Certificate]) -> Result<SignatureFacts, Error> {
    let sub_filter = SubFilter::from_name(part.sub_filter.as_deref().map(str::as_bytes));
    let contents = bytes(&part.contents)?;
    let beside = certificates(&part.certificates_beside)?;
    let mut digests: Vec<(Digest, Vec<u8>)> = Vec::new();
    for (name, value) in &part.digests {
        let digest = Digest::ALL.into_iter().find(|digest| digest.name() == name);
        let value = unhex(value).ok_or(Error::Bundle("digest"))?;
        digests.push((digest.ok_or(Error::Bundle("digest"))?, value));
    }
    let kept =
        |wanted: Digest| digests.iter().find(|(digest, _)| *digest == wanted).map(|(_, value)| value.clone());
    let (kind, envelope) = recall(&sub_filter, &contents, &beside, known, &kept);
    let faults = part.faults.iter().map(|code| fault(code)).collect::<Option<Vec<_>>>();
    Ok(SignatureFacts {
        kind,
        object: part.object,
        fields: part.fields,
        sub_filter,
        coverage: Coverage {
            range: part.byte_range.map(ByteRange::new),
            faults: faults.ok_or(Error::Bundle("faults"))?,
            revision: part.revision,
            whole_file: part.whole_file,
        },
        envelope,
        contents,
        digests,
        beside,
        zero_padding: part.zero_padding,
        dictionary_time: part.claimed_time,
        stated: Stated::default(),
        doc_mdp: part.certifies,
        permissions: Permissions::default(),
        place: part.page.map(|page| Place { page, rect: [0.0; 4] }),
        names_signer: part.names_signer,
        replaced: part.replaced,
        unaccounted: part.unaccounted.map(|(start, end)| start..end),
        changes: part.changes.map(changes).transpose()?,
    })
}

fn changes(part: ChangesPart) -> Result<Changes, Error> {
    let level = |code: &str| ChangeLevel::from_code(code).ok_or(Error::Bundle("changes"));
    let mut items = Vec::new();
    for item in part.items {
        items.push(Change {
            level: level(&item.level)?,
            kind: ChangeKind::from_code(&item.kind).ok_or(Error::Bundle("changes"))?,
            page: item.page,
            rect: None,
            attack: Attack::ALL
                .iter()
                .copied()
                .find(|attack| item.attack.as_deref() == Some(attack.as_str())),
            object: None,
            revision: item.revision,
            rule: "evidence",
            field: None,
            before: None,
            after: None,
        });
    }
    // The worst of the items, whatever the bundle says of them.
    let worst = items.iter().map(|item| item.level).max().unwrap_or_default();
    Ok(Changes { level: worst.max(level(&part.level)?), items })
}

fn store(part: StorePart) -> Result<StoreFacts, Error> {
    Ok(StoreFacts {
        certificates: certificates(&part.certificates)?,
        crls: part.crls,
        ocsps: part.ocsps,
        // Without a place it counts as the last thing in the document, which no time stamp proves.
        ends: part.evidence.iter().map(|evidence| evidence.end.unwrap_or(u64::MAX)).collect(),
        evidence: evidences(part.evidence)?,
        revisions: part.revisions,
    })
}

fn evidence_part(evidence: &Evidence) -> EvidencePart {
    let (kind, der) = match &evidence.data {
        Data::Crl(crl) => ("crl", crl.der()),
        Data::Ocsp(response) => ("ocsp", response.der()),
    };
    EvidencePart {
        kind: kind.to_owned(),
        source: source_code(evidence.source).to_owned(),
        der: BASE64_STANDARD.encode(der),
        nonce: evidence.nonce.as_deref().map(hex),
        end: None,
    }
}

fn evidences(parts: Vec<EvidencePart>) -> Result<Vec<Evidence>, Error> {
    let wrong = || Error::Bundle("evidence");
    let one = |part: EvidencePart| {
        let der = bytes(&part.der)?;
        let source = SOURCES.into_iter().find(|source| source_code(*source) == part.source);
        let source = source.ok_or_else(wrong)?;
        let evidence = match part.kind.as_str() {
            "crl" => Evidence::crl(Crl::parse(der).map_err(|_| wrong())?, source),
            "ocsp" => Evidence::ocsp(Response::parse(der).map_err(|_| wrong())?, source),
            _ => return Err(wrong()),
        };
        let nonce = part.nonce.map(|nonce| unhex(&nonce).ok_or_else(wrong)).transpose()?;
        Ok(Evidence { nonce, ..evidence })
    };
    parts.into_iter().map(one).collect()
}

const SOURCES: [Source; 7] = [
    Source::Dss,
    Source::Vri,
    Source::Cms,
    Source::TimeStamp,
    Source::Cache,
    Source::Network,
    Source::Supplied,
];

const fn source_code(source: Source) -> &'static str {
    match source {
        Source::Dss => "dss",
        Source::Vri => "vri",
        Source::Cms => "signature",
        Source::TimeStamp => "time-stamp",
        Source::Cache => "cache",
        Source::Network => "network",
        Source::Supplied => "supplied",
    }
}

/// Which rule of the byte range, without its numbers: no verdict rests on those.
const fn fault_code(fault: CoverageFault) -> &'static str {
    match fault {
        CoverageFault::DuplicateKey => "duplicate-key",
        CoverageFault::ForeignGap => "foreign-gap",
        CoverageFault::Gap(_) => "gap",
        CoverageFault::Missing => "missing",
        CoverageFault::Range(Fault::EmptyPiece | Fault::NotFourIntegers | Fault::Negative) => "no-range",
        CoverageFault::Range(_) => "range",
        _ => "not-at-revision-end",
    }
}

fn fault(code: &str) -> Option<CoverageFault> {
    Some(match code {
        "duplicate-key" => CoverageFault::DuplicateKey,
        "foreign-gap" => CoverageFault::ForeignGap,
        "gap" => CoverageFault::Gap(GapFault::NotAHexString),
        "missing" => CoverageFault::Missing,
        "no-range" => CoverageFault::Range(Fault::NotFourIntegers),
        "range" => CoverageFault::Range(Fault::Overlap),
        "not-at-revision-end" => CoverageFault::NotAtRevisionEnd,
        _ => return None,
    })
}

fn ders(certificates: &[Certificate]) -> Vec<String> {
    certificates.iter().map(|certificate| BASE64_STANDARD.encode(certificate.der())).collect()
}

fn certificates(parts: &[String]) -> Result<Vec<Certificate>, Error> {
    let one = |part: &String| Certificate::from_der(&bytes(part)?).map_err(|_| Error::Bundle("certificate"));
    parts.iter().map(one).collect()
}

fn bytes(text: &str) -> Result<Vec<u8>, Error> {
    BASE64_STANDARD.decode(text).map_err(|_| Error::Bundle("base64"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    });
    pairs.collect()
}
