"""What a model can call: one folder per subject, and what the subjects share."""
