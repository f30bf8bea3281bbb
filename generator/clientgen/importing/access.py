"""Who calls, and where: security schemes and servers of a document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .calls import Call
from .documents import At, Documents
from .operations import security_of
from .problems import Journal
from .words import Names, snake, words_of

Way = frozenset[str]
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}\Z")
_SERVER = re.compile(
    r"https?://([^\s\"'<>\\^`{|}?#@]|\{[a-z][a-z0-9_]*\})*"
    r"([^\s\"'<>\\^`{|}?#@/]|\{[a-z][a-z0-9_]*\})\Z"
)
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\Z")
_URL = re.compile(r"https?://[^\s\"'<>\\^`{|}]+\Z")
UNKNOWN_HOST = "https://api.example.com"


@dataclass(slots=True)
class Access:
    """Who calls.

    Attributes:
        auth: As api.yaml says it; empty where nobody has to.
        names: What each way is called; a way is the schemes that go together.
        usually: The names that an operation says which differs from nothing.
    """

    auth: dict[str, Any] = field(default_factory=dict)
    names: dict[Way, str] = field(default_factory=dict)
    usually: tuple[str, ...] = ()

    def said(
        self, call: Call, usual: Sequence[Sequence[tuple[str, Any]]] | None
    ) -> tuple[str, ...]:
        """Names of the ways of an operation; ``none`` where nobody has to say who calls."""
        given = call.security if call.security is not None else usual
        if not self.names:
            return ()
        ways = [frozenset(name for name, _ in each) for each in given or ()]
        known = [self.names[way] for way in ways if way in self.names]
        if not known:
            return ("none",)
        nobody = ["none"] if frozenset() in ways else []
        return tuple(dict.fromkeys([*known, *nobody]))


def scopes_of(
    call: Call, usual: Sequence[Sequence[tuple[str, tuple[str, ...]]]] | None
) -> tuple[str, ...]:
    """The scopes of an operation: those of the first way that has some."""
    given = call.security if call.security is not None else usual or []
    for each in given:
        scopes = [scope for _, named in each for scope in named]
        kept = [
            s for s in dict.fromkeys(scopes) if re.fullmatch(r"[!#-\[\]-~]{1,200}", s)
        ]
        if kept:
            return tuple(kept[:100])
    return ()


def read_access(
    documents: Documents, calls: Sequence[Call], prefix: str, journal: Journal
) -> Access:
    """Read security schemes, and choose the usual way by how often it is asked for.

    Args:
        documents: The document.
        calls: Its operations.
        prefix: What environment variables begin with.
        journal: Takes what is lost and decided.
    """
    usual = security_of(documents.root)
    schemes = _schemes(documents, journal)
    counts: Counter[Way] = Counter()
    for call in calls:
        given = call.security if call.security is not None else usual or []
        for number, each in enumerate(given):
            way = frozenset(name for name, _ in each)
            if not way or not all(name in schemes for name in way):
                continue
            # Of several the first is meant to be taken, if only a little.
            counts[way] += 100 - min(number, 50)
    if not counts and schemes:
        # Schemes that no operation asks for: the document says who calls all the same.
        counts[frozenset([next(iter(schemes))])] = 1
    access = Access()
    if not counts:
        return access
    ways = [way for way, _ in counts.most_common()]
    oauth = _oauth(ways, schemes)
    ways = _told_apart(ways, schemes, access)
    arguments = Names(["token"])
    made: dict[str, dict[str, Any]] = {}
    for number, way in enumerate(ways):
        said = _way(way, schemes, prefix, arguments, number == 0, len(ways) == 1)
        if not said:
            continue
        if not access.auth:
            access.auth = said
            access.names[way] = next(iter(said))
            continue
        taken = {
            *made,
            access.names[ways[0]],
            "none",
            "also",
            "bearer",
            "basic",
            "api_key",
        }
        name = Names(taken).give(
            snake(words_of(" ".join(sorted(way)))) or "way", joint="_"
        )
        access.names[way] = name
        made[name] = said
    for way, name in list(access.names.items()):
        if name.startswith("="):  # the same as another, by another scheme
            access.names[way] = access.names[frozenset(name[1:].split("\0"))]
    if made:
        access.auth["also"] = dict(list(made.items())[:20])
    if oauth and (len(ways) == 1 or "bearer" in access.auth):
        access.auth["oauth2"] = oauth
    if len(ways) > 1:
        words = f"{access.names[ways[0]]} is the usual way, by how many operations ask for it"
        journal.decide("Who calls", words)
    return access


def usually(
    access: Access,
    calls: Sequence[Call],
    usual: Sequence[Sequence[tuple[str, Any]]] | None,
) -> tuple[str, ...]:
    """What goes without saying: the usual way, and nobody where that holds for most calls."""
    name = next(iter(access.auth))
    counts = Counter(access.said(call, usual) for call in calls)
    if counts[(name, "none")] > counts[(name,)]:
        access.auth["optional"] = True
        return (name, "none")
    return (name,)


def _schemes(documents: Documents, journal: Journal) -> dict[str, At]:
    found: dict[str, At] = {}
    said = documents.root.get("components").get("securitySchemes")
    for name, each in said.items():
        at = documents.follow(each)
        if at is None or not isinstance(at.value, dict):
            continue
        kind, scheme = at.text("type"), at.text("scheme").lower()
        if kind in ("oauth2", "openIdConnect") or (
            kind == "http" and scheme in ("basic", "bearer")
        ):
            found[name] = at
        elif kind == "apiKey" and at.text("in") in ("header", "query", "cookie"):
            if _TOKEN.match(at.text("name")):
                found[name] = at
            else:
                words = "a key whose name no header or cookie can have"
                journal.lose("security scheme", at.spot, words)
        else:
            words = (
                f"{kind or 'a scheme'} {scheme}: no client can send it; say it by hand"
            )
            journal.lose("security scheme", at.spot, words)
    return found


def _kind(at: At) -> tuple[str, ...]:
    """What a scheme sends: two of one kind are one credential."""
    if at.text("type") == "apiKey":
        return ("api_key", at.text("in"), at.text("name").lower())
    if at.text("type") == "http" and at.text("scheme").lower() == "basic":
        return ("basic",)
    return ("bearer",)


def _told_apart(
    ways: list[Way], schemes: Mapping[str, At], access: Access
) -> list[Way]:
    """Ways without those that send the same as another: OAuth's token is a bearer token."""
    kept: dict[frozenset[tuple[str, ...]], Way] = {}
    for way in ways:
        # Schemes of one kind cannot be told apart by what is sent, but by their names,
        # as where one token is an administrator's.
        kinds = frozenset(_kind(schemes[name]) for name in way)
        bearers = [n for n in way if _kind(schemes[n]) == ("bearer",)]
        explicit = [n for n in bearers if schemes[n].text("type") == "http"]
        if kinds in kept and not (explicit and _is_explicit(kept[kinds], schemes)):
            access.names[way] = "=" + "\0".join(sorted(kept[kinds]))
            continue
        if kinds in kept:
            kinds = kinds | {("own", *sorted(way))}
        kept[kinds] = way
    return list(kept.values())


def _is_explicit(way: Way, schemes: Mapping[str, At]) -> bool:
    return any(schemes[name].text("type") == "http" for name in way)


def _way(
    way: Way,
    schemes: Mapping[str, At],
    prefix: str,
    arguments: Names,
    is_usual: bool,
    is_only: bool,
) -> dict[str, Any]:
    said: dict[str, Any] = {}
    keys: list[dict[str, Any]] = []
    for name in sorted(way):
        at = schemes[name]
        kind = _kind(at)
        own = snake(words_of(name)) or "key"
        if kind == ("bearer",):
            if is_usual:
                said["bearer"] = {"env": f"{prefix}_TOKEN"}
            else:
                argument = arguments.give(
                    own if "token" in own else f"{own}_token", joint="_"
                )
                said["bearer"] = {
                    "argument": argument,
                    "env": f"{prefix}_{argument.upper()}",
                }
        elif kind == ("basic",):
            user = arguments.give("username", joint="_")
            secret = arguments.give("password", joint="_")
            said["basic"] = {
                "username": {"argument": user, "env": f"{prefix}_{user.upper()}"},
                "password": {"argument": secret, "env": f"{prefix}_{secret.upper()}"},
            }
        elif at.text("name").lower() == "authorization" and any(
            _kind(schemes[n]) in (("bearer",), ("basic",)) for n in way
        ):
            continue  # it cannot go into the place of another
        else:
            key: dict[str, Any] = {"name": at.text("name"), "in": at.text("in")}
            keys.append(key)
    alone = not said and len(keys) == 1
    for key in keys:
        own = snake(words_of(key["name"])) or "key"
        if alone and is_usual:
            key["env"] = f"{prefix}_TOKEN" if is_only else f"{prefix}_API_KEY"
        else:
            key["argument"] = arguments.give(
                own if own != "authorization" else "api_key", joint="_"
            )
            key["env"] = f"{prefix}_{key['argument'].upper()}"
    if keys:
        said["api_key"] = keys[0] if len(keys) == 1 else keys[:20]
    return said


def _oauth(ways: Sequence[Way], schemes: Mapping[str, At]) -> dict[str, Any]:
    """Endpoints of the authorization server, of the first flow that says where tokens are."""
    for name in (name for way in ways for name in sorted(way)):
        for flow, at in schemes[name].get("flows").items():
            token, authorize = at.text("tokenUrl"), at.text("authorizationUrl")
            if not _URL.match(token):
                continue
            said: dict[str, Any] = {}
            if _URL.match(authorize):
                said["authorize_url"] = authorize
            said["token_url"] = token
            grants = {
                "authorizationCode": ["authorization_code", "refresh_token"],
                "clientCredentials": ["client_credentials"],
                "password": ["password"],
            }
            if flow in grants:
                said["grants"] = grants[flow]
            return said
    return {}


@dataclass(slots=True)
class Servers:
    """Where requests go.

    Attributes:
        said: As api.yaml says it.
        names: Names of further ones, by the URL that the document has.
    """

    said: list[dict[str, Any]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def of(self, call: Call) -> str:
        """The name of an operation's server; empty for the default one."""
        for each in call.servers:
            if isinstance(each, dict) and isinstance(each.get("url"), str):
                return self.names.get(each["url"], "")
        return ""


def read_servers(
    documents: Documents, calls: Sequence[Call], prefix: str, journal: Journal
) -> Servers:
    """Read the servers of a document and those of single operations."""
    servers = Servers()
    taken: set[str] = set()
    arguments: dict[str, Any] = {}
    for number, at in enumerate(documents.root.get("servers").each()[:40]):
        made = _server(at, prefix, arguments, journal, not servers.said)
        if made and made["url"] not in taken:
            taken.add(made["url"])
            servers.said.append(made)
            if number == 0:
                servers.names[at.text("url")] = ""
    if not servers.said:
        servers.said.append({"url": UNKNOWN_HOST})
        words = f"no server is named: {UNKNOWN_HOST} stands there to be replaced"
        journal.lose("no server", documents.root.get("servers").spot, words)
    names = Names(["none"])
    for call in calls:
        first = call.servers[0] if call.servers else None
        if not isinstance(first, dict) or not isinstance(first.get("url"), str):
            continue
        url = first["url"]
        if url in servers.names:
            continue
        made = _server(At(first, call.spot), prefix, arguments, journal, False)
        if made is None or made["url"] == servers.said[0]["url"]:
            servers.names[url] = ""
            continue
        same = next((s for s in servers.said if s["url"] == made["url"]), None)
        if same is not None and "name" in same:
            servers.names[url] = same["name"]
            continue
        # Taken apart by hand: what is no URL is none of our business here.
        host = made["url"].partition("://")[2].partition("/")[0]
        label = snake(words_of(host.partition(".")[0])) or "other"
        made = {"name": names.give(label, joint="_"), **made}
        servers.names[url] = made["name"]
        servers.said = [each for each in servers.said if each is not same]
        servers.said.append(made)
    return servers


def _server(
    at: At,
    prefix: str,
    arguments: dict[str, Any],
    journal: Journal,
    is_first: bool,
) -> dict[str, Any] | None:
    url = at.text("url").strip()
    if url.startswith("/") or not url:
        if not is_first:
            return None
        words = f"{url or 'the server'} names no host: {UNKNOWN_HOST} stands there to be replaced"
        journal.lose("no server", at.spot, words)
        url = UNKNOWN_HOST + url
    elif url.startswith("//"):
        url = f"https:{url}"
    elif "://" not in url and "{" not in url.partition("/")[0]:
        url = f"https://{url}"
    variables: dict[str, Any] = {}
    for name in re.findall(r"\{([^{}]*)\}", url):
        said = at.get("variables").get(name)
        value = said.value if isinstance(said.value, dict) else {}
        default = str(value.get("default", ""))
        own = snake(words_of(name))
        enum = [str(each.value) for each in said.get("enum").each()]
        sayable = own and _LABEL.match(default) and all(map(_LABEL.match, enum))
        before = url.partition("{" + name + "}")[0]
        in_place = "://" in before and not re.search(
            r":[^/]*\Z", before.partition("://")[2]
        )
        if sayable and in_place and own not in ("token", "base_url", "timeout"):
            made: dict[str, Any] = {
                "env": f"{prefix}_{own.upper()}",
                "default": default,
            }
            if enum and default in enum:
                made["enum"] = list(dict.fromkeys(enum))[:200]
            known = arguments.setdefault(own, made)
            if known["env"] == made["env"]:
                variables[own] = made
                url = url.replace("{" + name + "}", "{" + own + "}")
                continue
        if not default or "{" in default:
            words = f"{{{name}}} of a server has no value; the server is left out"
            journal.lose("server variable", at.spot, words)
            return None
        url = url.replace("{" + name + "}", default)
    url = url.partition("?")[0].partition("#")[0].rstrip("/")
    if "://" not in url:
        url = f"https://{url}"
    if not _SERVER.match(url) or not url.isprintable() or len(url) > 2000:
        words = f"{url[:100]} is no URL of a server; it is left out"
        journal.lose("bad server", at.spot, words)
        return None
    return {"url": url, **({"variables": variables} if variables else {})}
