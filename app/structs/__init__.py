"""What the model sends and reads: one struct per concept, none of it the main app's own JSON."""
