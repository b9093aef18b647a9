"""Blocks of cells on their way between this program and Excel, WPS, Word and LibreOffice; no Qt."""
