"""A text made plain for matching, character for character, so that positions stay those of the original."""

from __future__ import annotations

import re
import unicodedata

_SWAPS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u2022\u25cf\u25aa\u25e6\u2023\u00b7", "\n"),
        **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2007\u2009\u200a\u202f\u3000\ufeff\u200b\u200c\u200d\t", " "),
        "\u2026": ".",
        "\u00b5": "u",
        "\u03bc": "u",
        "\u00ba": "\u00b0",
        "\u2265": ">",
        "\u2264": "<",
        "\uff1f": "?",
        "\u2191": "^",
    }
)
# short forms whose full stops are no sentence ends; the stops become spaces, so that the length stays the same
_DOTTED = re.compile(
    r"\b(?:[yie]\.\s?[og]\.?|a\.m\.?|p\.m\.?|(?:approx|dr|mr|mrs|vs|incl|esp|hx|pt|temp|max|min|wk|yrs?|ca|resp|lt|rt)\.(?=\s|\w))"
)


def _narrow(char: str) -> str:
    """One lower-case character without accents, or a space for what cannot be printed."""
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return "\n" if char in "\n\r" else " "
    base = unicodedata.normalize("NFKD", char)[:1].lower()
    return base if len(base) == 1 else char


def plain(text: str) -> str:
    """Return the text in lower case, with plain quotes, dashes and spaces, and exactly as long as it was.

    Parameters
    ----------
    text : str
        Anything.

    Returns
    -------
    str
        As many characters as ``text``.
    """
    swapped = text.translate(_SWAPS)
    if swapped.isascii() and swapped.isprintable():
        narrow = swapped.lower()
    else:
        table = {ord(char): _narrow(char) for char in set(swapped) if not char.isascii() or not char.isprintable()}
        narrow = "".join(c if len(c.lower()) != 1 else c.lower() for c in swapped.translate(table))
    return _DOTTED.sub(lambda match: match.group().replace(".", " "), narrow)
