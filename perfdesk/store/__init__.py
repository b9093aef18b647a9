"""Our own file format, and the one function that writes every file."""
