"""The command line and its small project, as its own tests have them."""

from cli.conftest import clientgen, project, shop

__all__ = ["clientgen", "project", "shop"]
