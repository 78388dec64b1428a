//! object_stream
