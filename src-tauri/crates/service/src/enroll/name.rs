//! Comparing names of people as forms and certificates spell them (R-4.1c.3): capitals, blanks, full stops and academic
//! titles do not make another person.

/// Titles before a name that say nothing of who it is. Religious and noble ones (I, Ni, H., Ida Bagus) are part of names.
const BEFORE: [&str; 9] = ["prof", "dr", "drs", "dra", "drg", "drh", "ir", "kh", "apt"];

/// Both name the same person, apart from spelling and titles.
pub fn same(one: &str, other: &str) -> bool {
    let (one, other) = (normalised(one), normalised(other));
    !one.is_empty() && one == other
}

/// Lower case, one blank between words, no titles, no test mark.
fn normalised(name: &str) -> String {
    // Titles behind a name stand after a comma.
    let name = name.replace("(UJI)", "");
    let name = name.split(',').next().unwrap_or_default().to_lowercase();
    let plain: String =
        name.chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }).collect();
    let words = plain.split_whitespace().skip_while(|word| BEFORE.contains(word));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn spelling_and_titles_make_no_other_person() {
        for (form, certificate) in [
            ("I Made Contoh, S.Kom.", "I MADE CONTOH"),
            ("Dr. Ir. Ni Luh  Contoh, M.T., Ph.D.", "Ni Luh Contoh"),
            ("ida bagus contoh", "Ida Bagus CONTOH (UJI)"),
            ("Prof. Dr. drg. Anak Agung Ayu", "ANAK AGUNG AYU"),
        ] {
            assert!(same(form, certificate), "{form} / {certificate}");
        }
    }

    #[test]
    fn another_name_is_another_person() {
        for (form, certificate) in [
            ("I Made Contoh, S.Kom.", "I Wayan Contoh"),
            ("I Made Contoh", "Made Contoh"),
            ("I Made Contoh", ""),
            ("", ""),
            ("Drs.", "Ir."),
        ] {
            assert!(!same(form, certificate), "{form} / {certificate}");
        }
    }
}
