"""What is used: quotas, the log of turns, and what can be learnt from it."""
