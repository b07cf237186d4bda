"""Finds personal data in Japanese text and decides what may go on."""
