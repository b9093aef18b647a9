"""Qt models that mirror the current document; none of them changes it."""
