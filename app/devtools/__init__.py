"""What developers and visitors use and production never loads: sandbox main app, playground, demo."""
