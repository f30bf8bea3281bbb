"""Sentences that several targets speak: English, without the syntax of any language."""

from __future__ import annotations


def sentence(text: str) -> str:
    """The text with an end to its last sentence; empty stays empty."""
    text = text.strip()
    return text if not text or text[-1] in ".!?:" else f"{text}."


def sentences(*texts: str) -> str:
    """Texts as sentences of one paragraph."""
    return " ".join(filter(None, map(sentence, texts)))
