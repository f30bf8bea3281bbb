"""Random rules, written as in a spec."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

KEYS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]
PATHS = ["xs", "xs.*.p", "xs.*.q", "ys.*.zs.*.r", "ys"]
LITERALS = st.builds(
    lambda key, value: {"key": key, "is": value},
    st.sampled_from(["a", "sev", "xs.*.p"]),
    st.sampled_from(["High", "Low", 1, True]),
)
SEVERAL = st.builds(
    lambda key, values: {"key": key, "in": values},
    st.sampled_from(["a", "sev", "xs.*.p"]),
    st.sampled_from([["High"], ["High", "Low"], [1, True]]),
)
# One pair of keys: that a < b and b < c leaves no choice for a and c, nobody looks at.
COMPARISONS = st.builds(
    lambda keys, how: {"key": keys[0], how: keys[1]},
    st.sampled_from([("b", "c"), ("c", "b")]),
    st.sampled_from(["less_than", "at_most", "at_least", "more_than"]),
)


def plain_keys(most: int) -> st.SearchStrategy[str]:
    """Top-level keys, out of a few."""
    return st.sampled_from(KEYS[:most])


def is_leaf(node: Any) -> bool:
    """Whether a part is no operator, so that it cannot stand for a rule or a variant."""
    return isinstance(node, str) or "key" in node


def any_keys(most: int) -> st.SearchStrategy[str]:
    """Top-level keys and array paths."""
    return st.one_of(plain_keys(most), plain_keys(most), st.sampled_from(PATHS))


def nodes(
    keys: st.SearchStrategy[str],
    *,
    literals: bool = True,
    compared: bool = False,
    leaves: int = 10,
) -> st.SearchStrategy[Any]:
    """Nodes of every operator, nested."""

    def deeper(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        parts = st.lists(inner, min_size=1, max_size=4)
        mappings = inner.map(lambda node: {"all": [node]} if is_leaf(node) else node)
        variants = st.dictionaries(
            st.sampled_from(["left", "right", "middle"]),
            mappings,
            min_size=1,
            max_size=3,
        )
        conditions = st.one_of(inner, LITERALS) if literals else inner
        return st.one_of(
            *(
                parts.map(lambda given, name=name: {name: given})  # type: ignore[misc]
                for name in ("all", "any", "one", "at_most_one", "none")
            ),
            inner.map(lambda node: {"not": node}),
            st.builds(lambda i, t: {"if": i, "then": t}, conditions, inner),
            st.builds(
                lambda i, t, e: {"if": i, "then": t, "else": e},
                conditions,
                inner,
                inner,
            ),
            *(
                variants.map(lambda given, name=name: {name: given})  # type: ignore[misc]
                for name in ("any_of", "one_of")
            ),
        )

    base: st.SearchStrategy[Any] = keys
    if literals:
        base = st.one_of(keys, keys, LITERALS, SEVERAL)
    if compared:
        base = st.one_of(base, COMPARISONS)
    return st.recursive(base, deeper, max_leaves=leaves)


def rules(
    most_keys: int = 5,
    *,
    paths: bool = True,
    literals: bool = True,
    compared: bool = False,
    leaves: int = 10,
    when: bool = False,
) -> st.SearchStrategy[dict[str, Any]]:
    """Whole rules."""
    keys = any_keys(most_keys) if paths else plain_keys(most_keys)
    contexts = (
        st.dictionaries(
            st.sampled_from(["platform", "region"]),
            st.sampled_from(["X", "Y", ["X", "Y"]]),
            max_size=2,
        )
        if when
        else st.just({})
    )
    return st.builds(
        lambda node, when: {
            "name": "random",
            **({"when": when} if when else {}),
            **({"all": [node]} if is_leaf(node) else node),
        },
        nodes(keys, literals=literals, compared=compared, leaves=leaves),
        contexts,
    )


def monotone_rules(most_keys: int = 6) -> st.SearchStrategy[dict[str, Any]]:
    """Rules that forbid nothing."""

    def deeper(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        parts = st.lists(inner, min_size=1, max_size=4)
        return st.one_of(
            parts.map(lambda given: {"all": given}),
            parts.map(lambda given: {"any": given}),
        )

    nodes_ = st.recursive(plain_keys(most_keys), deeper, max_leaves=12)
    return nodes_.map(
        lambda node: {
            "name": "random",
            **({"all": [node]} if isinstance(node, str) else node),
        }
    )
