"""Signs programs with osslsigncode. Off unless the build is told a certificate.

NSIS calls it for the uninstaller, while it packs: `python signing.py CERTIFICATE TIME_SERVER PROGRAM`.
"""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from steps import Stopped, run

_TOOL: Final = "osslsigncode"
# Where the password of the certificate stands: never in the command line, which every process can read.
PASSWORD_FILE: Final = "PERFDESK_SIGN_PASSWORD_FILE"


@dataclass(frozen=True)
class Signing:
    """A certificate with its key (PKCS #12), and the service that says when it was signed ("" for none)."""

    certificate: Path
    time_server: str = ""

    def check(self) -> None:
        """Stops if nothing could be signed."""
        if not shutil.which(_TOOL):
            raise Stopped(f"{_TOOL} is missing: apt-get install {_TOOL}. Nothing was built.")
        if not self.certificate.is_file():
            raise Stopped(f"{self.certificate.name}: there is no such certificate. Nothing was built.")

    def command(self, program: str, signed: str) -> list[str]:
        """How one program is signed into a new file."""
        password = os.environ.get(PASSWORD_FILE, "")
        secret = ["-readpass", password] if password else []
        stamp = ["-ts", self.time_server] if self.time_server else []
        what = ["-n", "perfdesk", "-h", "sha256"]
        return [_TOOL, "sign", "-pkcs12", str(self.certificate), *secret, *stamp, *what, "-in", program, "-out", signed]

    def later(self) -> str:
        """The command by which NSIS signs a program, for which it writes %1."""
        return (
            f'"{sys.executable}" "{Path(__file__).resolve()}" "{self.certificate.resolve()}" "{self.time_server}" "%1"'
        )

    def sign(self, program: Path) -> None:
        """Signs it in its place."""
        signed = program.with_suffix(".signed")
        run(self.command(str(program), str(signed)))
        signed.replace(program)


if __name__ == "__main__":
    Signing(Path(sys.argv[1]), sys.argv[2]).sign(Path(sys.argv[3]))
