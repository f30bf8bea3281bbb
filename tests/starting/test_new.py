"""`clientgen new`: skeletons in their place, in the spec's style, which read and generate."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from cli.conftest import clientgen, project, shop
from cli.runs import Run, change, contents

from clientgen.reading import load
from clientgen.starting.spec import data_of

__all__ = ["clientgen", "project", "shop"]

ROOT = Path(__file__).parents[2]
ANSWER = {
    "id": "c-1",
    "name": "Ada",
    "order_id": "o-1",
    "registered_on": "2024-01-31",
    "address": {"city": "London", "zip": None},
}


def example(folder: Path, data: object) -> Path:
    path = folder / "answer.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_a_resource_is_added(project: Path, clientgen: Run) -> None:
    before = Path("spec/api.yaml").read_text(encoding="utf-8")
    done = clientgen("new", "resource", "purchase orders")
    assert (done.code, done.err) == (0, "")
    assert "spec/resources/purchase_order.yaml: written" in done.out
    assert Path("spec/api.yaml").read_text(encoding="utf-8") == before.replace(
        "resources: [order, item]", "resources: [order, item, purchase_order]"
    )
    assert Path("spec/resources/purchase_order.yaml").read_text(encoding="utf-8") == (
        "# yaml-language-server: $schema=../../../grammar/resource.schema.json\n"
        "resource: PurchaseOrder\n"
        "summary: Purchase order.\n"
        "path: /purchase-orders\n"
        "fields:\n"
        "  key: key!\n"
        "operations:\n"
        "  list:\n"
        "  get: {parameters: [{key: {in: path, type: key}}]}\n"
    )
    assert load(Path("spec")).warnings == ()
    assert clientgen("generate").code == 0
    assert clientgen("check").code == 0


def test_fields_are_read_off_an_answer(project: Path, clientgen: Run) -> None:
    change("spec/api.yaml", "resources:", "regular: {key: id}\nresources:")
    done = clientgen(
        "new", "resource", "Customer", "--from-json", example(project, ANSWER)
    )
    assert (done.code, done.err) == (0, "")
    assert "5 fields, read off 1 thing in the answer" in done.out
    text = Path("spec/resources/customer.yaml").read_text(encoding="utf-8")
    assert text.partition("\nsource:")[2] == (
        " observed\n"
        "fields:\n"
        "  id: key\n"
        "  name: string\n"
        "  order_id: key -> Order\n"
        "  registered_on: date\n"
        "  address: {fields: {city: string, zip: any}}\n"
        "operations:\n"
        "  list:\n"
        "  get:\n"
    )
    api = load(Path("spec")).api
    assert next(s for s in api.sources if s.name == "observed").confidence == "inferred"
    spec = "".join(path.read_text("utf-8") for path in Path("spec").rglob("*.yaml"))
    assert "London" not in spec
    assert clientgen("generate").code == 0


def test_the_thing_is_found_where_the_spec_says_or_where_you_say(
    project: Path, clientgen: Run
) -> None:
    file = example(project, {"rows": [ANSWER, ANSWER], "of": {"one": ANSWER}})
    for name, words, said, place in (
        (
            "buyer",
            ["--at", "rows"],
            "5 fields, read off 2 things at rows",
            {"list": "rows"},
        ),
        (
            "seller",
            ["--at", "of.one"],
            "read off 1 thing at of.one",
            {"single": "of.one"},
        ),
        ("pair", [], "2 fields, read off 1 thing in the answer", None),
    ):
        done = clientgen("new", "resource", name, "--from-json", file, *words)
        assert said in done.out, done.err
        # Where the whole answer was taken, what else may be meant is told.
        assert ("has lists of things (rows)" in done.err) == (name == "pair")
        made = data_of(Path(f"spec/resources/{name}.yaml").read_text("utf-8"))
        assert made.get("answers") == place
    assert "name: string!" in Path("spec/resources/buyer.yaml").read_text("utf-8")
    done = clientgen("new", "resource", "z", "--from-json", file, "--at", "nowhere")
    assert done.code == 2
    assert "there is nothing at 'nowhere'" in done.err
    assert clientgen("new", "resource", "z", "--at", "rows").code == 2


def test_an_answer_that_is_not_wrapped_as_others_is_said_so(
    project: Path, clientgen: Run
) -> None:
    change(
        "spec/api.yaml",
        "resources:",
        "answers: {single: data}\nlists: {parameters: [page]}\n"
        "paging: {style: page, parameter: page, items: data}\nresources:",
    )
    change("spec/api.yaml", "parameters:\n", "parameters:\n  page: {role: page}\n")
    file = example(project, {"data": {"id": "1"}})
    clientgen("new", "resource", "wrapped", "--from-json", file)
    assert "answers" not in data_of(
        Path("spec/resources/wrapped.yaml").read_text("utf-8")
    )
    file = example(project, {"id": "1"})
    clientgen("new", "resource", "bare", "--from-json", file)
    said = data_of(Path("spec/resources/bare.yaml").read_text("utf-8"))
    assert said["answers"] == {"single": ""}
    file = example(project, [{"id": "1"}])
    clientgen("new", "resource", "array", "--from-json", file)
    said = data_of(Path("spec/resources/array.yaml").read_text("utf-8"))
    assert said["paging"] == {"items": ""}
    assert clientgen("generate").code == 0


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        ("spec/makini", "/api/spare-parts"),
        ("tests/apis/stripe/spec", "/v1/spare_parts"),
        ("tests/library/spec", "/spare-parts"),
        ("tests/apis/twilio/spec", "/2010-04-01/Accounts/{AccountSid}/SpareParts"),
    ],
)
def test_names_and_paths_are_in_the_style_of_the_spec(
    tmp_path: Path, clientgen: Run, spec: str, path: str
) -> None:
    folder = tmp_path / "spec"
    shutil.copytree(ROOT / spec, folder)
    assert clientgen("grammar", folder).code == 0
    for file in folder.rglob("*.yaml"):
        up = "" if file.name == "api.yaml" else "../"
        _, _, rest = file.read_text(encoding="utf-8").partition("\n")
        kind = (
            "api"
            if not up
            else {"resources": "resource"}.get(file.parent.name, "schemas")
        )
        line = f"# yaml-language-server: $schema={up}grammar/{kind}.schema.json\n"
        file.write_text(line + rest, encoding="utf-8")
    done = clientgen("new", "resource", "SpareParts", "--spec", folder)
    assert (done.code, done.err) == (0, "")
    made = folder / "resources/spare_part.yaml"
    said = data_of(made.read_text(encoding="utf-8"))
    assert (said["resource"], said["path"]) == ("SparePart", path)


def test_groups_of_fields_are_taken_by_their_name(
    project: Path, clientgen: Run
) -> None:
    change(
        "spec/api.yaml",
        "resources:",
        "common_fields:\n  stamps: {created_at: datetime, updated_at: datetime}\nresources:",
    )
    stamps = {"created_at": "2024-01-01T00:00:00Z", "updated_at": None}
    file = example(project, {"id": "1", **stamps})
    assert clientgen("new", "resource", "note", "--from-json", file).code == 0
    said = data_of(Path("spec/resources/note.yaml").read_text(encoding="utf-8"))
    assert (said["fields"], said["include"]) == ({"id": "string"}, ["stamps"])


def test_an_operation_is_added_and_the_rest_is_kept(
    project: Path, clientgen: Run
) -> None:
    file = Path("spec/resources/order.yaml")
    text = file.read_text(encoding="utf-8").replace(
        "list: Walk", "list:   Walk  # why\n#"
    )
    file.write_bytes(text.replace("\n", "\r\n").encode())
    before = file.read_bytes()
    done = clientgen("new", "operation", "orders.cancel")
    assert (done.code, done.err) == (0, "")
    assert "spec/resources/order.yaml: has cancel" in done.out
    added = file.read_bytes()
    assert added == before + (
        b"  cancel:\r\n    method: POST\r\n    path: /{key}/cancel\r\n"
        b"    parameters: [{key: {in: path, type: key}}]\r\n    answer: object\r\n"
    )
    assert load(Path("spec")).warnings == ()
    assert clientgen("generate").code == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("create", {"body": "any"}),
        ("delete", {}),
        ("update", {"body": "any"}),
        ("search", {"method": "GET", "path": "/search", "answer": "object"}),
        ("get_history", {"method": "GET", "path": "/{id}/history", "answer": "object"}),
        (
            "update_status",
            {
                "method": "PUT",
                "path": "/{id}/status",
                "body": "any",
                "answer": "object",
            },
        ),
        ("delete_lines", {"method": "DELETE", "path": "/{id}/lines", "answer": "none"}),
        (
            "addSpareParts",
            {"method": "POST", "path": "/{id}/spare-parts", "answer": "object"},
        ),
    ],
)
def test_a_name_tells_the_request(
    project: Path, clientgen: Run, name: str, said: dict[str, str]
) -> None:
    change("spec/api.yaml", "resources:", "regular: {key: id}\nresources:")
    assert clientgen("new", "operation", f"Order.{name}").code == 0
    operations = data_of(Path("spec/resources/order.yaml").read_text("utf-8"))[
        "operations"
    ]
    assert (list(operations.values())[-1] or {}) == said
    assert clientgen("generate").code == 0


def test_method_and_path_can_be_said(project: Path, clientgen: Run) -> None:
    words = ("--method", "put", "--path", "/{id}/lines/{line}")
    assert clientgen("new", "operation", "orders.void", *words).code == 0
    operation = data_of(Path("spec/resources/order.yaml").read_text("utf-8"))[
        "operations"
    ]["void"]
    assert operation == {
        "method": "PUT",
        "path": "/{id}/lines/{line}",
        "parameters": [{"line": {"in": "path", "type": "string"}}],
        "body": "any",
        "answer": "object",
    }


def test_an_answer_that_is_the_resource_is_recognised(
    project: Path, clientgen: Run
) -> None:
    file = example(project, {"id": "1", "total_price": 3, "extra_one": 1})
    words = ("--from-json", file)
    done = clientgen("new", "operation", "orders.confirm", *words)
    assert done.code == 0
    assert "the answer has what its schema lacks: extra_one" in done.err
    file = example(project, [{"id": "1", "total_price": 3}])
    assert clientgen("new", "operation", "orders.search", *words).code == 0
    operations = data_of(Path("spec/resources/order.yaml").read_text("utf-8"))[
        "operations"
    ]
    assert operations["confirm"]["answer"] == "Order"
    assert operations["search"]["answer"] == ["Order"]
    assert operations["search"]["source"] == "observed"
    assert not Path("spec/schemas").exists()
    assert clientgen("generate").code == 0


def test_another_answer_is_a_schema_of_its_own(project: Path, clientgen: Run) -> None:
    for name, data in (
        ("totals", {"open": 3, "by_day": [{"day": "2024-01-01"}]}),
        ("fees", {"fee": 1.5}),
    ):
        file = example(project, data)
        done = clientgen("new", "operation", f"orders.get_{name}", "--from-json", file)
        assert (done.code, done.err) == (0, "")
        assert f"spec/schemas/order.yaml: has OrderGet{name.capitalize()}" in done.out
    api = load(Path("spec")).api
    schema = next(s for s in api.schemas if s.name == "OrderGetTotals")
    assert [field.name for field in schema.fields] == ["open", "by_day"]
    assert schema.source == ("observed",)
    assert clientgen("generate").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["resource", "orders"], "Order is there already: spec/resources/order.yaml"),
        (["resource", "ORDER"], "is there already"),
        (["resource", "17"], "is no name of a resource"),
        (["resource", "日本"], "is no name of a resource"),
        (
            ["operation", "orders.list"],
            "orders.list is there already: spec/resources/order.yaml:9",
        ),
        (["operation", "order.cancel"], "no such"),
        (
            ["operation", "ordrs.cancel"],
            "there is no resource 'ordrs'; did you mean orders?",
        ),
        (["operation", "zzz.cancel"], "there are orders, items"),
        (["operation", "cancel"], "is no operation's name, such as invoices.cancel"),
        (["operation", "orders."], "is no operation's name"),
        (["operation", "orders.void", "--path", "void{"], "bad-path"),
        (["resource", "x", "--from-json", "bad.json"], "bad.json:1:1: not JSON"),
        (["resource", "x", "--from-json", "none.json"], "none.json"),
        (["resource", "x", "--from-json", "empty.json"], "the list is empty"),
    ],
)
def test_what_cannot_be_added_is_said_and_nothing_is_written(
    project: Path, clientgen: Run, words: list[str], said: str
) -> None:
    Path("bad.json").write_text("?", encoding="utf-8")
    Path("empty.json").write_text("[]", encoding="utf-8")
    before = contents(project)
    done = clientgen("new", *words)
    if said == "no such":
        assert done.code == 0
        return
    assert done.code == 2, done.out
    assert said in done.err
    assert contents(project) == before


def test_a_warning_that_is_there_already_is_no_obstacle(
    project: Path, clientgen: Run
) -> None:
    for file in Path("spec").rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.partition("\n")[2], encoding="utf-8")
    assert "nor does that of 2 other files" in load(Path("spec")).warnings[0].message
    assert clientgen("new", "resource", "customer").code == 0
    assert clientgen("new", "operation", "customers.cancel").code == 0


def test_what_is_probably_a_mistake_is_one_unless_it_was_said(
    project: Path, clientgen: Run
) -> None:
    change("spec/api.yaml", "resources:", "regular: {key: id}\nresources:")
    change(
        "spec/resources/order.yaml",
        "operations:\n",
        "operations:\n  total: {method: POST, path: '/all/{id}', answer: none}\n",
    )
    before = contents(project)
    done = clientgen("new", "operation", "orders.cancel")
    assert done.code == 2
    assert "warning[ambiguous-route]" in done.err
    assert contents(project) == before
    done = clientgen("new", "operation", "orders.cancel", "--path", "/{id}/cancel")
    assert done.code == 0
    assert "warning[ambiguous-route]" in done.err
    assert contents(project) != before


def test_a_spec_with_mistakes_is_told_first(project: Path, clientgen: Run) -> None:
    change("spec/resources/item.yaml", "name: string", "name: strng")
    before = contents(project)
    done = clientgen("new", "operation", "orders.cancel")
    assert done.code == 2
    assert "item.yaml:7:9: error[unknown-type]" in done.err
    assert contents(project) == before


def test_a_file_that_is_one_mapping_in_braces_is_left_alone(
    project: Path, clientgen: Run
) -> None:
    file = Path("spec/resources/item.yaml")
    line = file.read_text(encoding="utf-8").split("\n")[0]
    file.write_text(
        f"{line}\n{{resource: Item, summary: A., path: /items, fields: {{id: key!}}, operations: {{list: A.}}}}\n",
        encoding="utf-8",
    )
    before = contents(project)
    done = clientgen("new", "operation", "items.cancel")
    assert done.code == 2
    assert "spec/resources/item.yaml: nothing can be added here" in done.err
    assert contents(project) == before


def test_when_writing_fails_nothing_has_changed(
    project: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes

    def fail(path: Path, data: bytes) -> int:
        if path.name.startswith(".api.yaml"):  # the last of them
            raise OSError(28, "No space left on device")
        return write(path, data)

    before = contents(project)
    monkeypatch.setattr(Path, "write_bytes", fail)
    done = clientgen("new", "resource", "customer")
    assert done.code == 2
    assert "No space left on device" in done.err
    assert contents(project) == before
