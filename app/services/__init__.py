"""Use cases: each takes the main app as one user sees it and plain values, and returns what the model reads."""
