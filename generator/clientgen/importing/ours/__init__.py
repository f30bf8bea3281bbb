"""Documents that clientgen itself has written, read back exactly.

Such a document says under ``x-clientgen`` that it is one, and has under further ``x-`` keys
what OpenAPI has no words for. What is written of it is what it was made of; whoever reads one
back makes sure of that by describing the result again.
"""

from .folder import MARK as MARK
from .folder import read_back as read_back
