"""The directory: who the people are and what signs them in."""
