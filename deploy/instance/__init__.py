"""One instance's decisions, places, users, secrets and certificates."""
