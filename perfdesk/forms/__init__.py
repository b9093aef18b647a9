"""Annex forms as data, and the Sheet and the book that everything else draws. Definitions: resources/forms."""
