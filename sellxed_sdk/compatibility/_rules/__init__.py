"""Rules: what somebody wrote down about plugins that do not go together."""
