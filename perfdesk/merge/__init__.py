"""Base and N versions in, a plan out; applying a plan is one edit. Pure: no files, no Qt, no clock."""
