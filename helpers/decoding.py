"""From a file to text: which encoding it is in, and what it is if it is no text."""

import re
from functools import lru_cache
from pathlib import Path

from .errors import ArticleError

LARGEST = 20_000_000  # bytes; a year of a newspaper's town page stays below
SAMPLE = 200_000  # characters that are looked at to tell encodings apart
# Shares of everyday characters below which a decoding is taken for a wrong one: of the text, of one line.
LEAST_COMMON, LEAST_IN_LINE = 0.7, 0.4

# First bytes of files that are no text (Wikipedia, "List of file signatures").
SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word document or another zip archive",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "a rich text document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"SQLite": "a database",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "an archive",
    b"Rar!": "an archive",
}
BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
OTHERS = ("gb18030", "utf-16-le", "utf-16-be")  # tried where UTF-8 does not fit
REMEDIES = {  # what keeps a file from being opened, and what to do about it
    FileNotFoundError: "there is no such file, seen from {cwd}. Check folder and spelling.",
    IsADirectoryError: "it is a folder. Give a file in it, or analyse_corpus all its files.",
    PermissionError: "you may not read this file. Copy it to a folder of your own.",
    Exception: "it cannot be opened: {fault}. For a text instead of a file use parse_article(text).",
}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
TAG = re.compile(r"</?(?:html|head|body|div|p|meta|script)\b|<\?xml|<!--|<!doctype", re.IGNORECASE)
SAVE = 'Open it in the program it comes from and save or copy its text as "plain text, UTF-8".'


def read_bytes(path: str | Path) -> bytes:
    """The bytes of an ordinary file of at most ``LARGEST``.

    Raises:
        ArticleError: there is no such file, it cannot be opened, is a folder, no file, or too large.
    """
    name = repr(str(path)[-80:])
    try:
        file = Path(path)
        if file.is_dir():
            raise IsADirectoryError
        if file.exists() and not file.is_file():  # a pipe would keep us waiting
            raise ArticleError(f"{name} is no ordinary file. Save the text as a .txt file first.")
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError, TypeError) as error:
        remedy = next(text for kind, text in REMEDIES.items() if isinstance(error, kind))
        fault = error.args[-1] if error.args else type(error).__name__
        raise ArticleError(f"{name}: {remedy.format(cwd=Path.cwd(), fault=fault)}") from None
    if len(data) > LARGEST:
        raise ArticleError(f"{name} is too large: more than {LARGEST // 1_000_000} MB. Split it.")
    return data


def decode(data: bytes, name: str = "text") -> tuple[str, str]:
    """The text of some bytes and the encoding that they were in, without the byte-order mark.

    >>> decode("塘栖".encode("gbk"))
    ('塘栖', 'gb18030')

    Args:
        data: all bytes of a file.
        name: what the message calls it.

    Raises:
        ArticleError: the bytes are empty, no text, a web page or in an encoding that is not known.
    """
    if not data.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe\x00"):
        raise ArticleError(f"{name} is empty. Paste the article's text into it and save it as UTF-8.")
    if what := next((what for sign, what in SIGNATURES.items() if data.startswith(sign)), ""):
        raise ArticleError(f"{name} is {what}, whatever its name says. {SAVE}")
    marked = next((encoding for bom, encoding in BOMS.items() if data.startswith(bom)), "")
    text, encoding = _try(data, marked or "utf-8")
    if not marked and (not encoding or "\x00" in text):
        text, encoding = max((_try(data, other) for other in OTHERS), key=lambda fit: _commonness(fit[0]))
    if not encoding or not (encoding.startswith("utf-8") or _fits(text)):
        text, encoding = "" if marked else data.decode("latin-1"), ""
    if CONTROL.search(text):
        raise ArticleError(f"{name} is binary: it holds control characters that no text has. {SAVE}")
    if not encoding:
        raise ArticleError(f"{name}: {_first_fault(data, marked or 'utf-8')}. {SAVE}")
    if TAG.match(text.lstrip()[:20]) or len(TAG.findall(text, 0, SAMPLE)) > 4:
        raise ArticleError(
            f"{name} is a web page (HTML). Copy the text that a browser shows, save it as UTF-8."
        )
    return text, encoding


def _try(data: bytes, encoding: str) -> tuple[str, str]:
    """Text and encoding, both empty where the bytes do not fit."""
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        return "", ""


def _first_fault(data: bytes, encoding: str) -> str:
    """Where some bytes stop being what they seem to be."""
    try:
        data.decode(encoding)
        return f"read as {encoding.upper()}, it gives no common words"
    except UnicodeDecodeError as error:
        line = data.count(10, 0, error.start) + 1
        return f"byte {error.start} (line {line}) is no {encoding.upper()}, no other encoding fits all of it"


def _fits(text: str) -> bool:
    """Whether a text is in everyday characters, and each line too: another encoding may begin half-way."""
    lines = (line for line in text.splitlines() if len(line) >= 8)
    return _commonness(text) >= LEAST_COMMON and min(map(_commonness, lines), default=1) >= LEAST_IN_LINE


def _commonness(text: str) -> float:
    """The share of everyday characters in the beginning of a text; 0 for none."""
    sample = text[:SAMPLE]
    return 1 - len(sample.translate(_everyday())) / len(sample) if sample else 0


@lru_cache
def _everyday() -> dict[int, None]:
    """ASCII, signs and the everyday parts of GB2312 (3755 characters) and Big5 (5401), for translate."""
    mainland = bytes(byte for a in range(0xA1, 0xD8) for b in range(0xA1, 0xFF) for byte in (a, b))
    taiwan = bytes(byte for a in range(0xA4, 0xC7) for b in range(0x40, 0xFF) for byte in (a, b))
    signs = "\n\r\t" + "".join(map(chr, range(32, 127)))
    known = signs + mainland.decode("gb2312", "ignore") + taiwan.decode("big5", "ignore")
    return dict.fromkeys(map(ord, known))
