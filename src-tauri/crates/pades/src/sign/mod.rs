//! Signing: plan, prepare, finish, and the visible block.
