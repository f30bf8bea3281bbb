"""The pages agree with the client, with the rules, with each other, and with renderers."""

from __future__ import annotations

import ast
import dataclasses
import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import pytest
from docs_shop import CREATE, LINE, ORDERS, SHOP
from markdown_it import MarkdownIt
from markdown_it.token import Token
from runtime import errors
from specs import known_api

from clientgen.model.api import Api, Field, Operation, Resource, Schema
from clientgen.model.rules import All, AnyOf, Nothing, OneOf, Present, Rule
from clientgen.model.types import Scalar
from clientgen.rules.decide import NOWHERE, Situation, holds, in_force
from clientgen.targets import docs as docs_target
from clientgen.targets import python as python_target
from clientgen.targets.surface.names import argument, method, resource_attribute
from clientgen.targets.templates import load_templates

ROOT = Path(__file__).parents[2]
APIS = {
    "shop": lambda: SHOP,
    "makini": lambda: known_api("spec/makini"),
    "library": lambda: known_api("tests/library/spec"),
}
TEMPLATES = load_templates()


def pages_of(api: Api) -> dict[str, str]:
    return {
        file.path.removeprefix("docs/"): file.text
        for file in docs_target.TARGET.files(api, TEMPLATES)
        if file.path.endswith(".md")
    }


@pytest.fixture(scope="module", params=APIS)
def api(request: pytest.FixtureRequest) -> Api:
    return APIS[request.param]()


@pytest.fixture(scope="module")
def pages(api: Api) -> dict[str, str]:
    return pages_of(api)


def tokens_of(page: str) -> list[Token]:
    parser = MarkdownIt("gfm-like", {"linkify": True})
    assert parser.linkify is not None
    parser.linkify.set({"fuzzy_link": False})
    return parser.parse(page)


def everything(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from everything(token.children or [])


def headings_of(page: str) -> list[str]:
    tokens = tokens_of(page)
    return [
        "".join(child.content for child in tokens[number + 1].children or [])
        for number, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def anchors_of(page: str) -> list[str]:
    """Anchors as code hosts make them; a second one of a name would get a number."""
    return [
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in headings_of(page)
    ]


def links_of(page: str) -> list[str]:
    return [
        str(token.attrs["href"])
        for token in everything(tokens_of(page))
        if token.type == "link_open"
    ]


def blocks_of(page: str, language: str) -> list[str]:
    return [
        token.content
        for token in tokens_of(page)
        if token.type == "fence" and token.info == language
    ]


def examples_of(page: str) -> list[str]:
    return [
        block for block in blocks_of(page, "python") if not block.startswith("def ")
    ]


def section_of(page: str, heading: str) -> str:
    return re.split(r"^## ", page.split(f"\n## {heading}\n", 1)[1], flags=re.MULTILINE)[
        0
    ]


def broken(
    rules: Sequence[Rule], body: Mapping[str, object], context: Situation = NOWHERE
) -> list[Rule]:
    return [r for r in in_force(rules, context) if not holds(r.body, body)]


def test_every_link_leads_to_a_page_and_a_heading(pages: Mapping[str, str]) -> None:
    anchors = {path: anchors_of(text) for path, text in pages.items()}
    for path, text in pages.items():
        for link in links_of(text):
            if link.startswith("https://"):
                continue
            target, _, anchor = link.partition("#")
            place = _resolve(path, target) if target else path
            assert place in pages, f"{path} links to {link}"
            assert not anchor or anchor in anchors[place], f"{path} links to {link}"


def _resolve(path: str, target: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(path).parent / target).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def test_headings_give_the_anchors_that_the_client_links_to(
    api: Api, pages: Mapping[str, str]
) -> None:
    for resource in api.resources:
        anchors = anchors_of(pages[f"resources/{resource.file}.md"])
        assert len(anchors) == len(set(anchors)), "a second heading would be renamed"
        assert [a for a in anchors if a in {o.name for o in resource.operations}] == [
            operation.name for operation in resource.operations
        ]
    for path, text in pages.items():
        anchors = anchors_of(text)
        assert len(anchors) == len(set(anchors)), path


def test_the_index_shows_the_whole_tree(api: Api, pages: Mapping[str, str]) -> None:
    links = links_of(pages["README.md"])
    wanted = [
        link
        for resource in api.resources
        for link in (
            f"resources/{resource.file}.md",
            *(f"resources/{resource.file}.md#{o.name}" for o in resource.operations),
        )
    ]
    first = links.index(wanted[0])
    assert links[first : first + len(wanted)] == wanted
    for source in api.sources:
        assert source.name in pages["README.md"]


def test_signatures_are_those_of_the_client(api: Api, pages: Mapping[str, str]) -> None:
    modules = {
        Path(file.path).stem: ast.parse(file.text)
        for file in python_target.TARGET.files(api, TEMPLATES)
        if "/resources/" in file.path
    }
    for resource in api.resources:
        classes = [
            node
            for node in modules[resource_attribute(resource)].body
            if isinstance(node, ast.ClassDef)
            and [ast.unparse(base) for base in node.bases] == ["Resource"]
        ]
        made = {
            node.name: node
            for node in classes[0].body
            # Of overloads, the last definition is the method itself.
            if isinstance(node, ast.FunctionDef)
        }
        for node in classes[0].body:
            # A method with overloads is defined under a name that tells of its rules.
            if isinstance(node, ast.Assign):
                name = ast.unparse(node.targets[0])
                made[name] = made[ast.unparse(node.value)]
                made[name].name = name
        page = pages[f"resources/{resource.file}.md"]
        for operation in resource.operations:
            shown = _signature(section_of(page, operation.name))
            real = made[method(operation)]
            real.args.args = real.args.args[1:]
            assert shown.name == real.name
            assert ast.unparse(shown.args) == ast.unparse(real.args)
            assert shown.returns is not None
            assert real.returns is not None
            returns = ast.unparse(real.returns).removeprefix("builtins.")
            assert ast.unparse(shown.returns) == returns


def _signature(section: str) -> ast.FunctionDef:
    (block,) = [b for b in blocks_of(section, "python") if b.startswith("def ")]
    (node,) = ast.parse(block.rstrip() + ": ...").body
    assert isinstance(node, ast.FunctionDef)
    return node


def test_every_operation_has_examples_that_its_rules_take(
    api: Api, pages: Mapping[str, str]
) -> None:
    for resource in api.resources:
        page = pages[f"resources/{resource.file}.md"]
        for operation in resource.operations:
            section = section_of(page, operation.name)
            calls = [call for block in examples_of(section) for call in _calls(block)]
            assert calls, f"{resource.name}.{operation.name}"
            for call in calls:
                _check_call(resource, operation, call)
            (shell,) = blocks_of(section, "sh")
            _check_shell(api, operation, shell)


def _calls(block: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(ast.parse(block))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("client.")
    ]


def _check_call(resource: Resource, operation: Operation, call: ast.Call) -> None:
    assert ast.unparse(call.func) == (
        f"client.{resource_attribute(resource)}.{method(operation)}"
    )
    assert len(call.args) == len(operation.path_parameters)
    given = {word.arg: word.value for word in call.keywords if word.arg}
    for parameter in operation.query_parameters:
        if parameter.required:
            assert argument(parameter) in given
    context: dict[str, str] = {}
    if "options" in given:
        context = ast.literal_eval(given["options"])["context"]
    if operation.body is None:
        return
    if operation.body.kind == "array":
        (items,) = [
            node for node in ast.walk(given["items"]) if isinstance(node, ast.Dict)
        ]
        body = {
            ast.literal_eval(key): _value(value)
            for key, value in zip(items.keys, items.values, strict=True)
            if key is not None
        }
    else:
        names = {argument(f): f.name for f in operation.body.fields}
        body = {
            names[name]: _value(node) for name, node in given.items() if name in names
        }
    assert broken(operation.rules, body, context) == []


def _value(node: ast.expr) -> object:
    try:
        value: object = ast.literal_eval(node)
    except ValueError:
        return ast.unparse(node)
    return value


def _check_shell(api: Api, operation: Operation, shell: str) -> None:
    words = shlex.split(shell.replace("\\\n", ""))
    assert words[0] == "curl"
    url = next(word for word in words if word.startswith("https://"))
    path = url.removeprefix(api.servers[0].url).partition("?")[0]
    pattern = re.sub(r"\\\{[^/]*?\\\}", "[^/{}]+", re.escape(operation.path))
    assert re.fullmatch(pattern, path), path
    assert (
        words[words.index("-X") + 1] if "-X" in words else "GET"
    ) == operation.method
    if "-d" in words and operation.body and operation.body.kind != "any":
        body = json.loads(words[words.index("-d") + 1])
        assert (
            broken(operation.rules, body[0] if isinstance(body, list) else body) == []
        )


def test_every_variant_and_every_context_has_an_example(
    api: Api, pages: Mapping[str, str]
) -> None:
    for resource in api.resources:
        for operation in resource.operations:
            page = pages[f"resources/{resource.file}.md"]
            code = "\n".join(examples_of(section_of(page, operation.name)))
            for rule in operation.rules:
                if isinstance(rule.body, AnyOf | OneOf) and not rule.when:
                    for variant in rule.body.variants:
                        assert f"# {variant.name}" in code
                for context, values in rule.when:
                    for value in values:
                        assert rule.body == All(()) or f'"{context}": "{value}"' in code


def test_examples_fit_the_width_and_import_what_they_use(
    pages: Mapping[str, str],
) -> None:
    for text in pages.values():
        for block in examples_of(text):
            tree = ast.parse(block)
            imported = {
                alias.name
                for node in tree.body
                if isinstance(node, ast.ImportFrom) and node.module == "datetime"
                for alias in node.names
            }
            used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
            assert imported == used & {"UTC", "date", "datetime"}


def test_every_key_and_every_field_is_in_a_table(
    api: Api, pages: Mapping[str, str]
) -> None:
    for resource in api.resources:
        page = pages[f"resources/{resource.file}.md"]
        for operation in resource.operations:
            section = section_of(page, operation.name)
            for field in operation.body.fields if operation.body else ():
                assert f"\n| `{field.name}` | " in section
    for schema in api.schemas:
        where = (
            pages["schemas.md"]
            if schema.resource is None
            else pages[_page(api, schema)]
        )
        for field in schema.fields:
            assert f"\n| `{field.name}` | `" in where


def _page(api: Api, schema: Schema) -> str:
    (resource,) = [r for r in api.resources if r.name == schema.resource]
    return f"resources/{resource.file}.md"


def test_tables_are_whole(pages: Mapping[str, str]) -> None:
    for path, text in pages.items():
        for table in re.findall(r"(?:^\|.*\n)+", _without_fences(text), re.MULTILINE):
            lines = table.splitlines()
            assert set(lines[1]) <= set("|- "), f"{path}: {lines[0]}"
            counts = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
            assert len(counts) == 1, f"{path}: {lines[0]}"


def _without_fences(text: str) -> str:
    return re.sub(r"^(```+).*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)


def test_pages_are_tidy(pages: Mapping[str, str]) -> None:
    for path, text in pages.items():
        assert text.endswith("\n"), path
        assert not text.endswith("\n\n"), path
        assert "\n\n\n" not in text, path
        assert "\r" not in text
        assert not re.search(r"[ \t]$", text, re.MULTILINE), path
        assert "None" not in headings_of(text)
        assert not re.search(r" [.:,](\s|$)", _without_fences(text)), path


def test_the_same_api_gives_the_same_pages(api: Api, pages: Mapping[str, str]) -> None:
    assert pages_of(api) == pages


def test_a_page_reads_as_it_should(
    same_as_snapshot: Callable[[str, Path], None],
) -> None:
    page = pages_of(SHOP)["resources/order.md"]
    same_as_snapshot(page, Path(__file__).parent / "snapshots/docs_order.md")


def test_the_matrix_of_a_context() -> None:
    page = pages_of(SHOP)["contexts/shop.md"]
    assert (
        "| Key | FINE | GROSS |\n"
        "| --- | --- | --- |\n"
        "| `title` | required | required |\n"
        "| `guestName` | optional | optional |\n"
        "| `dueDate` | required | required |\n"
        "| `lineItems` |  | required |\n"
        "| `lineItems.*.productKey` |  | required |\n"
    ) in page
    assert "| [Order create](#order-create) | 2 required | 4 required |" in page


def with_create(**changes: object) -> Api:
    """The shop with another ``create``."""
    create = dataclasses.replace(CREATE, **changes)  # type: ignore[arg-type]  # any attribute
    operations = tuple(create if o.name == "create" else o for o in ORDERS.operations)
    orders = dataclasses.replace(ORDERS, operations=operations)
    return dataclasses.replace(SHOP, resources=(orders, *SHOP.resources[1:]))


def test_rules_that_nothing_satisfies_leave_no_example() -> None:
    rules = (Rule("a", Present("title")), Rule("b", All((Present("dueDate"),))))
    section = section_of(
        pages_of(with_create(rules=rules))["resources/order.md"], "create"
    )
    assert len(examples_of(section)) == 1
    hopeless = (*rules, Rule("c", Nothing((Present("title"),))))
    section = section_of(
        pages_of(with_create(rules=hopeless))["resources/order.md"], "create"
    )
    assert examples_of(section) == []
    assert "**Rule: c**" in section


def test_examples_of_the_spec_are_used() -> None:
    page = pages_of(SHOP)["resources/order.md"]
    assert 'customer_key="08000709523389"' in page
    body = CREATE.body
    assert body is not None
    when = Field("dueDate", Scalar("datetime"), example="2019-12-09T14:03:23Z")
    changed = dataclasses.replace(body, fields=(when,))
    page = pages_of(with_create(body=changed, rules=()))["resources/order.md"]
    assert "due_date=datetime(2019, 12, 9, 14, 3, 23, tzinfo=UTC)" in page
    assert '"dueDate": "2019-12-09T14:03:23Z"' in page


def test_schemas_whose_anchors_are_alike_get_headings_of_their_own() -> None:
    twins = [
        dataclasses.replace(LINE, name=name) for name in ("Line", "LINE", "Schemas")
    ]
    page = pages_of(dataclasses.replace(SHOP, schemas=(*twins, *SHOP.schemas[2:])))[
        "schemas.md"
    ]
    assert headings_of(page) == ["Schemas", "Line", "LINE 2", "Schemas 2"]


def test_the_index_names_errors_that_exist() -> None:
    table = section_of(pages_of(SHOP)["README.md"], "Conventions").split("### Errors")[
        1
    ]
    names = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert len(names) > 5
    for name in names:
        assert issubclass(getattr(errors, name), errors.ApiError)
