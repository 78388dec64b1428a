//! The closed lists of the journal: each word has one spelling, the same in journal, exports and templates.

use serde::{Deserialize, Serialize};

/// A closed list whose members have one spelling each, the same in journal, exports and templates.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$about])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// As it is spelled.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }
    };
}

words! {
    /// Why signing failed.
    Category {
        /// The certificate is expired, not yet valid, not for signing, untrusted or reported lost.
        Certificate = "certificate",
        /// The document forbids or prevents it.
        Document = "document",
        /// A time stamp or another answer from the network.
        Network = "network",
        /// The result could not be written or did not pass our own check.
        Output = "output",
        /// The PIN was wrong or is blocked.
        Pin = "pin",
        /// The agency's policy forbids it.
        Policy = "policy",
        /// The certificate is revoked, or its status unknown where it must be known.
        Revocation = "revocation",
        /// The token or its reader.
        Token = "token",
        /// A fault of the program.
        Program = "program",
    }
}

words! {
    /// Level of a signature (EN 319 142-1 §6).
    Level {
        /// Basic.
        B = "B-B",
        /// With a time stamp.
        T = "B-T",
        /// With the material to check it.
        Lt = "B-LT",
        /// With a time stamp over that.
        Lta = "B-LTA",
    }
}

words! {
    /// What happened to the notice of Art 4(1)i.
    Notice {
        /// Written by this program.
        Written = "written",
        /// It was there already.
        Present = "present",
        /// The document was signed before, so it was not changed (R-4.1i.2).
        AlreadySigned = "already-signed",
        /// The signer's certificate is not one of BSrE's (R-4.1i.3).
        NotBsre = "not-bsre",
        /// Left out by the signer: no room.
        NoRoom = "no-room",
        /// Left out by the signer: for another reason.
        LeftOut = "left-out",
    }
}

words! {
    /// What was known of revocation.
    Revocation {
        /// Asked, and good.
        Good = "good",
        /// Nobody could be asked, and the signer went on (or the agency allows it).
        Unknown = "unknown",
        /// Not asked: the network is off.
        NotAsked = "not-asked",
    }
}

words! {
    /// The result for a file; `docs/verdicts.md`.
    Verdict {
        /// Good.
        Sah = "sah",
        /// Something to know before acting.
        PerluPerhatian = "perlu_perhatian",
        /// Bad.
        TidakSah = "tidak_sah",
        /// Nobody can say.
        TidakDapatDiperiksa = "tidak_dapat_diperiksa",
        /// There is no signature.
        TanpaTandaTangan = "tanpa_tanda_tangan",
    }
}

words! {
    /// What became of a certificate.
    Event {
        /// Met for the first time.
        New = "new",
        /// Takes the place of an earlier one.
        Renewed = "renewed",
        /// Revoked.
        Revoked = "revoked",
        /// Reported lost on this computer (R-4.1d.3).
        Lost = "lost",
        /// The report of loss was taken back.
        Found = "found",
    }
}

words! {
    /// A step of an enrolment.
    Step {
        /// A key was made on the token.
        Key = "key",
        /// A request for a certificate was signed with it.
        Request = "request",
        /// The certificate was put on the token.
        Certificate = "certificate",
        /// The whole was tried with a signature.
        Trial = "trial",
    }
}
