"""SQLite, where those who write stand in line."""
