"""How Stoa is run on one machine: setting up, supervising and examining its parts."""
