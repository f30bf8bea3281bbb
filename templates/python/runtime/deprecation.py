"""Methods that the API's vendor has deprecated: type checkers mark them, calls warn."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["deprecated"]

if TYPE_CHECKING:
    # Part of every type checker; when the program runs, it need not be installed.
    from typing_extensions import deprecated as deprecated
else:
    import inspect
    import warnings
    from functools import wraps

    # Before Python 3.12 nothing can mark what returns a coroutine.
    _as_coroutine = getattr(inspect, "markcoroutinefunction", lambda method: method)

    def deprecated(message):
        """Warn at each call of a method, where it is called (PEP 702)."""

        def mark(method):
            @wraps(method)
            def warned(*args, **kwargs):
                warnings.warn(message, DeprecationWarning, stacklevel=2)
                return method(*args, **kwargs)

            warned.__deprecated__ = message
            is_async = inspect.iscoroutinefunction(method)
            return _as_coroutine(warned) if is_async else warned

        return mark
