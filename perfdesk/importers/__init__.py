"""Readers turn files into elements, and recognition finds a form's fields in the elements. Adopting the result is
one edit."""
