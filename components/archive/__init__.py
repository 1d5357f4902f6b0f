"""The archive: makes sure that what was recorded reaches its recipients' archives."""
