"""Numbers in Chinese characters, as the formats [DBNum1] (一二三) and [DBNum2] (壹贰叁) write them."""

from typing import Final

from perfdesk.importers.number_format.code import Unknown

_DIGITS: Final = {"1": "〇一二三四五六七八九", "2": "零壹贰叁肆伍陆柒捌玖"}
_TENS: Final = {"1": ("", "十", "百", "千"), "2": ("", "拾", "佰", "仟")}
_GROUPS: Final = ("", "万", "亿")
_MOST_DIGITS: Final = 12


def positional(text: str, kind: str) -> str:
    """Each digit by itself: 2024 is 二〇二四."""
    return text.translate({ord(str(number)): digit for number, digit in enumerate(_DIGITS[kind])})


def spoken(text: str, kind: str) -> str:
    """As a number is read: 12345 is 一万二千三百四十五. `text` is digits, perhaps with decimals. Raises Unknown."""
    whole, point, decimals = text.partition(".")
    if not whole.isdigit() or len(whole) > _MOST_DIGITS:
        raise Unknown
    zero = _DIGITS[kind][0]
    groups = [whole[max(0, end - 4) : end] for end in range(len(whole), 0, -4)]
    read = ""
    for group, unit in zip(groups, _GROUPS, strict=False):
        # A zero is said once for all between two digits.
        gap = zero if read and not read.startswith(zero) and group.endswith("0") else ""
        if group.strip("0"):
            read = _group(group, kind) + unit + gap + read
        elif gap:
            read = zero + read
    return (read.removeprefix(zero) or zero) + point + positional(decimals, kind)


def counted(number: int, kind: str) -> str:
    """A day or month: 10 is 十 in dates, where a number by itself is 一十."""
    read = spoken(str(number), kind)
    return read.removeprefix("一") if 10 <= number < 20 and kind == "1" else read


def _group(group: str, kind: str) -> str:
    digits, tens = _DIGITS[kind], _TENS[kind]
    read = ""
    for place, digit in enumerate(reversed(group)):
        if digit != "0":
            read = digits[int(digit)] + tens[place] + read
        elif read and not read.startswith(digits[0]):
            read = digits[0] + read
    return read
