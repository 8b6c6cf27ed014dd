"""The tools about pets: list, find, show, create, change, overview."""
