"""Sentences that several targets speak: English, without the syntax of any language."""

from __future__ import annotations


def sentence(text: str) -> str:
    """The text with an end to its last sentence; empty stays empty."""
    text = text.strip()
    return text if not text or text[-1] in ".!?:" else f"{text}."


def sentences(*texts: str) -> str:
    """Texts as sentences of one paragraph."""
    return " ".join(filter(None, map(sentence, texts)))


def kind_words(of: str, by: str, tag: str | None) -> str:
    """What an object is of which a key says it.

    Args:
        of: What all such objects are called.
        by: The key.
        tag: What stands there; None where that is none of the known.
    """
    if tag is None:
        return f"{of} with another {by} than the known ones, or with none"
    return f"{of} whose {by} is {tag}"


_REGULAR = {
    "list": "List",
    "get": "Get",
    "create": "Create",
    "update": "Update",
    "delete": "Delete",
}


def title(resource: str, operation: str, said: str) -> str:
    """What an operation is called on pages.

    Args:
        resource: The resource's name.
        operation: The operation's name.
        said: The vendor's own name for it; may be empty.
    """
    if said:
        return said
    if operation in _REGULAR:
        article = "an " if resource[:1].lower() in ("a", "e", "i", "o", "u") else "a "
        article = "" if operation == "list" else article
        return f"{_REGULAR[operation]} {article}{resource}"
    words = operation.replace("_", " ")
    return f"{resource}: {words}"
