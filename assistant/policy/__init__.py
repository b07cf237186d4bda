"""The city's lists and rules for the personal-data filter, and the desk for false positives."""
