"""The tools about care: what is due, and the care routines."""
