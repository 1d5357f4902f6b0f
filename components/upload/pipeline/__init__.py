"""What happens to a file between its coming and its being handed out."""
