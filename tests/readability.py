"""How hard a text is to read: the grade of Kincaid and others (1975), from words, sentences and syllables.

grade = 0.39 · words/sentences + 11.8 · syllables/words − 15.59
"""

from __future__ import annotations

import re


def grade(text: str) -> float:
    """Flesch-Kincaid grade: years of school that an English text asks for; a text without a full stop is one sentence."""
    words = re.findall(r"[A-Za-z']+", text)
    sentences = max(1, len(re.findall(r"[.!?](?:\s|$)", text)))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Vowel groups, without a silent final e."""
    word = word.lower().strip("'")
    count = len(re.findall(r"[aeiouy]+", word))
    if re.search(r"[^aeiouyl]e$", word) or re.search(r"[^aeiouytd]ed$", word):
        count -= 1
    return max(1, count)
