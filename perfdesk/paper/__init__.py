"""From the book to pages: lines and pages by counting, without fonts and without Qt."""
