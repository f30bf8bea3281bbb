"""``python -m generator`` is ``clientgen``."""

from .cli import main

if __name__ == "__main__":
    main()
