"""Counts contents other than plain text, and reports them in one line for each kind and table."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from perfdesk.importers.grid import Remark


class Place(NamedTuple):
    """A cell of a table or a paragraph, in words: ("第2张表", "第7行第5格") or ("", "第12段")."""

    where: str
    at: str = ""


class RemarkKind(NamedTuple):
    """A kind of content. `lost` says that it is visible in the file and missing in the document. `whole` says that
    it was understood and is reported once for the file."""

    what: str
    lost: bool = True
    whole: bool = False
    fate: str = "没有装入"


SYMBOL: Final = RemarkKind("符号字体的字", lost=False, whole=True, fate="已换成通用字符")
NUMBER: Final = RemarkKind("Word 自动编号", lost=False, whole=True, fate="已算出并写进文字")
EQUATION: Final = RemarkKind("公式", lost=False, whole=True, fate="按一行文字装入")
PROMPT: Final = RemarkKind("没有填写的内容控件", lost=False, whole=True, fate="当作空白")
SHIFTED: Final = RemarkKind("上标或下标", lost=False, fate="按普通文字装入")
STRUCK: Final = RemarkKind("删除线文字", lost=False)
DELETED: Final = RemarkKind("修订中删除的文字", lost=False)
MOVED: Final = RemarkKind("修订中移走的文字", lost=False)
HIDDEN: Final = RemarkKind("隐藏文字", lost=False)
COVERED: Final = RemarkKind("合并单元格遮住的文字", lost=False)
HIDDEN_ROW: Final = RemarkKind("隐藏的行", lost=False)
DELETED_ROW: Final = RemarkKind("修订中删除的行", lost=False)
RUBY: Final = RemarkKind("拼音", lost=False)
SHAPE: Final = RemarkKind("没有文字的图形", lost=False)
FETCHED: Final = RemarkKind("来自其他文件或程序的文字", lost=False, fate="没有重新去取，装入的是文件里存着的结果")
PRIVATE: Final = RemarkKind("只有本机字体才有的字", lost=False, fate="按原样保留，请核对")
UNKNOWN_SYMBOL: Final = RemarkKind("认不出的符号")
UNKNOWN_NUMBER: Final = RemarkKind("算不出的 Word 自动编号")
FIELD: Final = RemarkKind("没有结果的域")
OPEN_FIELD: Final = RemarkKind("不完整的域")
PICTURE: Final = RemarkKind("图片")
CHART: Final = RemarkKind("图表")
DIAGRAM: Final = RemarkKind("SmartArt 图形")
WORD_ART: Final = RemarkKind("艺术字")
OBJECT: Final = RemarkKind("嵌入的对象")
INK: Final = RemarkKind("墨迹")
CONTROL: Final = RemarkKind("控件")
BOUND: Final = RemarkKind("存放在正文之外的内容控件")
COMMENT: Final = RemarkKind("批注")
NOTE: Final = RemarkKind("脚注或尾注")
CHUNK: Final = RemarkKind("插入的其他文件")
CELL_DELETED: Final = RemarkKind("修订中删除的单元格")
CELL_MERGED: Final = RemarkKind("修订中合并的单元格", fate="没有按合并装入")
STRAY: Final = RemarkKind("表格里单元格之外的内容")
UNKNOWN: Final = RemarkKind("不认识的内容")

_LONGEST_QUOTE: Final = 60
_LONGEST_TEXT: Final = 150
_KEPT: Final = 12
# A file with more groups was made to fill the memory. The rest is counted together.
_MOST_GROUPS: Final = 2_000


class _Group:
    """What was met of a kind in a table: how often, the first of them, and each different text with its count."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[tuple[str, str]] = []
        self.quotes: Counter[str] = Counter()


class Tally:
    """Collects the contents."""

    def __init__(self) -> None:
        self._groups: dict[tuple[RemarkKind, str], _Group] = {}
        self._named: set[RemarkKind] = set()

    def add(self, kind: RemarkKind, place: Place, quote: str = "") -> None:
        """Counts one more of a kind. `quote` is its text."""
        self._named.add(kind)
        key = (kind, "" if kind.whole or len(self._groups) > _MOST_GROUPS else place.where)
        group = self._groups.setdefault(key, _Group())
        group.count += 1
        quote = _short(quote)
        if len(group.first) < _KEPT:
            at = place.at if key[1] == place.where else f"{place.where}{place.at}"
            group.first.append((at, quote))
        if quote and (len(group.quotes) < _KEPT or quote in group.quotes):
            group.quotes[quote] += 1

    def has(self, *kinds: RemarkKind) -> bool:
        """Whether one of these kinds was met."""
        return not self._named.isdisjoint(kinds)

    def remarks(self) -> Iterator[Remark]:
        """What is to be said, in the order in which it was met."""
        for (kind, where), group in self._groups.items():
            many = f"{group.count} 处" if group.count > 1 else ""
            # Chinese and Latin letters stand apart, as everywhere on the screen.
            many += " " if many and kind.what[0].isascii() else ""
            said = f"{many}{kind.what}{kind.fate}"
            if group.count == 1:
                at, quote = group.first[0]
                yield Remark(where + at, f"{said}：“{quote}”" if quote else said, kind.lost)
            else:
                details = _counted(group) if kind.whole else _placed(group)
                yield Remark(where, f"{said}：{details}" if details else said, kind.lost)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "……"


def _counted(group: _Group) -> str:
    """≥（15）、☑（4）: each text with how often it was met."""
    return _joined([f"{text}（{count}）" for text, count in group.quotes.most_common()], sum(group.quotes.values()))


def _placed(group: _Group) -> str:
    return _joined([at + (f"“{quote}”" if quote else "") for at, quote in group.first], group.count)


def _joined(pieces: list[str], all_of_them: int) -> str:
    shown: list[str] = []
    for piece in pieces:
        if shown and sum(map(len, shown)) + len(piece) > _LONGEST_TEXT:
            break
        shown.append(piece)
    return "、".join(shown) + ("等" if len(shown) < min(len(pieces), all_of_them) or len(pieces) == _KEPT else "")
