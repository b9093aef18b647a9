"""The document as a value: nodes, field vocabulary, edits, history and differences. Standard library only."""
