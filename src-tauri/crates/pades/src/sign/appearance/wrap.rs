//! Breaking a text into lines of a given width. Nothing is ever cut off.

/// Lines of at most `width`, measured by `measure` (any unit, the same for both).
///
/// Breaks at spaces, never at a no-break space. A single word that is too wide is broken inside the word when
/// `inside_words` says so; otherwise the answer is `None`. Line breaks in the text are kept.
#[must_use]
pub fn wrap(
    text: &str,
    width: f64,
    inside_words: bool,
    measure: &dyn Fn(&str) -> f64,
) -> Option<Vec<String>> {
    let space = measure(" ");
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let (mut line, mut used) = (String::new(), 0.0);
        for word in paragraph.split([' ', '\t']).filter(|word| !word.is_empty()) {
            let wide = measure(word);
            if !line.is_empty() && used + space + wide <= width {
                line.push(' ');
                line.push_str(word);
                used += space + wide;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            if wide <= width {
                (line, used) = (word.to_owned(), wide);
            } else if inside_words {
                (line, used) = break_word(word, width, measure, &mut lines);
            } else {
                return None;
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    Some(lines)
}

/// Pushes full lines and gives the rest with its width. A line holds at least one character, however narrow.
fn break_word(
    word: &str,
    width: f64,
    measure: &dyn Fn(&str) -> f64,
    lines: &mut Vec<String>,
) -> (String, f64) {
    let (mut line, mut used) = (String::new(), 0.0);
    for character in word.chars() {
        let wide = measure(character.encode_utf8(&mut [0; 4]));
        if !line.is_empty() && used + wide > width {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        line.push(character);
        used += wide;
    }
    (line, used)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

    use super::*;

    fn letters(text: &str) -> f64 {
        text.chars().count() as f64
    }

    #[test]
    fn long_name_is_wrapped_at_spaces() {
        let lines = wrap("Dr. Ir. I Gusti Ngurah Panjang, M.T.", 16.0, false, &letters).unwrap();
        assert_eq!(lines, ["Dr. Ir. I Gusti", "Ngurah Panjang,", "M.T."]);
    }

    #[test]
    fn no_break_space_holds_words_together() {
        let lines = wrap("S.H.,\u{A0}M.H. ok", 10.0, false, &letters).unwrap();
        assert_eq!(lines, ["S.H.,\u{A0}M.H.", "ok"]);
    }

    #[test]
    fn word_wider_than_the_line_is_broken_only_when_asked() {
        assert_eq!(wrap("abcdefgh", 3.0, false, &letters), None);
        assert_eq!(wrap("abcdefgh", 3.0, true, &letters).unwrap(), ["abc", "def", "gh"]);
        assert_eq!(wrap("ab", 0.1, true, &letters).unwrap(), ["a", "b"], "always one character at least");
    }

    #[test]
    fn every_character_is_kept() {
        let text = "Kepala Dinas Komunikasi, Informatika dan Statistik Provinsi";
        for width in 1..40 {
            let joined: String = wrap(text, f64::from(width), true, &letters).unwrap().concat();
            assert_eq!(joined.replace(' ', ""), text.replace(' ', ""), "width {width}");
        }
    }

    #[test]
    fn line_breaks_in_the_text_are_kept() {
        assert_eq!(wrap("a\nb  c", 9.0, false, &letters).unwrap(), ["a", "b c"]);
    }
}
