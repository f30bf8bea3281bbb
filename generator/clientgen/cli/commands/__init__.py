"""One module a command: its name is the command's, its ``command`` the command.

A command reads its arguments, calls one function and prints. To add one is to add a module.
"""
