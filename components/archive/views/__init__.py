"""What was recorded, as people ask for it: conversations, messages, who read what."""
