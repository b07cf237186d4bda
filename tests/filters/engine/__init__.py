"""Tests of the fast engine."""
