"""The same answers sooner. Without this folder everything works, and takes longer."""
