"""The ledger: everything that was recorded, in a tree that nobody changes unnoticed."""
