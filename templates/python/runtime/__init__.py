"""What every generated client shares: transport, models, paging, errors.

Importing this package loads nothing: its modules are imported where they are used. Records
that a first call needs are structs of msgspec, or named tuples where msgspec is not to be
loaded yet: a dataclass takes twenty times as long to make, in every process.
"""
