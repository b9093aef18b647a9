"""From the book to pages: line breaking and pagination by counting, without fonts and without Qt."""
