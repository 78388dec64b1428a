//! Validation of signatures: facts, then judgement (EN 319 102-1).
