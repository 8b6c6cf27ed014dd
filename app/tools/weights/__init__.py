"""The tools about weights: list, add, change, many at once."""
