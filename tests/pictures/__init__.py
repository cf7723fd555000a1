"""Pictures of conversations that really take place on the sandbox, at a fixed moment."""
