"""When a test gives up waiting: nothing is measured by it, a loaded machine may take its time."""

PATIENCE_SECONDS = 300.0
