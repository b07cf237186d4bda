"""The signed generic contract (Standard Webhooks) and tools mapped onto it by settings."""
