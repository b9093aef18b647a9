"""Checks that find what a finance bureau would send back; one file per family, all listed in one table."""
