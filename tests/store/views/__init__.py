"""What the archive makes of the ledger."""
