"""Who is calling: access tokens, what is sealed in them, the guard that proves them, limits per caller."""
