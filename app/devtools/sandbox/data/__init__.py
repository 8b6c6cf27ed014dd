"""What the stand-in main app remembers: people, pets, health records and habits, all in memory."""
