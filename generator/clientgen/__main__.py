"""``python -m generator`` is ``clientgen``."""

from .start import main

if __name__ == "__main__":
    main()
