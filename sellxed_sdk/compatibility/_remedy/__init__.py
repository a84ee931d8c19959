"""What to do about conflicts, at the least cost, and the proof of it."""
