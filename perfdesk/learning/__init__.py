"""Learns a form from an annex that is none of the known ones: a proposal with reasons, and the form file of it."""
