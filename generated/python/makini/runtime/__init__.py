"""What every generated client shares: transport, models, paging, errors.

Importing this package loads nothing: its modules are imported where they are used.
"""
