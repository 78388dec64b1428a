//! What changed after a signature was made (EN 319 142-1 §5.5, ISO 32000-2 §12.8.2).
