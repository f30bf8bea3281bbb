"""clientgen: typed API clients, models and docs from a YAML spec."""

__version__ = "0.1.0"
