//! Verdicts and how they follow from an indication of EN 319 102-1 §5.1.3 and from what happened to the document: the
//! table of `docs/verdicts.md`, which a test compares with this file.
//!
//! Not here: how an indication is reached (`judge`, `checks`), and the sentences for people (the message catalogue).

/// What a file, a signature or a heading is called. Ordered from best to worst, so `max` is "worst first".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// There is no signature to judge. Only files have this verdict.
    NoSignature,
    /// Everything that must be checked was checked and held.
    Valid,
    /// It cannot be said: something that is needed is not there.
    NotCheckable,
    /// It was checked, and a person has to look at it.
    NeedsAttention,
    /// It was checked and does not hold.
    Invalid,
}

impl Verdict {
    /// Every verdict, best first.
    pub const ALL: [Self; 5] =
        [Self::NoSignature, Self::Valid, Self::NotCheckable, Self::NeedsAttention, Self::Invalid];

    /// The word of the JSON contract.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoSignature => "tanpa_tanda_tangan",
            Self::Valid => "sah",
            Self::NotCheckable => "tidak_dapat_diperiksa",
            Self::NeedsAttention => "perlu_perhatian",
            Self::Invalid => "tidak_sah",
        }
    }

    /// The worst of several; [`Verdict::NoSignature`] of none.
    pub fn worst(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts.into_iter().max().unwrap_or(Self::NoSignature)
    }
}

/// Main status indication (EN 319 102-1 §5.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Indication {
    /// All cryptographic checks and all constraints hold.
    TotalPassed,
    /// Neither can be said with what is at hand.
    Indeterminate,
    /// A check failed for good.
    TotalFailed,
}

impl Indication {
    /// The name in the standard.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TotalPassed => "TOTAL-PASSED",
            Self::Indeterminate => "INDETERMINATE",
            Self::TotalFailed => "TOTAL-FAILED",
        }
    }
}

macro_rules! sub_indications {
    ($($(#[$doc:meta])* $name:ident, $text:literal, $indication:ident, $verdict:ident;)*) => {
        /// Sub-indication (EN 319 102-1 §5.1.3, tables 5 and 6).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SubIndication {
            $($(#[$doc])* $name,)*
        }

        impl SubIndication {
            /// Every sub-indication.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name in the standard.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The indication it belongs to.
            pub const fn indication(self) -> Indication {
                match self { $(Self::$name => Indication::$indication,)* }
            }

            /// What it is called here.
            pub const fn verdict(self) -> Verdict {
                match self { $(Self::$name => Verdict::$verdict,)* }
            }
        }
    };
}

sub_indications! {
    /// The signature does not conform to a base format, so that nothing can be checked.
    FormatFailure, "FORMAT_FAILURE", TotalFailed, Invalid;
    /// A digest of signed data differs from the signed one.
    HashFailure, "HASH_FAILURE", TotalFailed, Invalid;
    /// The signature value does not verify with the signer's public key.
    SigCryptoFailure, "SIG_CRYPTO_FAILURE", TotalFailed, Invalid;
    /// The certificate was revoked before the proven time of the signature.
    Revoked, "REVOKED", TotalFailed, Invalid;
    /// The proven time of the signature is behind the certificate's expiry.
    Expired, "EXPIRED", TotalFailed, Invalid;
    /// The proven time of the signature is before the certificate's first day.
    NotYetValid, "NOT_YET_VALID", TotalFailed, Invalid;
    /// A constraint on the signature itself does not hold, as its reference to the signer's certificate.
    SigConstraintsFailure, "SIG_CONSTRAINTS_FAILURE", Indeterminate, NeedsAttention;
    /// The path holds a certificate that may not be used so.
    ChainConstraintsFailure, "CHAIN_CONSTRAINTS_FAILURE", Indeterminate, NeedsAttention;
    /// The path failed for a reason that has no name of its own.
    CertificateChainGeneralFailure, "CERTIFICATE_CHAIN_GENERAL_FAILURE", Indeterminate, NotCheckable;
    /// An algorithm was not safe any more at the proven time.
    CryptoConstraintsFailure, "CRYPTO_CONSTRAINTS_FAILURE", Indeterminate, NeedsAttention;
    /// An algorithm is not safe any more, and nothing proves an earlier time.
    CryptoConstraintsFailureNoPoe, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE", Indeterminate, NeedsAttention;
    /// The policy could not be processed.
    PolicyProcessingError, "POLICY_PROCESSING_ERROR", Indeterminate, NotCheckable;
    /// The signature names a policy that is not at hand.
    SignaturePolicyNotAvailable, "SIGNATURE_POLICY_NOT_AVAILABLE", Indeterminate, NotCheckable;
    /// Time stamps contradict each other.
    TimestampOrderFailure, "TIMESTAMP_ORDER_FAILURE", Indeterminate, NeedsAttention;
    /// The signer's certificate is not at hand.
    NoSigningCertificateFound, "NO_SIGNING_CERTIFICATE_FOUND", Indeterminate, NotCheckable;
    /// No path leads from the signer's certificate to a trusted one.
    NoCertificateChainFound, "NO_CERTIFICATE_CHAIN_FOUND", Indeterminate, NotCheckable;
    /// The certificate is revoked, and nothing proves that the signature is older.
    RevokedNoPoe, "REVOKED_NO_POE", Indeterminate, NeedsAttention;
    /// A certificate authority of the path is revoked, and nothing proves that the signature is older.
    RevokedCaNoPoe, "REVOKED_CA_NO_POE", Indeterminate, NeedsAttention;
    /// The certificate expired without being revoked, and nothing proves that the signature is older.
    OutOfBoundsNotRevoked, "OUT_OF_BOUNDS_NOT_REVOKED", Indeterminate, NeedsAttention;
    /// The certificate is outside its validity now, and nothing proves that the signature was made inside.
    OutOfBoundsNoPoe, "OUT_OF_BOUNDS_NO_POE", Indeterminate, NeedsAttention;
    /// The signer of the revocation data is outside its validity, and nothing proves an earlier time.
    RevocationOutOfBoundsNoPoe, "REVOCATION_OUT_OF_BOUNDS_NO_POE", Indeterminate, NeedsAttention;
    /// Something needed may come later: revocation data is missing or too old.
    TryLater, "TRY_LATER", Indeterminate, NotCheckable;
    /// The signed data is not at hand.
    SignedDataNotFound, "SIGNED_DATA_NOT_FOUND", Indeterminate, NotCheckable;
    /// Any other reason, among them an algorithm that this program does not know.
    Generic, "GENERIC", Indeterminate, NotCheckable;
}

/// What happened to the signed document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IntegrityDetail {
    /// The signed bytes are unchanged, and nothing that counts was appended.
    Intact,
    /// Appended since: validation data, time stamps, further signatures, metadata.
    ChangedAllowed,
    /// Appended since, allowed by the document's own rules, but a reader sees it: filled fields, annotations.
    ChangedVisible,
    /// The signed bytes are there, but the document shown is another one.
    Changed,
    /// The signed bytes, the signature value or the signature's frame do not hold.
    Broken,
    /// It cannot be said: an algorithm or a certificate is missing.
    NotCheckable,
}

impl IntegrityDetail {
    /// Every detail.
    pub const ALL: [Self; 6] = [
        Self::Intact,
        Self::ChangedAllowed,
        Self::ChangedVisible,
        Self::Changed,
        Self::Broken,
        Self::NotCheckable,
    ];

    /// The word of the JSON contract.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Intact => "intact",
            Self::ChangedAllowed => "changed_allowed",
            Self::ChangedVisible => "changed_visible",
            Self::Changed => "changed",
            Self::Broken => "broken",
            Self::NotCheckable => "not_checkable",
        }
    }

    /// The state of the heading keutuhan, and the best a signature can then be called, whatever its indication.
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Intact | Self::ChangedAllowed => Verdict::Valid,
            Self::ChangedVisible => Verdict::NeedsAttention,
            Self::Changed | Self::Broken => Verdict::Invalid,
            Self::NotCheckable => Verdict::NotCheckable,
        }
    }
}

/// The verdict of one signature: the worse of what the indication and the document's integrity say.
pub fn of(sub_indication: Option<SubIndication>, integrity: IntegrityDetail) -> Verdict {
    sub_indication.map_or(Verdict::Valid, SubIndication::verdict).max(integrity.verdict())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worst_first_is_invalid_attention_not_checkable_valid() {
        let all = [Verdict::Valid, Verdict::NotCheckable, Verdict::NeedsAttention, Verdict::Invalid];
        assert_eq!(Verdict::worst(all), Verdict::Invalid);
        assert_eq!(Verdict::worst(all.into_iter().take(3)), Verdict::NeedsAttention);
        assert_eq!(Verdict::worst(all.into_iter().take(2)), Verdict::NotCheckable);
        assert_eq!(Verdict::worst([]), Verdict::NoSignature);
    }

    #[test]
    fn forbidden_change_is_invalid_whatever_the_indication() {
        for sub in SubIndication::ALL {
            assert_eq!(of(Some(*sub), IntegrityDetail::Changed), Verdict::Invalid, "{}", sub.as_str());
        }
        assert_eq!(of(None, IntegrityDetail::Changed), Verdict::Invalid);
    }

    #[test]
    fn visible_change_of_a_trusted_signature_needs_attention() {
        assert_eq!(of(None, IntegrityDetail::ChangedVisible), Verdict::NeedsAttention);
    }
}
