"""What each code of a finding means, with an example and what mends it.

``mistakes/CODE.txt`` begins with a sentence. Below it stand the files of a small spec, each
after ``@ PATH``: lines that begin with ``-`` are the mistake, those with ``+`` mend it, all
others (after a space) belong to both. What an example does not name, ``base`` gives it.
"""

from __future__ import annotations

from .examples import Example, codes, example, meaning

__all__ = ["Example", "codes", "example", "meaning"]
