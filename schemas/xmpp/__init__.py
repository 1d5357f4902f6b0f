"""Names and examples of what travels over XMPP."""
