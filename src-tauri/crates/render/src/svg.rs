//! Drawings (SVG 1.1, static) within a budget.
//!
//! What other programs draw in other ways is refused by name, so that a drawing shows here what its maker saw: text (fonts
//! differ), pictures from elsewhere, effects. Scripts and animations are not even read. Nothing outside the bytes is opened.

use std::collections::HashMap;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, roxmltree};

use crate::decode::LONGEST_SIDE;
use crate::{Error, Picture};

/// Longest drawing in bytes: arms of a province drawn in detail have some hundred thousand.
const MOST_BYTES: usize = 4 << 20;
/// Elements, attributes and texts.
const MOST_NODES: u32 = 100_000;
/// Levels of elements; drawings programs write fewer than twenty.
const DEEPEST: usize = 64;
/// Elements that copies (`use`) add up to.
const MOST_COPIED: usize = 100_000;

/// What is not drawn the same way everywhere, or whose cost cannot be foreseen.
const REFUSED: [&str; 7] = ["feImage", "filter", "foreignObject", "image", "marker", "pattern", "text"];

/// Whether the bytes begin like a drawing.
pub(crate) fn is_one(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    // Comments and a document type may be long; the root comes within the first pieces of real files.
    let head = text.get(..text.len().min(64 << 10)).unwrap_or_default();
    text.starts_with(b"<") && head.windows(4).any(|window| window == b"<svg" || window == b":svg")
}

/// Draws it so that its longer side has [`LONGEST_SIDE`] pixels.
pub(crate) fn decode(bytes: &[u8]) -> Result<Picture, Error> {
    if bytes.len() > MOST_BYTES {
        return Err(Error::PictureLong { bytes: bytes.len() });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Error::PictureDamaged)?;
    let text = text.trim_start_matches('\u{FEFF}');
    let options =
        roxmltree::ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::NodesLimitReached => Error::PictureUnsupported { element: "svg" },
        _ => Error::PictureDamaged,
    })?;
    check(&document)?;
    let nowhere = usvg::ImageHrefResolver {
        resolve_data: Box::new(|_, _, _| None),
        resolve_string: Box::new(|_, _| None),
    };
    let options = usvg::Options { image_href_resolver: nowhere, ..usvg::Options::default() };
    let tree = usvg::Tree::from_xmltree(&document, &options).map_err(|_| Error::PictureDamaged)?;
    draw(&tree).ok_or(Error::PictureDamaged)
}

/// Levels, refused elements, and what copies add up to.
fn check(document: &roxmltree::Document<'_>) -> Result<(), Error> {
    let mut ids: HashMap<&str, roxmltree::Node<'_, '_>> = HashMap::new();
    let mut copies = Vec::new();
    let mut open = vec![(document.root_element(), 0_usize)];
    while let Some((node, depth)) = open.pop() {
        let name = node.tag_name().name();
        if depth > DEEPEST {
            return Err(Error::PictureUnsupported { element: "g" });
        }
        if let Some(element) = REFUSED.iter().find(|element| **element == name) {
            return Err(Error::PictureUnsupported { element });
        }
        if let Some(id) = node.attribute("id") {
            ids.insert(id, node);
        }
        if name == "use" {
            copies.push(node);
        }
        open.extend(node.children().filter(roxmltree::Node::is_element).map(|child| (child, depth + 1)));
    }
    let refused = Error::PictureUnsupported { element: "use" };
    let mut copied = 0_usize;
    for copy in copies {
        let link = copy.attributes().find(|attribute| attribute.name() == "href");
        let Some(target) = link.and_then(|link| ids.get(link.value().strip_prefix('#')?)) else { continue };
        for node in target.descendants() {
            copied += 1;
            // Copies of copies grow without bound.
            if copied > MOST_COPIED || node.tag_name().name() == "use" {
                return Err(refused);
            }
        }
    }
    Ok(())
}

#[expect(clippy::as_conversions, reason = "float to integer saturates; pixels of one side are few")]
fn draw(tree: &usvg::Tree) -> Option<Picture> {
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = LONGEST_SIDE as f32 / width.max(height);
    let side = |length: f32| ((length * scale).round() as u32).clamp(1, LONGEST_SIDE as u32);
    let mut pixmap = Pixmap::new(side(width), side(height))?;
    resvg::render(tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    let rgba = pixmap.pixels().iter().flat_map(|pixel| {
        let plain = pixel.demultiply();
        [plain.red(), plain.green(), plain.blue(), plain.alpha()]
    });
    let rgba = rgba.collect();
    Some(Picture {
        width: usize::try_from(pixmap.width()).ok()?,
        height: usize::try_from(pixmap.height()).ok()?,
        rgba,
    })
}
