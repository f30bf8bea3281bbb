"""Calls as people write them: example values, and one request in several languages.

Shared by the targets that show calls. The languages know only the request, not the API.
"""
