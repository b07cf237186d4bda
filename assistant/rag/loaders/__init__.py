"""Readers of documents, one for each format."""
