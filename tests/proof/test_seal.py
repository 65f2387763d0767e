"""Sealing the log."""

import secrets

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ogp_participa import proving
from ogp_participa.database import db
from ogp_participa.proof import queries, rules
from ogp_participa.proof.actions import seal
from ogp_participa.proof.models import Head, Node
from ogp_participa.voting import actions as voting
from ogp_participa.voting.models import Ballot, Leaf
from ogp_participa.voting.queries import rules_of
from tests import factories
from tests.people import Cast


def test_nothing_waits_nothing_is_signed(cast: Cast) -> None:
    assert seal(cast.plan) is None


def test_a_choice_is_sealed(cast: Cast) -> None:
    voting.cast(cast.ana, factories.proposal(cast.plan))
    head = seal(cast.plan)
    leaf = db.session.scalars(sa.select(Leaf)).one()
    assert head
    assert (head.size, head.root, leaf.position) == (1, leaf.hash, 0)
    assert seal(cast.plan) is None
