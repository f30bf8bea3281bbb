"""The API as frozen dataclasses. Nothing here knows files, YAML or a programming language."""
