"""The only door to a generative-AI provider."""
