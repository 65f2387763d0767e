"""What happens to a draft as a thing: it finds its owner, holds files, is deleted or forgotten."""

from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa

from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.uploads import Upload
from ogp_participa.people.accounts.models import Person
from ogp_participa.proposals.drafts import queries, rules
from ogp_participa.proposals.drafts.draft_cookie import KEPT_DAYS
from ogp_participa.proposals.drafts.models import Draft
from ogp_participa.proposals.proposals.models import Attachment


def claim(person: Person, held: Collection[str]) -> int:
    """Make the drafts that a browser held before sign-in the person's own; returns how many."""
    query = sa.update(Draft).where(Draft.person_id.is_(None), Draft.token.in_(held)).values(person_id=person.id)
    return db.session.connection().execute(query).rowcount


def discard(person: Person | None, draft: Draft) -> None:
    """Delete a draft and its files."""
    rules.can_write(person, draft).require()
    db.session.execute(sa.delete(Attachment).where(Attachment.draft_id == draft.id, Attachment.proposal_id.is_(None)))
    db.session.delete(draft)
    db.session.flush()


def attach(person: Person | None, draft: Draft, upload: Upload, description: str) -> Attachment:
    """Keep a file with a draft; the same file twice is kept once."""
    files = queries.files_of(draft)
    same = next((file for file in files if file.digest == upload.digest), None)
    if same is not None:
        return same
    rules.can_attach(person, draft, attached=len(files)).require()
    attachment = Attachment(
        draft_id=draft.id,
        name=upload.name,
        media_type=upload.media_type,
        size=len(upload.content),
        digest=upload.digest,
        description=description,
        content=upload.content,
    )
    db.session.add(attachment)
    db.session.flush()
    return attachment


def remove_attachment(person: Person | None, draft: Draft, number: int) -> None:
    """Take a file off a draft, or off the returned proposal that it improves; one that is not there is left alone."""
    rules.can_write(person, draft).require()
    for file in queries.files_of(draft):
        if file.id == number:
            db.session.delete(file)
    db.session.flush()


def forget_abandoned() -> int:
    """Delete drafts that nobody has touched for 90 days and that have no owner or were sent; returns how many."""
    old = queries.abandoned(now() - timedelta(days=KEPT_DAYS))
    db.session.execute(sa.delete(Attachment).where(Attachment.draft_id.in_(old), Attachment.proposal_id.is_(None)))
    return db.session.connection().execute(sa.delete(Draft).where(Draft.id.in_(old))).rowcount
