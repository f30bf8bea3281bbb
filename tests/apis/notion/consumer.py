"""Natural calls of a Notion client, as an application writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from notion_api import AsyncNotion, Conflict, NotFound, Notion, RequiredKeysError
from notion_api.models import (
    Block,
    BooleanFormula,
    Database,
    DatabaseIdParent,
    DateFormula,
    Formula,
    FormulaPropertyValue,
    Heading1Block,
    Heading2Block,
    Heading3Block,
    ImageBlock,
    NumberFormula,
    NumberPropertyValue,
    OtherBlock,
    OtherFormula,
    Page,
    ParagraphBlock,
    PersonUser,
    RichText,
    StringFormula,
    TableRowBlock,
    Text,
    TextRichText,
    TextRichTextContent,
    TitlePropertyValue,
    ToDo,
    ToDoBlock,
)


def words(texts: list[RichText]) -> str:
    return "".join(each.plain_text for each in texts)


def markdown(block: Block) -> str:
    """A block as text; kinds that have no words are left out."""
    match block:
        case ParagraphBlock(paragraph=text):
            return words(text.rich_text)
        case Heading1Block():
            return f"# {words(block.heading_1.rich_text)}"
        case Heading2Block(heading_2=heading) | Heading3Block(heading_3=heading):
            return f"## {words(heading.rich_text)}"
        case ToDoBlock(to_do=to_do):
            return f"- [{'x' if to_do.checked else ' '}] {words(to_do.rich_text)}"
        case TableRowBlock(table_row=row):
            return " | ".join(words(cell) for cell in row.cells)
        case ImageBlock(image=image):
            return f"![{words(image.caption or [])}]()"
        case OtherBlock(type=kind):
            return f"<!-- {kind} -->"
    return ""


def shown(formula: Formula) -> str:
    """Every kind is thought of: type checkers say so where one is forgotten."""
    match formula:
        case StringFormula():
            return formula.string or ""
        case NumberFormula():
            return str(formula.number)
        case BooleanFormula():
            return "yes" if formula.boolean else "no"
        case DateFormula():
            return formula.date.start if formula.date else ""
        case OtherFormula():
            return ""
    assert_never(formula)


def use(client: Notion, key: str) -> None:
    page = client.pages.get(key)
    assert page.created_time.tzinfo
    assert page.created_by.id
    for name, value in page.properties.items():
        assert name
        if isinstance(value, TitlePropertyValue):
            assert words(value.title) is not None
        if isinstance(value, FormulaPropertyValue):
            assert shown(value.formula) is not None
    hello = {"type": "text", "text": {"content": "Hello"}}
    made = client.pages.create(
        parent={"type": "page_id", "page_id": page.id},
        properties={"Name": {"type": "title", "title": [hello]}},
        children=[{"type": "paragraph", "paragraph": {"rich_text": [hello]}}],
    )
    assert made.id
    assert client.pages.update(key, archived=True).archived
    for each in client.users.list(page_size=2):
        assert each.id
    try:
        client.pages.get("none")
    except NotFound as error:
        assert error.code == "object_not_found" or error.status == 404
    else:
        raise AssertionError("there is no such page")
    try:
        client.comments.create(rich_text=[hello])  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    except RequiredKeysError:
        pass
    else:
        raise AssertionError("nothing says where")


def only(client: Notion) -> None:
    """What needs things that this server alone has."""
    found = list(client.search.by_title(query="kale", page_size=2))
    titles = [
        words(each.title) for each in found if isinstance(each, Database) and each.title
    ]
    assert titles == ["Groceries"]
    assert len([each for each in found if isinstance(each, Page)]) == 2
    blocks = list(client.blocks.children("1", page_size=4))
    assert [markdown(block) for block in blocks] == [
        "# Title",
        "Hello",
        "- [x] Bread",
        "",
        "<!-- button -->",
        "![]()",
        "a | @Ada",
        "",
        "",
    ]
    (unknown,) = (block for block in blocks if isinstance(block, OtherBlock))
    assert unknown.extra == {"button": {"icon": None}}
    assert unknown.has_children is False
    hello = TextRichText(text=TextRichTextContent(content="Hello"))
    added = client.blocks.append(
        "1",
        children=[
            ParagraphBlock(paragraph=Text(rich_text=[hello])),
            ToDoBlock(to_do=ToDo(rich_text=[hello], checked=False)),
            {"type": "divider", "divider": {}},
        ],
    )
    assert [block.type for block in added] == ["paragraph", "to_do", "divider"]
    changed = client.blocks.update("b3", body={"to_do": {"checked": False}})
    assert isinstance(changed, ToDoBlock)
    assert changed.to_do.checked is False
    assert client.blocks.update("b3", body=blocks[2]).id == "b3"
    assert client.blocks.delete("b2").archived
    due = {"property": "Due", "date": {"on_or_after": "2022-01-01"}}
    cheap = {"property": "Price", "number": {"less_than": Decimal("3.5")}}
    pages = client.databases.query(
        "d1",
        filter={"and": [due, cheap]},
        sorts=[{"timestamp": "created_time", "direction": "descending"}],
        page_size=2,
    )
    (price,) = {
        value.number
        for page in pages
        if isinstance(value := page.properties["Price"], NumberPropertyValue)
    }
    assert price == Decimal("2.5")
    assert pages.first_page().next == "cursor-2"
    people = client.pages.get("1", filter_properties=["w"]).properties["Who"]
    assert people.type == "people"
    assert client.blocks.get("b2").id
    database = client.databases.get("d1")
    parent_page = {"type": "page_id", "page_id": "1"}
    columns = {"Name": {"id": "t", "name": "Name", "type": "title", "title": {}}}
    assert client.databases.create(parent=parent_page, properties=columns).id
    assert client.databases.update("d1", archived=True).id
    assert database.properties["Pack"].type == "place"
    parent = client.pages.get("1").parent
    assert isinstance(parent, DatabaseIdParent)
    assert parent.database_id == "d1"
    assert client.users.me().name == "Doris"
    assert isinstance(client.users.get("u1"), PersonUser)
    assert len(list(client.comments.list(block_id="1", page_size=2))) == 3
    assert client.comments.create(discussion_id="t1", rich_text=[hello]).id
    try:
        client.pages.update("taken", archived=True)
    except Conflict as error:
        assert error.code == "conflict_error"
    else:
        raise AssertionError("somebody else was faster")


async def use_async(client: AsyncNotion, key: str) -> None:
    assert (await client.pages.get(key)).url
    assert [block.id async for block in client.blocks.children(key, page_size=2)]
    assert [page.id async for page in client.databases.query("d1", page_size=2)]
    assert (await client.users.me()).name
    found = [each async for each in client.search.by_title(query="kale")]
    assert all(isinstance(each, Page | Database) for each in found)
