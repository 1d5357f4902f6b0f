"""The people of every test: accounts of the demo organisation."""

ADA = "ada"
GRACE = "grace"
LINUS = "linus"
ALAN = "alan"
MARGARET = "margaret"
EVERYBODY = (ADA, GRACE, LINUS, ALAN, MARGARET)
