//! Tests of the parser, on tokens from a small scanner.
