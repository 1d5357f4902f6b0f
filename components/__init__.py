"""One folder, one component, one XMPP domain; components never import each other."""
