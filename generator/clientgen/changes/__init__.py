"""What differs between two states of an API, for those who use its client. One engine.

``compare`` answers a list of changes in the names of the Python client. Each says how it
tells: at source, where call sites and types are (what a type checker says of a program that
passed before), and on the wire, where requests and answers are (what becomes of a copy of the
client from before). How changes are shown is the business of :mod:`.telling` and of the site.
"""

from .change import CODES, Change, Changes, Level
from .comparing import compare
from .renames import Renamed, RenamedError, renamed_of
from .versions import VersionError, next_version

__all__ = [
    "CODES",
    "Change",
    "Changes",
    "Level",
    "Renamed",
    "RenamedError",
    "VersionError",
    "compare",
    "next_version",
    "renamed_of",
]
