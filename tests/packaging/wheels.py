"""Libraries as pip leaves them in a folder, for tests of what goes out."""

from pathlib import Path

MIT = "Permission is hereby granted, free of charge."


def wheel(folder: Path, name: str, licence: str = "License-Expression: MIT", **texts: str) -> None:
    """A library in version 1.0: metadata, licence files, a record of its files."""
    info = f"{name}-1.0.dist-info"
    (folder / info / "licenses").mkdir(parents=True)
    (folder / info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n{licence}\n")
    record = [f"{info}/METADATA,,", f"{info}/RECORD,,"]
    for file, text in texts.items():
        (folder / info / "licenses" / file).write_text(text, encoding="utf-8")
        record.append(f"{info}/licenses/{file},,")
    (folder / info / "RECORD").write_text("\n".join(record))
