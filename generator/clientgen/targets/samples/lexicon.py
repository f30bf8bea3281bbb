"""Words of examples: what a thing is called, and what stands in a field, by the words of names.

The words are those of English names of things and fields; they know no API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from .always import Always

Words = tuple[str, ...]
"""The words of a name in snake case."""

Text = Callable[[int], str]
"""Gives the text of a thing by its number."""

FIRST = 17
"""What the first thing is numbered in its texts."""

_FIRST_NAMES = ("Ada", "Grace", "Emmy", "Lise", "Maria", "Sofia", "Rosa", "Ida")
_LAST_NAMES = ("Keller", "Novak", "Larsen", "Rossi", "Meyer", "Dubois", "Silva")
_COMPANIES = ("Northwind Trading", "Bluewater Supply", "Alder & Sons", "Keystone Works")
_PERSONS = (
    *("author", "contact", "driver", "employee", "labor", "labour", "member", "owner"),
    *("patient", "person", "requester", "technician", "user", "worker", "manager"),
)
_FIRMS = (
    *("account_holder", "buyer", "carrier", "client", "company", "customer", "dealer"),
    *("maker", "make", "manufacturer", "organisation", "organization", "partner"),
    *("publisher", "seller", "supplier", "tenant", "vendor"),
)
# What things of these names are called, and their short codes.
_NAMES: Mapping[str, Sequence[str]] = {
    "article": ("Desk lamp", "Office chair", "Bookshelf"),
    "asset": ("Cooling pump 1", "Conveyor belt 2", "Air compressor"),
    "branch": ("Main branch", "North branch"),
    "category": ("General", "Electrical", "Mechanical"),
    "counter": ("Operating hours", "Cycles"),
    "country": ("Germany", "France", "Spain"),
    "currency": ("Euro", "US dollar", "Pound sterling"),
    "department": ("Production", "Purchasing", "Sales"),
    "document": ("Operating manual.pdf", "Inspection report.pdf"),
    "file": ("Operating manual.pdf", "Inspection report.pdf"),
    "item": ("Ball bearing 6204", "Shaft seal", "V-belt"),
    "line": ("Ball bearing 6204", "Shaft seal", "V-belt"),
    "group": ("Spare parts", "Office supplies", "Tools"),
    "location": ("Hall 2", "Hall 3", "Yard"),
    "machine": ("Cooling pump 1", "Conveyor belt 2", "Air compressor"),
    "material": ("Ball bearing 6204", "Hydraulic oil", "V-belt"),
    "meter": ("Operating hours", "Cycles"),
    "model": ("CP-200", "CB-75", "AC-11"),
    "part": ("Ball bearing 6204", "Shaft seal", "V-belt"),
    "platform": ("Example ERP", "Example EAM"),
    "product": ("Desk lamp", "Office chair", "Bookshelf"),
    "project": ("Extension of hall 2", "New packing line"),
    "role": ("Technician", "Planner", "Buyer"),
    "shelf": ("A-03", "A-04", "B-01"),
    "site": ("Plant North", "Plant South"),
    "status": ("Open", "In progress", "Done"),
    "storeroom": ("Main storeroom", "Spare parts storeroom"),
    "tax": ("VAT 19 %", "VAT 7 %"),
    "team": ("Mechanics", "Electricians"),
    "unit": ("Piece", "Hour", "Kilogram"),
    "uom": ("Piece", "Hour", "Kilogram"),
    "warehouse": ("Main warehouse", "Harbour warehouse"),
    "measure": ("Piece", "Hour", "Kilogram"),
}
_CODES: Mapping[str, Sequence[str]] = {
    "country": ("DE", "FR", "ES"),
    "currency": ("EUR", "USD", "GBP"),
    "measure": ("PCS", "HUR", "KGM"),
    "status": ("OPEN", "IN_PROGRESS", "DONE"),
    "tax": ("VAT19", "VAT7"),
    "unit": ("PCS", "HUR", "KGM"),
    "uom": ("PCS", "HUR", "KGM"),
}
# By the last words of a field's name, the longest first.
_TEXTS: Mapping[str, str] = {
    "access_token": "example-access-token",
    "address": "Example Street 17, 10115 Berlin",
    "addresses": "Example Street 17, 10115 Berlin",
    "address_lines": "Example Street 17",
    "addressee": "Goods in",
    "bic": "COBADEFFXXX",
    "billing_address": "Example Street 17, 10115 Berlin",
    "category_code": "GENERAL",
    "city": "Berlin",
    "class": "A",
    "colour": "blue",
    "color": "blue",
    "condition": "good",
    "content_type": "application/pdf",
    "country": "DE",
    "criticality": "medium",
    "currency": "EUR",
    "ean": "4006381333931",
    "expires_in": "86400",
    "file_name": "manual.pdf",
    "format": "pdf",
    "gtin": "4006381333931",
    "iban": "DE89370400440532013000",
    "ip": "192.0.2.17",
    "isbn": "9780306406157",
    "label": "Example",
    "language": "en",
    "locale": "en",
    "media_type": "application/pdf",
    "method": "Standard",
    "mime_type": "application/pdf",
    "nick_names": "Ada",
    "password": "example-password",
    "phase": "planning",
    "postal_code": "10115",
    "post_code": "10115",
    "postcode": "10115",
    "priority": "medium",
    "province": "Berlin",
    "reason": "Stocktaking",
    "refresh_token": "example-refresh-token",
    "region": "Berlin",
    "remarks": "Checked, nothing else found.",
    "scope": "general",
    "scopes": "read write",
    "severity": "medium",
    "state": "Berlin",
    "status": "open",
    "street": "Example Street 17",
    "tag": "example",
    "tags": "example",
    "terms": "30 days net",
    "time_zone": "Europe/Berlin",
    "timezone": "Europe/Berlin",
    "token": "example-token",
    "type": "standard",
    "upc": "036000291452",
    "username": "ada.keller",
    "version": "1.0",
    "zip": "10115",
    "zip_code": "10115",
}
_PHONES = ("fax", "mobile", "phone", "phones", "telephone")
_MAILS = ("email", "emails", "mail")
_LINKS = ("href", "link", "redirect", "redirects", "uri", "url", "website")
_SERIALS = ("no", "number", "ref", "reference")
_LINES = ("line", "position", "pos", "index")
_LONG = ("comment", "comments", "description", "note", "notes", "summary", "text")
_DONE = (
    "deleted",
    "archived",
    "blocked",
    "cancelled",
    "canceled",
    "disabled",
    "locked",
)
_SMALL = ("of", "the", "and", "for")


def called(subject: Words) -> str:
    """A thing of a resource, in words: ``Purchase order``."""
    words = " ".join(subject)
    return words[:1].upper() + words[1:]


def initials(subject: Words) -> str:
    """A short code of a resource's name: ``PO`` of PurchaseOrder, ``INV`` of Invoice."""
    great = [word for word in subject if word not in _SMALL]
    if len(great) > 1:
        return "".join(word[0] for word in great[:4]).upper()
    return "".join(great)[:3].upper()


def picked(choices: Sequence[str]) -> Text:
    """The choices one after the other; once they are used up, with a number."""
    count = len(choices)

    def text(number: int) -> str:
        again, index = divmod(number, count)
        return f"{choices[index]} {again + 1}" if again else choices[index]

    return text


def first_name(number: int) -> str:
    """Of a person."""
    return _FIRST_NAMES[number % len(_FIRST_NAMES)]


def last_name(number: int) -> str:
    """Of a person."""
    return _LAST_NAMES[number % len(_LAST_NAMES)]


def name_of(subject: Words) -> Text | None:
    """What a thing is called, by the words of its kind; None when nothing fits."""
    for word in reversed(subject):
        if word in _PERSONS:
            return lambda n: f"{first_name(n)} {last_name(n)}"
        if word in _FIRMS:
            return picked(_COMPANIES)
        if word in _NAMES:
            return picked(_NAMES[word])
    return None


def text_of(name: Words, subject: Words, line: int = 0) -> Text:
    """What stands in a text field.

    Args:
        name: Of the field.
        subject: Of the thing that has it.
        line: Its number in a list, from 0.

    Returns:
        A text by the thing's number; realistic where the name is known, else made of it.
    """
    last = name[-1:]
    for start in range(len(name)):
        fixed = _TEXTS.get("_".join(name[start:]))
        if fixed is not None and not (name[start:] == ("status",) and start):
            return Always(fixed)
    match last:
        case (word,) if word in _MAILS:
            return lambda n: _mail(n)
        case (word,) if word in _PHONES:
            return lambda n: f"+1 555 01{(n + line) % 100:02d}"
        case (word,) if word in _LINKS:
            place = "-".join(name[:-1]) or "-".join(subject)
            return Always(f"https://example.com/{_ascii(place)}")
        case ("name",) if len(name) > 1:
            return _part_of_a_name(name)
        case ("name",):
            return _further(name_of(subject), line) or _titled(subject)
        case ("title",):
            return _titled(subject)
        case ("code",) | ("symbol",):
            return _code(name[:-1] or subject, line)
        case ("sku",):
            return lambda n: f"SKU-{n + line + FIRST:04d}"
        case ("id",) | ("uuid",):
            return lambda n: f"{n + line + FIRST}"
        case (word,) if word in _SERIALS:
            return _serial(name, line)
        case ("position",) | ("pos",):
            return _position(subject, name, line)
        case (word,) if word in _LONG:
            return Always(_remark(last[0], subject))
        case ("instructions",):
            return Always("Stop the machine, then replace the bearing.")
        case ("person",) | ("contact",) | ("requester",):
            return lambda n: f"{first_name(n)} {last_name(n)}"
        case (word,) if word in _NAMES and word not in ("model", "group"):
            return picked(_NAMES[word])
    if name[:1] in (("is",), ("has",), ("can",)):
        return Always("true" if is_true(name) else "false")
    if name[-1:] == ("required",):
        return Always("true")
    return Always(f"Example {' '.join(name) or 'text'}")


def is_true(name: Words) -> bool:
    """What stands in a field of yes and no."""
    return not any(word in _DONE or word == "deprecated" for word in name)


def _remark(kind: str, subject: Words) -> str:
    if kind in ("description", "summary"):
        is_line = subject[-1:] in (("item",), ("line",))
        return f"{'Spare part' if is_line else called(subject)} for hall 2"
    return "Please call before any change."


def _further(text: Text | None, line: int) -> Text | None:
    """The text of a line in a list: that of a thing further on."""
    return (lambda n: text(n + line)) if text and line else text


def _mail(number: int) -> str:
    suffix = number if number else ""
    return f"{first_name(number)}.{last_name(number)}{suffix}@example.com".lower()


def _ascii(words: str) -> str:
    return "".join(
        c if c.isascii() and (c.isalnum() or c == "-") else "-" for c in words
    )


def _titled(subject: Words) -> Text:
    words = called(subject)
    return lambda n: f"{words} 2026-{n + FIRST:04d}"


def _code(subject: Words, line: int) -> Text:
    for word in reversed(subject):
        if word in _CODES:
            return picked(_CODES[word])
    short = initials(subject) or "C"
    return lambda n: f"{short}-{n + line + FIRST:04d}"


def _serial(name: Words, line: int) -> Text:
    what = name[:-1]
    if what[-1:] and what[-1] in _LINES:
        return Always(str(line + 1))
    if not what or what[-1] in ("order", "invoice", "document", "shipment"):
        return lambda n: f"2026-{n + FIRST:04d}"
    short = initials(what)
    return lambda n: f"{short}-{n + line + FIRST:04d}"


def _position(subject: Words, name: Words, line: int) -> Text:
    if any(word in _PERSONS for word in subject):
        return Always("Maintenance manager")
    if len(name) == 1 and "stock" in subject:
        return lambda n: f"A-{n + 3:02d}"
    return Always(str(line + 1))


def _part_of_a_name(name: Words) -> Text:
    match name[-2]:
        case "first" | "given":
            return first_name
        case "last" | "family":
            return last_name
        case "middle":
            return lambda n: first_name(n + 3)
        case "file":
            return Always("manual.pdf")
        case "user":
            return lambda n: f"{first_name(n)}.{last_name(n)}".lower()
    words = called(name[:-1]).lower()
    return name_of(name[:-1]) or Always(f"Example {words}")
