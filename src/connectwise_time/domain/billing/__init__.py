"""What an entry would be billed as, and who has a say in it. Pure."""
