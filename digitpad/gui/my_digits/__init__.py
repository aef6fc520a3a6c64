"""The user's kept digits: their window, collecting them, and lessons on them."""
