"""Value types every package shares; imports no framework."""
