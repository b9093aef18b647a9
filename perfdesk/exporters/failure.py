"""What an exporter raises when a document cannot be written as asked."""


class ExportFailure(Exception):
    """The kind of file cannot hold the document. The message is a Chinese sentence that says what to do instead."""
