"""Rules tightened or loosened: which sets of keys are decided otherwise, by witnesses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..model.position import Position
from ..model.rules import All, Equals, Node, Nothing, Present, Rule
from ..rules.atoms import Atom, key_of
from ..rules.decide import Situation, applies
from ..rules.diff import Difference, compare_everywhere, compare_seen, demanded
from ..rules.problems import TooLargeError
from ..rules.respelling import respelled
from ..rules.seen import keys_named
from ..targets.surface.arguments import cover
from .arguments import Arguments
from .change import Change, Effect
from .words import code, listed

_SHOWN = 3
REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class _Known:
    """What of a change of rules is told elsewhere: as one of keys.

    Attributes:
        old: What calls of before did besides: they gave no key that is new, and are told
            where one is gone or must be given.
        new: The same of calls of now.
    """

    old: tuple[Rule, ...]
    new: tuple[Rule, ...]


def rule_changes(compared: Arguments) -> Iterator[Change]:
    """What has become of the rules of an operation, as far as keys alone do not tell it."""
    old, new = compared.old, compared.new
    before = tuple(_by_new_names(old.operation.rules, compared))
    now = new.operation.rules
    if [rule.body for rule in before] == [rule.body for rule in now] and [
        rule.when for rule in before
    ] == [rule.when for rule in now]:
        return
    known = _known(compared, before, now)
    teller = _Teller(compared, before, now)
    try:
        refused = compare_everywhere((*before, *known.old), now)
        taken = compare_everywhere(before, (*now, *known.new))
        typed_old = before if cover(old.operation) else ()
        typed_new = now if cover(new.operation) else ()
        seen_refused = compare_seen((*typed_old, *known.old), typed_new)
        seen_taken = compare_seen(typed_old, (*typed_new, *known.new))
    except TooLargeError:
        yield Change(
            "rule-changed",
            compared.subject,
            "has other rules, too large to be compared",
            "breaking",
            "breaking",
            compared.title,
            position=teller.position(),
        )
        return
    yield from teller.told(
        "rule-tightened",
        "refuses",
        [each._replace(widening=()) for each in refused],
        "breaking" if seen_refused.breaking else "none",
        "breaking",
    )
    yield from teller.told(
        "rule-loosened",
        "takes",
        [each._replace(breaking=()) for each in taken],
        "compatible" if seen_taken.widening else "none",
        "compatible",
    )
    if seen_refused.breaking and not any(each.breaking for each in refused):
        yield from teller.told(
            "rule-tightened",
            "has types that refuse",
            [seen_refused._replace(widening=())],
            "breaking",
            "none",
        )


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts differences into words.

    Attributes:
        compared: The operation in its two states.
        before: Rules before, by the names of now.
        now: Rules now.
    """

    compared: Arguments
    before: tuple[Rule, ...]
    now: tuple[Rule, ...]

    def told(
        self,
        what: str,
        verb: str,
        found: Sequence[Difference],
        source: Effect,
        wire: Effect,
    ) -> Iterator[Change]:
        """A change for each situation in which other sets are decided otherwise."""
        names = _names(self.compared)
        told: set[tuple[tuple[Atom, ...], ...]] = set()
        for each in found:
            sets = each.breaking or each.widening
            # Where nothing is declared comes first; what holds there holds elsewhere, too.
            if not sets or sets in told:
                continue
            told.add(sets)
            situation = dict(each.situation)
            where = listed([f"{name} {value}" for name, value in each.situation])
            declared = f"with {where}, " if where else ""
            rules = self._rules(situation)
            why = f" (rule {listed(rules)})" if rules else ""
            always = demanded(self.before, situation) & demanded(self.now, situation)
            always |= self.compared.new.demanded
            shown = [_set(atoms, names, always) for atoms in sets[:_SHOWN]]
            more = len(sets) - _SHOWN
            shown += [f"{more} other sets"] if more > 0 else []
            yield Change(
                what,
                self.compared.subject,
                f"{declared}{verb} {', or '.join(shown)}{why}",
                # Types know nothing of what a client was told of the other side.
                "none" if situation else source,
                wire,
                self.compared.title,
                tuple(tuple(_atom(atom, names) for atom in atoms) for atoms in sets),
                self.position(),
            )

    def _rules(self, situation: Situation) -> list[str]:
        """Names of the rules that differ, and count."""
        old = {rule.name: rule for rule in self.before}
        new = {rule.name: rule for rule in self.now}
        return [
            name
            for name in {**new, **old}
            # The marks of required keys are a rule, too, which has no name in the spec.
            if name != REQUIRED
            and _said(old.get(name)) != _said(new.get(name))
            and any(
                rule and applies(rule, situation)
                for rule in (old.get(name), new.get(name))
            )
        ]

    def position(self) -> Position | None:
        """Where the first rule stands that is another now."""
        known = [_said(rule) for rule in self.before]
        for rule in self.now:
            if rule.position and _said(rule) not in known:
                return rule.position
        return self.compared.new.operation.position


def _said(rule: Rule | None) -> object:
    return rule and (rule.name, rule.body, rule.when)


def _set(
    atoms: Sequence[Atom], names: Mapping[str, str], always: frozenset[str]
) -> str:
    """A set of keys in words; what is given anyway, or comes along, is not said again."""
    if not atoms:
        return "a call that gives none of the keys"
    said = {key_of(atom) for atom in atoms if not isinstance(atom, str)}
    paths = [atom for atom in atoms if isinstance(atom, str) and ".*." in atom]
    said |= {path.split(".*.")[0] for path in paths}
    said |= always
    left = [atom for atom in atoms if not isinstance(atom, str) or atom not in said]
    words = listed([code(_atom(atom, names)) for atom in left or atoms], most=8)
    return words if len(left or atoms) > 1 else f"{words} alone"


def _atom(atom: Atom, names: Mapping[str, str]) -> str:
    if isinstance(atom, str):
        first, dot, rest = atom.partition(".*.")
        return f"{names.get(first, first)}{dot}{rest}"
    name = names.get(atom.key, atom.key)
    if isinstance(atom, Equals):
        return f"{name}={atom.value!r}"
    return f"{name} {atom.sign} {names.get(atom.other, atom.other)}"


def _by_new_names(rules: Iterable[Rule], compared: Arguments) -> Iterator[Rule]:
    names = {}
    for pair in compared.paired:
        if pair.old and pair.new and pair.old.rule_key != pair.new.rule_key:
            names[pair.old.rule_key] = pair.new.rule_key
            names.setdefault(pair.old.item.name, pair.new.rule_key)

    def spell(key: str, position: Position | None) -> str:
        first, dot, rest = key.partition(".*.")
        return f"{names.get(first, first)}{dot}{rest}"

    for rule in rules:
        yield replace(rule, body=respelled(rule.body, spell)) if names else rule


def _known(compared: Arguments, before: Sequence[Rule], now: Sequence[Rule]) -> _Known:
    old, new = compared.old, compared.new
    gone = [p.old.rule_key for p in compared.paired if p.old and not p.new]
    added = [p.new.rule_key for p in compared.paired if p.new and not p.old]
    renamed = {
        pair.old.rule_key: pair.new.rule_key
        for pair in compared.paired
        if pair.old and pair.new
    }
    demanded = {renamed.get(key, key) for key in old.demanded}
    # A key that was given in every call, without a rule, is given.
    always = [
        pair.new.rule_key
        for pair in compared.paired
        if pair.old and pair.new and old.must(pair.old)
    ]
    needed = sorted(key for key in new.demanded if key not in demanded)
    free = sorted(
        key for key in demanded if key not in new.demanded and key not in gone
    )
    spoken = {key for rule in (*before, *now) for key in keys_named(rule.body)}
    absent_old = [key for key in gone + added if _is_spoken(key, spoken)]
    absent_new = [key for key in gone if _is_spoken(key, spoken)]
    given = [*needed, *(key for key in always if _is_spoken(key, spoken))]
    # What must be given and is new is told as that.
    absent = [key for key in absent_old if key not in needed]
    return _Known(
        _all(_none(absent), *map(Present, given)),
        _all(_none(absent_new), *map(Present, free)),
    )


def _is_spoken(key: str, spoken: set[str]) -> bool:
    return any(each == key or each.startswith(f"{key}.*.") for each in spoken)


def _none(keys: Sequence[str]) -> Node:
    return Nothing(tuple(map(Present, dict.fromkeys(keys))))


def _all(*nodes: Node) -> tuple[Rule, ...]:
    return (Rule("told elsewhere", All(nodes)),)


def _names(compared: Arguments) -> dict[str, str]:
    """What a client calls the keys of rules; names of now go before."""
    found: dict[str, str] = {}
    for pair in compared.paired:
        given = pair.new or pair.old
        if given is not None:
            found.setdefault(given.rule_key, given.name)
    return found
