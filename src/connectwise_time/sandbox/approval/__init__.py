"""The life of an hour after it is logged: sheets handed in, approved, sent back, taken back."""
