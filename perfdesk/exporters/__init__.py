"""From the book and its Sheets to the files that others read. Exporters write to open streams and know no path."""
