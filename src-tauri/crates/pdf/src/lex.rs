//! lex
