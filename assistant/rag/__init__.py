"""Look-up of passages in ordinances and guidelines."""
