"""Putting two people's changes together: nobody's change is lost without being asked about."""

from hypothesis import given
from hypothesis import strategies as st

from ogp_participa.core.merging import three_way

FIELDS = st.fixed_dictionaries({name: st.sampled_from("ab ") for name in ("x", "y", "z")})


@given(FIELDS, FIELDS, FIELDS)
def test_no_change_is_lost_without_a_question(
    before: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    merge = three_way(before, theirs, mine)
    asked = {conflict.name for conflict in merge.conflicts}
    for name in before:
        if name in asked:
            assert len({before[name], theirs[name], mine[name]}) == 3
        else:
            wanted = theirs[name] if mine[name] == before[name] else mine[name]
            assert merge.merged[name] == wanted
    assert set(merge.changed) == {name for name in mine if merge.merged[name] != theirs[name]}


@given(FIELDS, FIELDS)
def test_who_was_alone_keeps_everything(before: dict[str, str], mine: dict[str, str]) -> None:
    merge = three_way(before, before, mine)
    assert merge.merged == mine
    assert merge.conflicts == []


def test_fields_that_were_not_sent_are_not_looked_at() -> None:
    assert three_way({"a": 1, "b": 1}, {"a": 2, "b": 2}, {"a": 1}).merged == {"a": 2}
