"""Readers (text, Word) to elements, and recognition of elements by a form. Adopting the result is one edit."""
