"""XML namespaces in use, named by the extension that defines them."""

XML = "http://www.w3.org/XML/1998/namespace"
CLIENT = "jabber:client"
COMPONENT = "jabber:component:accept"
STREAMS = "http://etherx.jabber.org/streams"
STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas"
DATA = "jabber:x:data"  # XEP-0004
DISCO_INFO = "http://jabber.org/protocol/disco#info"  # XEP-0030
DISCO_ITEMS = "http://jabber.org/protocol/disco#items"
MUC = "http://jabber.org/protocol/muc"  # XEP-0045
COMMANDS = "http://jabber.org/protocol/commands"  # XEP-0050
VCARD = "vcard-temp"  # XEP-0054
SEARCH = "jabber:iq:search"  # XEP-0055
RSM = "http://jabber.org/protocol/rsm"  # XEP-0059
VCARD4 = "urn:ietf:params:xml:ns:vcard-4.0"  # XEP-0292
RECEIPTS = "urn:xmpp:receipts"  # XEP-0184
STREAM_MANAGEMENT = "urn:xmpp:sm:3"  # XEP-0198
PING = "urn:xmpp:ping"  # XEP-0199
DELAY = "urn:xmpp:delay"  # XEP-0203
CARBONS = "urn:xmpp:carbons:2"  # XEP-0280
CORRECT = "urn:xmpp:message-correct:0"  # XEP-0308
MAM = "urn:xmpp:mam:2"  # XEP-0313
CHAT_MARKERS = "urn:xmpp:chat-markers:0"  # XEP-0333
HINTS = "urn:xmpp:hints"  # XEP-0334
STANZA_ID = "urn:xmpp:sid:0"  # XEP-0359
UPLOAD = "urn:xmpp:http:upload:0"  # XEP-0363
RETRACT = "urn:xmpp:message-retract:1"  # XEP-0424
