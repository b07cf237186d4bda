"""Monthly token quotas: caps, reservations, the append-only ledger, offline token counting."""
