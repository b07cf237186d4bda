"""One row per turn, without any text: what analysts count and export."""
