//! BER-TLV.
