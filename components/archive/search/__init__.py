"""Finding messages: what is typed, what it means in SQL, and what is shown of each hit."""
