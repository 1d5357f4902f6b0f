"""Web clients in Chromium, measured side by side."""
