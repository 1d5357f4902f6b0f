"""XML namespaces in use, named by the extension that defines them."""

CLIENT = "jabber:client"
COMPONENT = "jabber:component:accept"
STREAMS = "http://etherx.jabber.org/streams"
STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas"
DISCO_INFO = "http://jabber.org/protocol/disco#info"  # XEP-0030
MUC = "http://jabber.org/protocol/muc"  # XEP-0045
RECEIPTS = "urn:xmpp:receipts"  # XEP-0184
STREAM_MANAGEMENT = "urn:xmpp:sm:3"  # XEP-0198
DELAY = "urn:xmpp:delay"  # XEP-0203
CARBONS = "urn:xmpp:carbons:2"  # XEP-0280
CORRECT = "urn:xmpp:message-correct:0"  # XEP-0308
MAM = "urn:xmpp:mam:2"  # XEP-0313
CHAT_MARKERS = "urn:xmpp:chat-markers:0"  # XEP-0333
HINTS = "urn:xmpp:hints"  # XEP-0334
STANZA_ID = "urn:xmpp:sid:0"  # XEP-0359
RETRACT = "urn:xmpp:message-retract:1"  # XEP-0424
