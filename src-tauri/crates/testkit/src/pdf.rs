//! Smallest sound PDF documents, written by hand so that none of our code takes part.

/// A document of these objects, numbered from 1; the first must be the catalogue. One cross-reference table, one revision.
pub fn of(objects: &[&str]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, body) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", index + 1).as_bytes());
    }
    let (start, size) = (out.len(), objects.len() + 1);
    let tail = format!("trailer\n<</Root 1 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF\n");
    out.extend_from_slice(format!("xref\n0 {size}\n{table}{tail}").as_bytes());
    out
}

/// One page of `width` × `height` points with this content stream (Helvetica is there as `/F1`).
pub fn page(width: u32, height: u32, content: &str) -> Vec<u8> {
    of(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        &format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        &format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ])
}
