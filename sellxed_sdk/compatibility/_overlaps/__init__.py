"""Overlaps: what several plugins change in one place, and who loses there."""
