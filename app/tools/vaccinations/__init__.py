"""The tools about vaccinations: list, add, change, renew."""
