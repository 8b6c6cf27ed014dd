"""Pictures that people attach are kept with their pets and records."""
