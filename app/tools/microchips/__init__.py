"""Microchips: the numbers under the skin of a pet."""
