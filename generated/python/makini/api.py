"""How Makini v3 speaks.

Server, authentication, envelope, paging and filters.
"""

from __future__ import annotations

from .runtime.calls.filters import Filtering
from .runtime.config import ApiConfig, Auth, Bearer, OAuth2, Paging, Webhooks

API = ApiConfig(
    name="Makini",
    package_version="0.1.0",
    base_url="https://api.makini.io",
    envelope="data",
    auth=Auth(
        bearer=Bearer(env="MAKINI_TOKEN"),
        oauth2=OAuth2(
            token_url="https://api.makini.io/link/token",
            authorize_url="https://link.makini.io/oauth/authorize",
            grants=("authorization_code", "refresh_token", "client_credentials"),
            json_grants=("client_credentials",),
        ),
    ),
    paging=Paging(
        style="page",
        parameter="page",
        size_parameter="per_page",
        items="data",
        meta="meta",
        links="links",
        current="meta.current_page",
        last="meta.last_page",
        total="meta.total",
        next="links.next",
    ),
    filtering=Filtering(
        parameter="filter",
        operators=(
            ("contains", "contains"),
            ("starts_with", "startsWith"),
            ("gt", "gt"),
            ("gteq", "gteq"),
            ("lt", "lt"),
            ("lted", "lted"),
        ),
        match_parameter="filterMatch",
        match_values=("all", "any"),
        sort_parameter="sort",
        ascending="0",
        descending="1",
    ),
    webhooks=Webhooks(header="X-Webhook-Signature", events=("assets.updated",)),
    contexts=(
        (
            "platform",
            ("EMAINT", "MAINTAIN-X", "INEXTIA", "INFOR-E", "UPKEEP", "SERVICE-CHANNEL"),
        ),
    ),
)
