"""Rounds of an office made by chance, and an oracle that knows what each merge must keep, ask and take."""
