//! Files that a document carries: listed, and kept where the person wants them after a warning. Nothing here opens one.

use std::path::Path;

use pdf::attachments::{Attachment, attachments, content};

use crate::Service;
use crate::documents::from_pdf;
use crate::schema::{AttachmentRequest, AttachmentView, DocumentHandle, Problem, SavedFileView};

/// Longest name, in characters: what a list shows, and what every file system takes.
const LONGEST: usize = 120;

/// Endings of programs, scripts, installers, disk images and documents with macros.
const HARMFUL: &[&str] = &[
    "apk", "app", "appimage", "bash", "bat", "chm", "cmd", "com", "cpl", "deb", "desktop", "dll", "dmg",
    "docm", "dotm", "exe", "hta", "htm", "html", "img", "inf", "iso", "jar", "js", "jse", "lnk", "mht",
    "msc", "msi", "msp", "pif", "pkg", "potm", "pptm", "ps1", "py", "rar", "reg", "rpm", "run", "scr", "sct",
    "sh", "svg", "url", "vb", "vbe", "vbs", "vhd", "vhdx", "wsf", "wsh", "xlam", "xll", "xlsb", "xlsm",
    "xltm", "zip", "7z",
];

impl Service {
    /// The files that a document carries.
    pub(crate) fn attachments(&self, document: &DocumentHandle) -> Result<Vec<AttachmentView>, Problem> {
        let open = self.documents().get(document)?;
        let found = attachments(&open.document()?.latest()).map_err(|error| from_pdf(&error))?;
        Ok(found.iter().enumerate().map(|(index, one)| view(index, one)).collect())
    }

    /// Asks where an attachment is to be kept, and writes it there.
    pub(crate) fn save_attachment(&self, request: &AttachmentRequest) -> Result<SavedFileView, Problem> {
        let open = self.documents().get(&request.document)?;
        let latest = open.document()?.latest();
        let found = attachments(&latest).map_err(|error| from_pdf(&error))?;
        let wanted = usize::try_from(request.index).ok().and_then(|index| found.get(index));
        let wanted = wanted.ok_or(Problem::DocumentGone)?;
        let bytes = content(&latest, wanted).map_err(|error| from_pdf(&error))?;
        let beside = open.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        self.save_new(&beside.join(safe(&wanted.name)), &|out| out.write_all(&bytes))
    }
}

fn view(index: usize, one: &Attachment) -> AttachmentView {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let name = safe(&one.name);
    let ending = Path::new(&name).extension().map(|ending| ending.to_string_lossy().to_lowercase());
    AttachmentView {
        index: number(index),
        harmful: ending.is_none_or(|ending| HARMFUL.contains(&ending.as_str())),
        name,
        size: one.size,
        page: one.page.map(|page| number(page.saturating_add(1))),
    }
}

/// Characters that are not seen and can make text look like another one. Unicode TR 36 §3.1: marks of writing direction can
/// show "exe.pdf" for "fdp.exe".
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// A file name without folders, and without characters that make it look like another one or that file systems refuse.
fn safe(name: &str) -> String {
    let last = name.rsplit(['/', '\\', ':']).next().unwrap_or_default();
    let refused = |c: char| matches!(c, '<' | '>' | '"' | '|' | '?' | '*');
    let kept: String = last.chars().filter(|c| !is_hidden(*c) && !refused(*c)).collect();
    let kept = kept.trim().trim_matches('.').trim();
    let count = kept.chars().count();
    let short = match kept.rsplit_once('.').filter(|(_, ending)| ending.len() <= 10) {
        Some((stem, ending)) if count > LONGEST => {
            let room = LONGEST.saturating_sub(ending.chars().count()).saturating_sub(1);
            format!("{}.{ending}", stem.chars().take(room).collect::<String>())
        }
        _ => kept.chars().take(LONGEST).collect(),
    };
    if short.is_empty() { "lampiran".to_owned() } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_folders_disguises_and_length() {
        assert_eq!(safe("../../etc/passwd"), "passwd");
        assert_eq!(safe("C:\\Windows\\x.exe"), "x.exe");
        assert_eq!(safe("surat\u{202E}fdp.exe"), "suratfdp.exe");
        assert_eq!(safe("..\n"), "lampiran");
        let long = safe(&format!("{}.docx", "a".repeat(400)));
        assert!(long.chars().count() == LONGEST && long.ends_with("a.docx"), "{long}");
    }
}
