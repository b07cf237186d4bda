"""Which words questions are about, counted without keeping a question."""
