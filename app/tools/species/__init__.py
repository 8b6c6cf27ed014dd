"""The list of species, and the catalog that resolves their names."""
