"""The search for a conflict that no rule knows: which combination to try next."""
