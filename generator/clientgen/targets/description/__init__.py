"""An OpenAPI 3.1 document: what the client sends, and what it reads.

It is made from values, not from text, so that nothing in a spec can change its shape;
:func:`clientgen.targets.sinks.json_text` writes it. Bodies have schemas of their own, apart
from those of answers: :mod:`.names` gives theirs. Facts that OpenAPI has no words for are
under ``x-`` keys: rules that hold in a context only (``x-context-rules``), product areas
(``x-modules``), further places in clients (``x-also``), whether repeating does no harm
(``x-idempotent``) and sources (``x-source``).
"""
