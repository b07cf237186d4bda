"""Chat tools: one folder each; the registry lists them."""
