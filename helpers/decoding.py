"""From a file to text: which encoding it is in, and what it is if it is no text."""

import re
from pathlib import Path

from .errors import ArticleError

LARGEST = 20_000_000  # bytes; a year of a newspaper's town page stays below
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
TAG = re.compile(r"</?(?:html|head|body|div|p|meta|script)\b|<\?xml|<!--|<!doctype", re.IGNORECASE)
SAVE = 'Open it in the program it comes from and save or copy its text as "plain text, UTF-8".'


def read_bytes(path: str | Path) -> bytes:
    """The bytes of an ordinary file of sensible size.

    Raises:
        ArticleError: there is no such file, it cannot be opened, is a folder, empty or too large.
    """
    name = repr(str(path)) if len(str(path)) < 80 else f"'{str(path)[:60]}…'"
    try:
        file = Path(path)
        if file.is_dir():
            raise ArticleError(f"{name} is a folder. Give a file in it, or analyse_corpus all its files.")
        if file.exists() and not file.is_file():
            raise ArticleError(f"{name} is no ordinary file. Save the text as a .txt file first.")
        if file.is_file() and file.stat().st_size > LARGEST:
            size = file.stat().st_size / 1e6
            raise ArticleError(
                f"{name}: {size:.0f} MB is too large for an article (at most 20). Split the file."
            )
        return file.read_bytes()
    except FileNotFoundError:
        raise ArticleError(
            f"{name}: no such file, seen from {Path.cwd()}. Check folder and spelling."
        ) from None
    except PermissionError:
        raise ArticleError(f"{name}: you may not read this file. Copy it to a folder of your own.") from None
    except (OSError, ValueError) as error:
        remedy = "For a text instead of a file use parse_article(text)."
        raise ArticleError(f"{name} cannot be opened: {error.args[-1]}. {remedy}") from None


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
    text, encoding = _decode_marked(data, name) or _decode_unmarked(data, name)
    if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text):
        raise ArticleError(f"{name} is binary: it holds control characters that no text has. {SAVE}")
    if TAG.match(text.lstrip()[:20]) or len(TAG.findall(text, 0, SAMPLE)) > 4:
        raise ArticleError(
            f"{name} is a web page (HTML). Open it in a browser, copy the article's text, save it as UTF-8."
        )
    return text, encoding


def _decode_marked(data: bytes, name: str) -> tuple[str, str] | None:
    encoding = next((encoding for bom, encoding in BOMS.items() if data.startswith(bom)), "")
    if not encoding:
        return None
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"{name}: its first bytes say {encoding}, byte {error.start} does not fit. {SAVE}"
        ) from None


def _decode_unmarked(data: bytes, name: str) -> tuple[str, str]:
    """UTF-8 where it fits; else, of the others that fit, the one that gives the most everyday characters."""
    fault = 0
    try:
        if b"\x00" not in data:
            return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        fault = error.start
    fits = [pair for encoding in ("gb18030", "utf-16-le", "utf-16-be") if (pair := _try(data, encoding))]
    text, encoding = max(fits, key=lambda pair: _commonness(pair[0]), default=("", ""))
    if _commonness(text) >= LEAST_COMMON:
        return text, encoding
    if b"\x00" in data:
        raise ArticleError(f"{name} is binary, no text. {SAVE}")
    line = data.count(b"\n", 0, fault) + 1
    raise ArticleError(
        f"{name}: byte {fault} (line {line}) is no UTF-8, and GB18030 or UTF-16 give no common words. {SAVE}"
    )


def _try(data: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        return None


def _commonness(text: str) -> float:
    """The share of characters that are ASCII or in the first, everyday part of GB2312 (3755 of them)."""
    sample = text[:SAMPLE]
    common = sum(" " <= char < "\x7f" or char in "\n\r\t" for char in sample)
    common += sum(
        char.encode("gb2312", "replace") < b"\xd8" and char.encode("gb2312", "replace") != b"?"
        for char in sample
        if char >= "\x7f"
    )
    return common / len(sample) if sample else 0.0
