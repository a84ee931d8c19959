"""Offline licences, signed updates, conflict reports and admin notices for shop modules."""
