"""What the tests drive Stoa with: raw XMPP streams, a whole stack, the feed."""
