"""Resources of Makini v3."""
