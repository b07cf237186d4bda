"""The HTTP edge: webhooks, health, metrics, error bodies."""
