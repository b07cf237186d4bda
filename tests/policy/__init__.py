"""The city's lists, rules and desk."""
