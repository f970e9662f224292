"""From a file to text: which encoding it is in, and what it is if it is no text."""

import re
from pathlib import Path

from .errors import ArticleError

LARGEST = 20  # megabytes; a year of a newspaper's town page stays below
SAMPLE = 200_000  # characters that are looked at to tell encodings apart
LEAST_COMMON = 0.7  # share of everyday characters below which a decoding is taken for a wrong one

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
TAG = re.compile(r"</?(?:html|head|body|div|p|meta|script)\b|<\?xml|<!--|<!doctype", re.IGNORECASE)
SAVE = 'Open it in the program it comes from and save or copy its text as "plain text, UTF-8".'


def read_bytes(path: str | Path) -> bytes:
    """The bytes of an ordinary file of sensible size.

    Raises:
        ArticleError: there is no such file, it cannot be opened, is a folder, no file, or too large.
    """
    name = repr(f"{str(path)[:60]}…" if len(str(path)) > 80 else str(path))
    try:
        file = Path(path)
        size = file.stat().st_size / 1e6
        if not (file.is_file() or file.is_dir()):
            raise ArticleError(f"{name} is no ordinary file. Save the text as a .txt file first.")
        if file.is_file() and size > LARGEST:
            raise ArticleError(f"{name}: {size:.0f} MB is too large (at most {LARGEST}). Split it.")
        if file.is_dir():
            raise IsADirectoryError
        return file.read_bytes()
    except (OSError, ValueError) as error:
        remedy = next(text for kind, text in REMEDIES.items() if isinstance(error, kind))
        fault = error.args[-1] if error.args else type(error).__name__
        raise ArticleError(f"{name}: {remedy.format(cwd=Path.cwd(), fault=fault)}") from None


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
    what = next((what for sign, what in SIGNATURES.items() if data.startswith(sign)), "")
    if what:
        raise ArticleError(f"{name} is {what}, whatever its name says. {SAVE}")
    marked = next((encoding for bom, encoding in BOMS.items() if data.startswith(bom)), "")
    text, encoding = (_try(data, marked), marked) if marked else _guess(data)
    if text is None:
        raise ArticleError(f"{name}: its first bytes say {marked}, a later one does not fit. {SAVE}")
    if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text):
        raise ArticleError(f"{name} is binary: it holds control characters that no text has. {SAVE}")
    if not encoding:
        raise ArticleError(f"{name}: {_first_fault(data)}, others give no common words. {SAVE}")
    if TAG.match(text.lstrip()[:20]) or len(TAG.findall(text, 0, SAMPLE)) > 4:
        raise ArticleError(
            f"{name} is a web page (HTML). Copy the text that a browser shows, save it as UTF-8."
        )
    return text, encoding


def _guess(data: bytes) -> tuple[str, str]:
    """UTF-8 where it fits; else, of the others that fit, the one that gives the most everyday characters.

    Without one that gives enough of them, the encoding is empty and the text shows the bytes.
    """
    if b"\x00" not in data and (text := _try(data, "utf-8")) is not None:
        return text, "utf-8"
    fits = [(text, name) for name in OTHERS if (text := _try(data, name)) is not None]
    best = max(fits, key=lambda fit: _commonness(fit[0]), default=("", ""))
    return best if _commonness(best[0]) >= LEAST_COMMON else (data.decode("latin-1"), "")


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _first_fault(data: bytes) -> str:
    """Where some bytes stop being UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte {error.start} (line {data.count(10, 0, error.start) + 1}) is no UTF-8"
    return "its zero bytes are no UTF-8"


def _commonness(text: str) -> float:
    """The share of characters that are ASCII or in the first, everyday part of GB2312 (3755 of them)."""
    sample = text[:SAMPLE]
    codes = (char.encode("gb2312", "replace") for char in sample)
    common = sum(
        char in "\n\r\t" or " " <= char < "\x7f" or b"?" < code < b"\xd8"
        for char, code in zip(sample, codes, strict=True)
    )
    return common / max(len(sample), 1)
