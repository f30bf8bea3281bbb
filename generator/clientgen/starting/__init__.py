"""How specs begin: a new project, a new resource, a new operation."""
