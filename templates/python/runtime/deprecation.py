"""Methods that callers should use no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Part of every type checker; when the program runs, it need not be installed.
    from typing_extensions import deprecated as deprecated
else:
    import warnings
    from functools import wraps

    def deprecated(message):
        """Warn at each call of a method, where it is called (PEP 702)."""

        def mark(method):
            @wraps(method)
            def warned(*args, **kwargs):
                warnings.warn(message, DeprecationWarning, stacklevel=2)
                return method(*args, **kwargs)

            warned.__deprecated__ = message
            return warned

        return mark
