"""What operations do with things."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..model.api import AnswerWhen, Api, Json, Operation, Schema
from ..model.types import ListOf
from ..targets.samples.things import Thing
from .answers import BYTES, NOTHING, Answering, Reply, plain
from .bodies import Sent
from .calls import Call, Prepared
from .checks import Checker
from .engine import rules_of
from .fields import broken_fields
from .keeping import Keeping
from .paging import (
    Around,
    Asked,
    Beside,
    Page,
    asked_for,
    beside,
    last_item,
    page_of,
    size_of,
)
from .querying import Querying
from .references import declared_references
from .referring import Referring
from .refusals import Detail, Refusal, invalid, not_found
from .routes import Collection, Layout, Route, added
from .ruled import seen
from .shaping import answered_names
from .sql import Row, Where
from .store import Store

Do = Callable[[Prepared, Call], Reply]

_NAMING = ("id", "number", "name")
"""By which fields paths may name things that have no key of their own."""


@dataclass(frozen=True, slots=True)
class Actions:
    """Does what operations do.

    Attributes:
        api: The API.
        layout: What each operation does.
        store: The things.
        answering: Makes answers.
        referring: Knows what refers to what.
        schemas: By name.
        keeping: Writes things.
    """

    api: Api
    layout: Layout
    store: Store
    answering: Answering
    referring: Referring
    schemas: Mapping[str, Schema]
    keeping: Keeping

    def prepared(self, route: Route) -> Prepared:
        """Compile what a route needs."""
        collection, operation = route.collection, route.operation
        schema = self.schemas.get(collection.schema) if collection else None
        fields = operation.body.fields if operation.body else ()
        return Prepared(
            route,
            rules_of(route.resource, operation),
            Querying.of(self.api.filtering, schema),
            schema,
            answered_names(fields, schema),
        )

    def perform(self, prepared: Prepared, call: Call) -> Reply:
        """Do what is asked for, or nothing.

        Raises:
            Refusal: It cannot be done.
        """
        route = prepared.route
        if when := _special(route.operation, call.sent.value):
            special = replace(route.operation, answer=when.answer, answer_when=())
            route = replace(route, operation=special)
            prepared = prepared._replace(route=route)
        do: Do = getattr(self, f"do_{route.action}")
        self.store.ready(route.collection, route.parent)
        if route.operation.method == "GET" and route.action != "one":
            if route.action == "list":
                self.index(prepared, call)
            with self.store.reading():
                return do(prepared, call)
        with self.store.writing():
            return do(prepared, call)

    def do_exists(self, prepared: Prepared, call: Call) -> Reply:
        """Whether there is a thing."""
        self.check(prepared, call)
        try:
            self.parent(prepared, call)
            if prepared.route.collection is not None and prepared.route.parameter:
                self.target(prepared, call)
        except Refusal as refusal:
            if refusal.status != 404:
                raise
            return NOTHING._replace(status=404)
        return NOTHING

    # Checks.

    def check(self, prepared: Prepared, call: Call) -> None:
        """Refuse a request that will not do.

        Raises:
            Refusal: 422, with all that is wrong.
        """
        operation = prepared.route.operation
        checker = Checker(self.schemas, self.referring.exists)
        details = list(checker.path(operation.path_parameters, call.path))
        details += checker.query(operation.query_parameters, call.query)
        details += broken_fields(checker, operation, call.headers)
        if prepared.route.action != "list":  # which reads them itself
            details += prepared.querying.asked(operation, call.query).details
            details += self.no_page(operation, call)
        if operation.body:
            details += checker.body(operation.body, call.sent.value)
        if prepared.rules.rules:
            sent = seen(operation, prepared.rules, call)
            if isinstance(sent, dict | list):
                details += prepared.rules.broken(sent, call.context)
        if details:
            words = [each.message for each in details if each.rule]
            first = words[0] if words else f"{details[0].field}: {details[0].message}"
            rest = len(details) - 1
            also = f" (and {rest} more, see details)" if rest else ""
            raise invalid(f"{first}{also}", details)

    def no_page(self, operation: Operation, call: Call) -> Sequence[Detail]:
        """What is wrong with the page that is asked for, where nobody knows the list."""
        paging = operation.paging or self.api.paging
        if paging is None or not any(
            each.role == "page" for each in operation.query_parameters
        ):
            return ()
        try:
            page_of(paging, asked_for(paging, operation, call.query, None), False)
        except Refusal as refusal:
            return refusal.details
        return ()

    # Finding things.

    def parent(self, prepared: Prepared, call: Call) -> Row | None:
        """The thing that a path goes through; None where it goes through none.

        Raises:
            Refusal: 404: there is no such thing.
        """
        route = prepared.route
        if route.parent is None:
            return None
        key = call.path[route.parent_parameter]
        row = self.store.named(route.parent, "", key)
        row = row or self.by_field(route.parent, route.parent_parameter, "", key)
        if row is None:
            raise not_found(f"there is no {route.parent.resource} of the key {key!r}")
        return row

    def home(self, prepared: Prepared, parent: Row | None) -> str:
        """What the things of a path belong to."""
        route = prepared.route
        if parent is None or route.link:
            return ""
        adds = route.action in ("create", "append")
        return parent.key if adds or route.collection != route.parent else ""

    def target(self, prepared: Prepared, call: Call) -> Row:
        """The thing that a path names.

        Raises:
            Refusal: 404: there is no such thing.
        """
        route, collection = prepared.route, prepared.route.collection
        assert collection is not None, "the route has things"
        parent = self.parent(prepared, call)
        home = self.home(prepared, parent)
        if not route.parameter:
            found = self.store.find(collection, Where("home = ?", (home,)))
            if found is None:
                raise not_found(f"there is no {collection.resource}")
            return found
        name = call.path[route.parameter]
        row = self.store.named(collection, home, name)
        row = row or self.by_field(collection, route.parameter, home, name)
        if row is not None and route.link and parent is not None:
            value = plain(row).get(route.link)
            if value != parent.key and not (
                isinstance(value, list) and parent.key in value
            ):
                row = None
        if row is None:
            raise not_found(f"there is no {collection.resource} of the key {name!r}")
        return row

    def by_field(
        self, collection: Collection, parameter: str, home: str, value: str
    ) -> Row | None:
        """A thing that has a value: in the field of the parameter's name, or what names it."""
        for name in (parameter, *_NAMING):
            if name == collection.own:
                continue
            quoted = name.replace('"', '\\"').replace("'", "''")
            path = f"'$.\"{quoted}\"'"
            sql = (
                f"home = ? AND (CAST(json_extract(body, {path}) AS TEXT) = ?"
                f" OR CAST(json_extract(more, {path}) AS TEXT) = ?)"
            )
            row = self.store.find(collection, Where(sql, (home, value, value)))
            if row is not None:
                return row
        return None

    def above(self, prepared: Prepared) -> str:
        """The field that says what a thing belongs to; empty where none, or several, may."""
        parent, schema = prepared.route.parent, prepared.schema
        fields = declared_references(schema) if parent and schema else {}
        found = [
            n for n, other in fields.items() if parent and other == parent.resource
        ]
        return found[0] if len(found) == 1 else ""

    # Actions.

    def index(self, prepared: Prepared, call: Call) -> None:
        """Have what a list asks for found fast."""
        route = prepared.route
        assert route.collection is not None, "lists are of things"
        asked = prepared.querying.asked(route.operation, call.query)
        known = prepared.querying.fields.get(route.link)
        link = [prepared.querying.expression(route.link)] if known else []
        if known and isinstance(known.type, ListOf):
            link = []
        if asked.details:
            return
        for each in (*asked.expressions, *link):
            if each != "NULL":
                self.store.index(route.collection, each)

    def do_list(self, prepared: Prepared, call: Call) -> Reply:
        """A list: filtered, sorted, a page of it."""
        route, collection = prepared.route, prepared.route.collection
        assert collection is not None, "lists are of things"
        operation, paging = route.operation, route.operation.paging
        parent = self.parent(prepared, call)
        asked = prepared.querying.asked(operation, call.query)
        try:
            self.check(prepared, call)
        except Refusal as refusal:
            raise invalid(refusal.message, (*refusal.details, *asked.details)) from None
        if asked.details:
            first = asked.details[0]
            raise invalid(f"{first.field}: {first.message}", asked.details)
        where = self.among(prepared, parent)
        if asked.where.sql:
            sql = (
                f"{where.sql} AND ({asked.where.sql})" if where.sql else asked.where.sql
            )
            where = Where(sql, (*where.values, *asked.where.values))
        order = (*asked.order, "id")
        place = operation.answer.envelope
        if paging is None and operation.answer.kind == "object":
            paging = (
                self.api.paging
            )  # nobody documents what it answers; it pages all the same
            place = paging.items if paging else ""
            if not any(each.role == "page" for each in operation.query_parameters):
                paging = None
        if paging is None:
            rows = self.store.page(collection, where, order, -1, 0)
            return self.answering.several(route, rows, place, Beside({}, ()))
        wanted = asked_for(paging, operation, call.query, call.sent.value)
        if field := last_item(paging):
            page = self.after(prepared, collection, where, order, field, wanted)
        else:
            page = page_of(paging, wanted, bool(asked.order))
        total = self.store.count(collection, where)
        some = where
        if page.after is not None:
            sql = f"({where.sql}) AND id > ?" if where.sql else "id > ?"
            some = Where(sql, (*where.values, page.after))
        # One more than asked for tells whether there are more.
        rows = self.store.page(collection, some, order, page.size + 1, page.offset)
        shown = rows[: page.size]
        last = shown[-1].id if shown else 0
        url = f"{call.host}{call.place}"
        more = len(rows) > page.size
        around = Around(total, len(shown), last, more, url, call.pairs)
        around_items = beside(paging, wanted.name, page, around)
        return self.answering.several(route, shown, place, around_items)

    def after(
        self,
        prepared: Prepared,
        collection: Collection,
        where: Where,
        order: tuple[str, ...],
        field: str,
        wanted: Asked,
    ) -> Page:
        """The page after the thing that a field of it names.

        Raises:
            Refusal: 422: there is no such thing in the list.
        """
        page = Page(0, size_of(wanted), 0, 0)
        if wanted.position is None:
            return page
        expression = prepared.querying.expression(field)
        named = f"CAST({expression} AS TEXT) = ?"
        sql = f"({where.sql}) AND {named}" if where.sql else named
        row = self.store.find(collection, Where(sql, (*where.values, wanted.position)))
        if row is None:
            words = f"{wanted.position!r} is none of the list"
            raise invalid("no such page", [Detail(wanted.name, words)])
        if order == ("id",):
            return page._replace(after=row.id)
        rows = self.store.page(collection, where, order, -1, 0)
        return page._replace(after=None, offset=rows.index(row) + 1)

    def among(self, prepared: Prepared, parent: Row | None) -> Where:
        """The condition that things are those of a path."""
        route, querying = prepared.route, prepared.querying
        assert route.collection is not None, "lists are of things"
        if parent is None:
            every = route.collection.parent or route.collection.nests
            return Where() if every else Where("home = ?", ("",))
        if not route.link:
            return Where("home = ?", (parent.key,))
        field = querying.fields[route.link]
        if isinstance(field.type, ListOf):
            each = f"json_each({querying.expression(route.link)})"
            sql = f"home = '' AND EXISTS (SELECT 1 FROM {each} WHERE value = ?)"
            return Where(sql, (parent.key,))
        return Where(
            f"home = '' AND {querying.expression(route.link)} = ?", (parent.key,)
        )

    def do_get(self, prepared: Prepared, call: Call) -> Reply:
        """One thing."""
        row = self.target(prepared, call)
        self.check(prepared, call)
        return self.answering.one(prepared.route, row)

    def do_create(self, prepared: Prepared, call: Call) -> Reply:
        """A new thing, or one for each item of a body."""
        route = prepared.route
        parent = self.parent(prepared, call)
        self.check(prepared, call)
        sent = call.sent.value
        rows = self.made(prepared, call, parent, sent)
        return self.answering.one(route, rows[-1] if rows else None)

    def do_append(self, prepared: Prepared, call: Call) -> Reply:
        """New things, one for each item of an array of a body."""
        route = prepared.route
        parent = self.parent(prepared, call)
        self.check(prepared, call)
        sent = call.sent.value
        items = sent.get(added(route.operation)) if isinstance(sent, dict) else None
        rows = self.made(prepared, call, parent, items or [])
        place = route.operation.answer.envelope
        return self.answering.several(route, rows, place, Beside({}, ()))

    def made(
        self, prepared: Prepared, call: Call, parent: Row | None, sent: object
    ) -> list[Row]:
        """Keep new things, as a body or each item of it says."""
        route, rows = prepared.route, []
        for body in sent if isinstance(sent, list) else [sent]:
            thing: Thing = dict(body) if isinstance(body, dict) else {}
            if parent is not None and (link := route.link or self.above(prepared)):
                thing[link] = parent.key
            home = self.home(prepared, parent)
            rows.append(self.keeping.made(prepared, call, home, thing))
        return rows

    def do_update(self, prepared: Prepared, call: Call) -> Reply:
        """Changed fields of a thing; those that are not sent stay."""
        row = self.target(prepared, call)
        self.check(prepared, call)
        return self.answering.one(
            prepared.route, self.keeping.changed(prepared, call, row)
        )

    def do_delete(self, prepared: Prepared, call: Call) -> Reply:
        """A thing less."""
        collection = prepared.route.collection
        assert collection is not None, "the route has things"
        row = self.target(prepared, call)
        self.check(prepared, call)
        if not row.home:
            found = self.referring.to(collection.resource, row.key, row)
            if found:
                details = [Detail(each, f"refers to {row.key!r}") for each in found]
                words = f"{', '.join(found)} still refer to {collection.resource} {row.key!r}"
                raise Refusal(409, "conflict", words, details)
        self.store.delete(collection, row)
        return self.answering.one(prepared.route, row)

    def do_act(self, prepared: Prepared, call: Call) -> Reply:
        """Something done to a thing: its fields that are sent are set, its files kept."""
        row = self.parent(prepared, call)
        assert row is not None, "the path goes through a thing"
        self.check(prepared, call)
        if prepared.route.operation.method == "DELETE":
            self.store.forget_file(call.place)
            return self.answering.one(prepared.route, row)
        for upload in call.sent.files.values():
            self.store.keep_file(call.place, upload.media_type, upload.content)
        if prepared.route.operation.method != "GET":
            row = self.keeping.changed(prepared, call, row)
        return self.answering.one(prepared.route, row)

    def do_one(self, prepared: Prepared, call: Call) -> Reply:
        """The one thing of its kind that belongs to another; made when first asked for."""
        route, collection = prepared.route, prepared.route.collection
        assert collection is not None, "the route has things"
        parent = self.parent(prepared, call)
        assert parent is not None, "the path goes through a thing"
        self.check(prepared, call)
        row = self.store.find(collection, Where("home = ?", (parent.key,)))
        if row is None:
            example = self.answering.things.thing(collection.resource, parent.id - 1)
            no_key = {k: v for k, v in example.items() if k != collection.own}
            row = self.keeping.made(
                prepared, call._replace(sent=Sent()), parent.key, no_key
            )
        if route.operation.method == "DELETE":
            self.store.delete(collection, row)
        elif route.operation.method != "GET":
            row = self.keeping.changed(prepared, call, row)
        return self.answering.one(route, row)

    def do_download(self, prepared: Prepared, call: Call) -> Reply:
        """The bytes that were uploaded to the same path."""
        if prepared.route.parent is not None:
            self.parent(prepared, call)
        self.check(prepared, call)
        found = self.store.file(call.place)
        if found is None:
            return self.answering.stand_in(prepared.route)
        media_type, content = found
        return Reply(content, media_type or BYTES)

    def do_stand_in(self, prepared: Prepared, call: Call) -> Reply:
        """An answer where nobody can say what happens."""
        if prepared.route.parent is not None:
            self.parent(prepared, call)
        self.check(prepared, call)
        sent = call.sent.value
        body = _as_json(sent) if isinstance(sent, dict) else None
        return self.answering.stand_in(prepared.route, body)


def _as_json(sent: object) -> Json:
    """What was sent, as rules see it: a file is there, whatever it holds."""
    if isinstance(sent, dict):
        return {k: "file" if isinstance(v, bytes) else v for k, v in sent.items()}
    assert isinstance(sent, list), "objects and arrays alone have keys"
    return sent


def _special(operation: Operation, sent: object) -> AnswerWhen | None:
    """The special case that a body makes, if it makes one."""
    given = sent if isinstance(sent, dict) else {}
    for when in operation.answer_when:
        if any(_same(given.get(when.key), value) for value in when.values):
            return when
    return None


def _same(sent: object, value: object) -> bool:
    """Whether a literal was sent; in a form, all values are texts."""
    if isinstance(value, bool):
        return sent is value or sent == str(value).lower()
    return sent == value or sent == str(value)
