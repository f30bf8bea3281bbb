"""How Town library speaks.

Server, authentication, envelope, paging and filters.
"""

from __future__ import annotations

from .runtime.auth.keys import ApiKey
from .runtime.config import ApiConfig, Auth, Paging

API = ApiConfig(
    name="Library",
    package_version="2.1.0",
    base_url="https://library.example/v2",
    auth=Auth(api_key=ApiKey(name="X-Api-Key", place="header", env="LIBRARY_KEY")),
    paging=Paging(
        style="cursor",
        parameter="cursor",
        size_parameter="limit",
        items="items",
        meta="page",
        total="page.total",
        next="page.next_cursor",
    ),
    contexts=(("branch", ("north", "south")),),
)
