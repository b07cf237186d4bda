"""One recognizer per kind of personal data, and the explicit list of all."""
