"""The public record."""

import pytest
from flask import Flask

from ogp_participa.audit.actions import record
from ogp_participa.audit.kinds import DETAILS, PRIVATE, Kind
from ogp_participa.audit.views import WORDS
from ogp_participa.proposals.proposals.models import State
from tests import factories
from tests.cast import Browser, Cast


def test_every_public_kind_of_event_has_its_words() -> None:
    assert set(WORDS) == set(Kind) - PRIVATE


def test_a_detail_that_a_kind_does_not_carry_is_an_error(cast: Cast) -> None:
    with pytest.raises(ValueError, match="carries no"):
        record(Kind.BALLOT_CONFIRMED, by=None, on=cast.plan, choice=3)


def test_no_kind_of_ballot_event_carries_a_detail() -> None:
    assert Kind.BALLOT_CONFIRMED not in DETAILS


def test_the_log_shows_what_happened_newest_first(cast: Cast, visitor: Browser) -> None:
    first, second = factories.proposal(cast.plan), factories.proposal(cast.plan)
    record(Kind.PROPOSAL_PUBLISHED, by=cast.clara, on=first)
    record(Kind.PROPOSAL_PUBLISHED, by=cast.clara, on=second)
    text = visitor.get("/registro").text
    assert text.index(second.title) < text.index(first.title)


def test_the_log_names_no_proposal_that_nobody_may_read_yet(cast: Cast, visitor: Browser) -> None:
    hidden = factories.proposal(cast.plan, cast.ana, State.IN_REVIEW, title="Segredo ainda em leitura")
    record(Kind.PROPOSAL_SUBMITTED, by=cast.ana, on=hidden)
    assert hidden.title not in visitor.get("/registro").text


def test_the_log_leaves_out_ballots_and_registrations(cast: Cast, visitor: Browser) -> None:
    record(Kind.BALLOT_CONFIRMED, by=None, on=cast.plan)
    record(Kind.PERSON_REGISTERED, by=cast.ana, on=cast.ana)
    assert "<tbody>" not in visitor.get("/registro").text


@pytest.mark.parametrize("before", ["0", "-3", "99999999999999999999"])
def test_a_place_in_the_log_that_does_not_exist_is_not_found(app: Flask, visitor: Browser, before: str) -> None:
    visitor.get(f"/registro?antes={before}", status=404)
