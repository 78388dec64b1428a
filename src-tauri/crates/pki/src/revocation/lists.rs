//! Certificate revocation lists for one certificate (RFC 5280 §6.3.3): which of them speak of it, with which delta, and
//! what they say.

use super::{Data, Inquiry, Revocation, Statement, Unknown, note};
use crate::Error;
use crate::cert::Certificate;
use crate::crl::{
    self, Crl, DistributionPoint, GeneralName, IssuingDistributionPoint, PointName, Reason, ReasonSet,
};

impl Inquiry<'_> {
    /// What the lists say of `subject`; `above` are the certificates over it, its issuer first.
    pub(super) fn lists(
        &mut self,
        subject: &Certificate,
        above: &[Certificate],
        why: &mut Unknown,
    ) -> Vec<Statement> {
        let mut points = match crl::distribution_points(subject) {
            Ok(points) => points,
            Err(_) => {
                note(why, Unknown::Malformed);
                Vec::new()
            }
        };
        // §6.3.3, last paragraph: a point with the issuer's name and nothing else, for lists named by no point.
        let own = PointName::Full(vec![GeneralName::Directory(subject.issuer().clone())]);
        points.push(DistributionPoint { name: Some(own), ..DistributionPoint::default() });

        let evidence = self.evidence;
        let mut statements = Vec::new();
        for (index, piece) in evidence.iter().enumerate() {
            let Data::Crl(crl) = &piece.data else { continue };
            match self.traced(|this| this.list(index, crl, subject, above, &points)) {
                Ok((Some(statement), mut rests_on)) => {
                    rests_on.push(index);
                    statements.push(Statement { source: piece.source, rests_on, ..statement });
                }
                Ok((None, _)) => {}
                Err(problem) => note(why, problem),
            }
        }
        statements
    }

    /// One list: `None` when it is another issuer's.
    fn list(
        &mut self,
        index: usize,
        crl: &Crl,
        subject: &Certificate,
        above: &[Certificate],
        points: &[DistributionPoint],
    ) -> Result<Option<Statement>, Unknown> {
        let reasons = match scope(crl, subject, points) {
            Scope::OtherIssuer => return Ok(None),
            Scope::Outside => return Err(Unknown::ScopeMismatch),
            Scope::Inside(reasons) => reasons,
        };
        if crl.base_number().is_some() {
            // Used together with its base, below.
            return Err(Unknown::DeltaWithoutBase);
        }
        if crl.unknown_critical_extension().is_some() {
            return Err(Unknown::UnknownExtension); // §5.2
        }
        if self.not_yet_issued(crl.this_update()) {
            return Err(Unknown::NotYetIssued { this_update: crl.this_update() });
        }
        let signer = self.list_signer(index, crl, above)?;
        let listed = look_up(crl, subject)?;
        let mut statement = Statement {
            this_update: crl.this_update(),
            next_update: crl.next_update(),
            source: super::Source::Supplied,
            reasons,
            fresh: Ok(()),
            revoked: listed.filter(|r| r.reason != Reason::RemoveFromCrl), // §6.3.3 (k)
            rests_on: Vec::new(),
        };
        if let Some((delta, said)) = self.delta(crl, subject, &signer)? {
            // §5.2.4: the two together are a complete list of the delta's date.
            statement.this_update = delta.this_update();
            statement.next_update = delta.next_update();
            match (said, statement.revoked) {
                // §6.3.3 (i), (k): off hold. Whatever else it had been revoked for stays.
                (Some(Revocation { reason: Reason::RemoveFromCrl, .. }), Some(before)) => {
                    statement.revoked = Some(before).filter(|r| r.reason != Reason::CertificateHold);
                }
                (Some(Revocation { reason: Reason::RemoveFromCrl, .. }), None) | (None, _) => {}
                (Some(now), _) => statement.revoked = Some(now),
            }
        }
        statement.fresh =
            self.fresh(subject, statement.this_update, statement.next_update, crl.keeps_expired_since());
        Ok(Some(statement))
    }

    /// The newest current delta that fits `base` (§5.2.4, §6.3.3 (c)), and what it says of `subject`.
    fn delta(
        &mut self,
        base: &Crl,
        subject: &Certificate,
        signer: &Certificate,
    ) -> Result<Option<(Crl, Option<Revocation>)>, Unknown> {
        if !self.policy.deltas {
            return Ok(None);
        }
        let evidence = self.evidence;
        let mut best: Option<(usize, Crl, Option<Revocation>)> = None;
        for (index, piece) in evidence.iter().enumerate() {
            let Data::Crl(delta) = &piece.data else { continue };
            let usable = fits(delta, base)
                && delta.unknown_critical_extension().is_none()
                && !self.not_yet_issued(delta.this_update())
                && self.fresh(subject, delta.this_update(), delta.next_update(), None).is_ok()
                && best.as_ref().is_none_or(|(_, known, _)| delta.this_update() > known.this_update());
            // §6.3.3 (h): by the key that signed the base.
            if usable && self.signed_by(index, signer).is_ok() {
                best = Some((index, delta.clone(), look_up(delta, subject)?));
            }
        }
        self.trail.extend(best.as_ref().map(|(index, ..)| *index));
        Ok(best.map(|(_, delta, said)| (delta, said)))
    }
}

/// §6.3.3 (c) (1) to (3) and the numbers of §5.2.4.
fn fits(delta: &Crl, base: &Crl) -> bool {
    let (Some(wanted), Some(number), Some(base_number)) =
        (delta.base_number(), delta.number(), base.number())
    else {
        return false;
    };
    delta.issuer().matches(base.issuer())
        && delta.issuing_distribution_point_der() == base.issuing_distribution_point_der()
        && delta.authority_key_id() == base.authority_key_id()
        && crl::compare_numbers(base_number, wanted).is_ge()
        && crl::compare_numbers(base_number, number).is_lt()
}

fn look_up(crl: &Crl, subject: &Certificate) -> Result<Option<Revocation>, Unknown> {
    let problem = |error: Error| match error {
        Error::Unsupported { .. } => Unknown::UnknownExtension, // §5.3
        _ => Unknown::Malformed,
    };
    let Some(entry) = crl.lookup(subject.issuer(), subject.serial()).map_err(problem)? else {
        return Ok(None);
    };
    Ok(Some(Revocation {
        at: entry.revoked_at().map_err(problem)?,
        reason: entry.reason().map_err(problem)?,
        invalidity_date: entry.invalidity_date().map_err(problem)?,
    }))
}

enum Scope {
    OtherIssuer,
    Outside,
    /// Speaks of the certificate for these reasons.
    Inside(ReasonSet),
}

/// §6.3.3 (b) and (d) over all points.
fn scope(crl: &Crl, subject: &Certificate, points: &[DistributionPoint]) -> Scope {
    let idp = crl.issuing_distribution_point();
    let mut reasons = ReasonSet::NONE;
    let mut right_issuer = false;
    for point in points {
        let issued_by_point = match &point.crl_issuer {
            // (b) (1): the list's issuer is the one named, and the list says that it is indirect.
            Some(names) => {
                names.iter().any(|n| matches!(n, GeneralName::Directory(n) if n.matches(crl.issuer())))
                    && idp.is_some_and(|idp| idp.indirect)
            }
            None => crl.issuer().matches(subject.issuer()),
        };
        if !issued_by_point {
            continue;
        }
        right_issuer = true;
        if idp.is_some_and(|idp| !inside(idp, crl, subject, point)) {
            continue;
        }
        // (d)
        let of_list = idp.and_then(|idp| idp.only_some_reasons).unwrap_or(ReasonSet::ALL);
        reasons = reasons.or(of_list.and(point.reasons.unwrap_or(ReasonSet::ALL)));
    }
    match (right_issuer, reasons) {
        (false, _) => Scope::OtherIssuer,
        (true, ReasonSet::NONE) => Scope::Outside,
        (true, reasons) => Scope::Inside(reasons),
    }
}

/// §6.3.3 (b) (2)
fn inside(
    idp: &IssuingDistributionPoint,
    crl: &Crl,
    subject: &Certificate,
    point: &DistributionPoint,
) -> bool {
    // (i)
    let named = idp.name.as_ref().is_none_or(|name| {
        let of_list = name.complete(crl.issuer());
        let of_point = match (&point.name, &point.crl_issuer) {
            (Some(name), _) => name.complete(crl.issuer()),
            (None, Some(names)) => names.clone(),
            (None, None) => Vec::new(),
        };
        of_list.iter().any(|left| of_point.iter().any(|right| left.same(right)))
    });
    // (ii), (iii)
    let kind = if subject.is_ca() { !idp.only_user_certificates } else { !idp.only_ca_certificates };
    named && kind && !idp.only_attribute_certificates // (iv)
}
