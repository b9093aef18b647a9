"""Fills the office's own Word or Excel file, so that an annex prints exactly as the office printed it."""
