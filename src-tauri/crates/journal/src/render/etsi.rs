//! The validation report of ETSI TS 119 102-2 (schema v1.2.1), for programs of others: one report for each signature, with its
//! checks, times, indication and path, and the certificates and evidence that they rest on.
//!
//! Document time stamps are reported as signatures of their own. What the standard has no word for - the three headings, what
//! changed after signing - stands in `AdditionalValidationReportData` under `urn:absah`. Not here: a signature over the
//! report, and words for people.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use pades::validate::facts::SignatureFacts;
use pades::validate::{Facts, Outcome, Report, SignatureReport};
use pki::algorithm::Digest;
use pki::cert::Certificate;
use pki::revocation::{Data, Evidence};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::Error;

const NAMESPACE: &str = "http://uri.etsi.org/19102/v1.2.1#";
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";

/// An element.
struct Node {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    text: String,
    children: Vec<Node>,
}

impl Node {
    fn new(name: &'static str, children: Vec<Node>) -> Self {
        Self { name, attributes: Vec::new(), text: String::new(), children }
    }

    fn text(name: &'static str, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::new(name, Vec::new()) }
    }

    fn with(mut self, attribute: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((attribute, value.into()));
        self
    }

    fn write(&self, out: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
        let attributes = self.attributes.iter().map(|(name, value)| (*name, value.as_str()));
        out.write_event(Event::Start(BytesStart::new(self.name).with_attributes(attributes)))?;
        if !self.text.is_empty() {
            out.write_event(Event::Text(BytesText::new(&printable(&self.text))))?;
        }
        self.children.iter().try_for_each(|child| child.write(out))?;
        out.write_event(Event::End(BytesEnd::new(self.name)))
    }
}

/// XML 1.0 §2.2 has no way to write control characters; names come from strangers.
fn printable(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().filter(allowed).collect()
}

/// The report as XML. `program` is the name and version of the program that judged.
///
/// # Errors
/// [`Error::Io`], which writing to memory does not cause.
pub fn etsi(facts: &Facts, report: &Report, program: &str) -> Result<Vec<u8>, Error> {
    let mut objects: Vec<Node> = Vec::new();
    let mut root = Node::new("ValidationReport", Vec::new())
        .with("xmlns", NAMESPACE)
        .with("xmlns:ds", DSIG)
        .with("xmlns:xades", XADES);
    for (index, one) in report.signatures.iter().enumerate() {
        let signature = facts.signatures.get(index);
        for certificate in one.signer.iter().chain(&one.path) {
            add(&mut objects, certificate_object(certificate));
        }
        root.children.push(signature_report(one, signature, report.at, program));
    }
    let stored = facts.store.iter().flat_map(|store| &store.evidence);
    for evidence in stored.chain(&facts.outside.evidence) {
        add(&mut objects, evidence_object(evidence));
    }
    if !objects.is_empty() {
        root.children.push(Node::new("SignatureValidationObjects", objects));
    }
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 2);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    root.write(&mut out)?;
    Ok(out.into_inner())
}

/// One object once: the same certificate stands above several signers.
fn add(objects: &mut Vec<Node>, object: Node) {
    if !objects.iter().any(|known| known.attributes == object.attributes) {
        objects.push(object);
    }
}

fn signature_report(
    one: &SignatureReport,
    facts: Option<&SignatureFacts>,
    at: DateTime<Utc>,
    program: &str,
) -> Node {
    let mut identifier = vec![Node::text("HashOnly", "false"), Node::text("DocHashOnly", "false")];
    identifier.extend(one.field.as_ref().map(|field| Node::text("DAIdentifier", field.clone())));
    let policy = Node::new(
        "SignatureValidationPolicy",
        vec![
            // No policy document of its own: the rules are those of the program.
            Node::new("SignaturePolicyIdentifier", vec![Node::new("xades:SignaturePolicyImplied", vec![])]),
            Node::text("PolicyName", program),
        ],
    );
    let mut constraints = vec![policy];
    constraints.extend(one.checks.iter().map(|check| {
        let outcome = match check.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::Warning | Outcome::NotDone => "indeterminate",
        };
        let indication = Node::text("MainIndication", format!("urn:etsi:019102:mainindication:{outcome}"));
        Node::new(
            "ValidationConstraint",
            vec![
                Node::text("ValidationConstraintIdentifier", format!("urn:absah:check:{}", check.id)),
                typed("ValidationConstraintParameter", "urn:absah:clause", check.clause),
                Node::new(
                    "ConstraintStatus",
                    vec![Node::text("Status", "urn:etsi:019102:constraintStatus:applied")],
                ),
                Node::new("ValidationStatus", vec![indication]),
            ],
        )
    }));
    let best = one.stamped_time.unwrap_or(at);
    let times = Node::new(
        "ValidationTimeInfo",
        vec![
            Node::text("ValidationTime", moment(at)),
            Node::new(
                "BestSignatureTime",
                vec![
                    Node::text("POETime", moment(best)),
                    Node::text("TypeOfProof", "urn:etsi:019102:poetype:validation"),
                ],
            ),
        ],
    );
    let mut children = vec![
        Node::new("SignatureIdentifier", identifier),
        Node::new("ValidationConstraintsEvaluationReport", constraints),
        times,
    ];
    let digest = facts.and_then(|facts| facts.digests.first()).and_then(|(digest, value)| {
        let method = Node::new("ds:DigestMethod", vec![]).with("Algorithm", digest_uri(*digest)?);
        let value = Node::text("ds:DigestValue", BASE64_STANDARD.encode(value));
        Some(Node::new("DigestAlgAndValue", vec![method, value]))
    });
    children.extend(digest.map(|digest| Node::new("SignersDocument", vec![digest])));
    children.extend(attributes(one, facts));
    children.extend(one.signer.as_ref().map(|signer| {
        let certificate =
            Node::new("SignerCertificate", vec![]).with("VOReference", object_id("C", &signer.sha256()));
        Node::new("SignerInformation", vec![certificate, Node::text("Signer", signer.subject().rfc4514())])
    }));
    let process = "urn:etsi:019102:validationprocess:LTA";
    children.push(Node::new(
        "SignatureValidationProcess",
        vec![Node::text("SignatureValidationProcessID", process)],
    ));
    children.push(status(one, program));
    Node::new("SignatureValidationReport", children)
}

fn attributes(one: &SignatureReport, facts: Option<&SignatureFacts>) -> Option<Node> {
    let mut all = Vec::new();
    all.extend(one.claimed_time.map(|time| {
        Node::new("SigningTime", vec![Node::text("Time", moment(time.to_utc()))]).with("Signed", "true")
    }));
    if let Some(facts) = facts {
        let name = facts.sub_filter.name().map(|name| String::from_utf8_lossy(name).into_owned());
        all.extend(name.map(|name| {
            Node::new("SubFilter", vec![Node::text("SubFilterElement", name)]).with("Signed", "true")
        }));
        let numbers = |range: pades::byte_range::ByteRange| range.numbers().map(|n| n.to_string()).join(" ");
        all.extend(facts.coverage.range.map(|range| Node::text("ByteRange", numbers(range))));
    }
    (!all.is_empty()).then(|| Node::new("SignatureAttributes", all))
}

fn status(one: &SignatureReport, program: &str) -> Node {
    let indication = one.indication.as_str().to_lowercase();
    let mut children =
        vec![Node::text("MainIndication", format!("urn:etsi:019102:mainindication:{indication}"))];
    children.extend(
        one.sub_indication.map(|sub| {
            Node::text("SubIndication", format!("urn:etsi:019102:subindication:{}", sub.as_str()))
        }),
    );
    let reference = |name, certificate: &Certificate| {
        Node::new(name, vec![]).with("VOReference", object_id("C", &certificate.sha256()))
    };
    let mut data = Vec::new();
    if let Some((anchor, below)) = one.path.split_last() {
        data.push(reference("TrustAnchor", anchor));
        let mut chain: Vec<Node> = below
            .iter()
            .enumerate()
            .map(|(index, certificate)| {
                let name = if index == 0 { "SigningCertificate" } else { "IntermediateCertificate" };
                reference(name, certificate)
            })
            .collect();
        // An anchor that signs itself is its own signing certificate.
        if chain.is_empty() {
            chain.push(reference("SigningCertificate", anchor));
        }
        chain.push(reference("TrustAnchor", anchor));
        data.push(Node::new("CertificateChain", chain));
    }
    let ours = [
        ("urn:absah:program", program.to_owned()),
        ("urn:absah:kind", one.kind.as_str().to_owned()),
        ("urn:absah:verdict", one.verdict.as_str().to_owned()),
        ("urn:absah:integrity", one.integrity_detail.as_str().to_owned()),
        ("urn:absah:keutuhan", one.integrity.reason.as_str().to_owned()),
        ("urn:absah:keautentikan", one.authenticity.reason.as_str().to_owned()),
        ("urn:absah:kenirsangkalan", one.non_repudiation.reason.as_str().to_owned()),
        ("urn:absah:changes", one.changes.len().to_string()),
    ];
    let rows = ours.iter().map(|(kind, value)| typed("ReportData", kind, value)).collect();
    data.push(Node::new("AdditionalValidationReportData", rows));
    children.push(Node::new("AssociatedValidationReportData", data));
    Node::new("SignatureValidationStatus", children)
}

fn typed(name: &'static str, kind: &str, value: &str) -> Node {
    Node::new(name, vec![Node::text("Type", kind), Node::text("Value", value)])
}

fn certificate_object(certificate: &Certificate) -> Node {
    object("certificate", object_id("C", &certificate.sha256()), certificate.der())
}

fn evidence_object(evidence: &Evidence) -> Node {
    let (kind, letter, der) = match &evidence.data {
        Data::Crl(crl) => ("CRL", "R", crl.der()),
        Data::Ocsp(response) => ("OCSPResponse", "O", response.der()),
    };
    object(kind, object_id(letter, &Digest::Sha256.hash(der)), der)
}

fn object(kind: &str, id: String, der: &[u8]) -> Node {
    let bytes = Node::text("base64", BASE64_STANDARD.encode(der));
    let children = vec![
        Node::text("ObjectType", format!("urn:etsi:019102:validationObject:{kind}")),
        Node::new("ValidationObjectRepresentation", vec![bytes]),
    ];
    Node::new("ValidationObject", children).with("id", id)
}

/// An XML ID: a letter, then the SHA-256 of the object.
fn object_id(letter: &str, sha256: &[u8]) -> String {
    let digits: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{letter}-{digits}")
}

/// RFC 9231 §2.1, XML Encryption §5.7.
fn digest_uri(digest: Digest) -> Option<&'static str> {
    Some(match digest {
        Digest::Sha1 => "http://www.w3.org/2000/09/xmldsig#sha1",
        Digest::Sha256 => "http://www.w3.org/2001/04/xmlenc#sha256",
        Digest::Sha384 => "http://www.w3.org/2001/04/xmldsig-more#sha384",
        Digest::Sha512 => "http://www.w3.org/2001/04/xmlenc#sha512",
        _ => return None,
    })
}

fn moment(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
