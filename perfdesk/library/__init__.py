"""The indicator library: usual indicators by field of work, found by words or by pinyin initials."""
