"""The name of whoever sits at this PC, as the system knows it: a proposal for the name that saves carry."""

import ctypes
import getpass
import sys
from typing import Final

# What installers and offices call an account that is nobody's name.
_NOBODY: Final = {
    "", "admin", "administrator", "default", "guest", "owner", "pc", "root", "test", "user", "users", "用户", "管理员",
}  # fmt: skip
# NameDisplay of EXTENDED_NAME_FORMAT (secext.h): the full name in the account.
_NAME_DISPLAY: Final = 3
_LONGEST: Final = 64


def proposed_name() -> str:
    """The full name in the user's account, else the name of the account; "" where that says nothing."""
    for name in (_full_name(), _account()):
        if name.casefold() not in _NOBODY:
            return name[:_LONGEST]
    return ""


def _account() -> str:
    try:
        return getpass.getuser().strip()
    except (OSError, KeyError, ImportError):  # an account that no table knows
        return ""


if sys.platform == "win32":

    def _full_name() -> str:
        size = ctypes.c_ulong(256)
        buffer = ctypes.create_unicode_buffer(size.value)
        found = ctypes.windll.secur32.GetUserNameExW(_NAME_DISPLAY, buffer, ctypes.byref(size))
        return buffer.value.strip() if found else ""

else:

    def _full_name() -> str:
        import os
        import pwd

        try:
            return pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0].strip()
        except KeyError:
            return ""
