"""What was said before in a conversation: clean text only, kept for days."""
