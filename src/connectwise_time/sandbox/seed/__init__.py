"""What a new world contains."""
