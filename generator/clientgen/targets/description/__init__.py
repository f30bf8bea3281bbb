"""An OpenAPI 3.1 document: what the client sends, and what it reads.

It is made from values, not from text, so that nothing in a spec can change its shape;
:func:`clientgen.targets.sinks.json_text` writes it. Bodies have schemas of their own, apart
from those of answers: :mod:`.names` gives theirs. Facts that OpenAPI has no words for are
under ``x-`` keys, in those of the spec language (:mod:`.facts`): rules (``x-rules``), those that
hold in a context only as JSON Schema, too (``x-context-rules``), how lists are walked
(``x-paging``), where values stand in answers (``x-envelope``), values that are known where others
may come (``x-extensible-enum``), product areas (``x-modules``), further places in clients
(``x-also``), sources (``x-source``) and the like. ``x-clientgen`` says that clientgen wrote the
document: ``clientgen import openapi`` makes the same spec of it again.
"""
