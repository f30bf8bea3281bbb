"""The command line: a module a command, in commands/; it decides nothing itself."""
