"""The published document (in progress)."""
