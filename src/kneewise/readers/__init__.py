"""Bytes of files to recordings. Units change here, once."""
