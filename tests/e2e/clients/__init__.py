"""Standard XMPP clients, driven as their users do."""
