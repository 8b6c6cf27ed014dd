"""The tools about medical records: list, add, change."""
