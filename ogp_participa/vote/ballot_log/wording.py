"""Sentences of the log's pages that are longer than a line of a template."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ogp_participa.vote.ballot_log.sealing import TOGETHER

LEAD = _l(
    "Each time a ballot is made or changed, one entry is added here. It hides who voted and for what. It proves that "
    "the ballot arrived, and that nobody took it away or changed it afterwards."
)
MERKLE = _l(
    "The log is a Merkle tree as in RFC 6962 and RFC 9162. The city signs the text below with Ed25519; its last line "
    "is the SHA-256 of the earlier text and its signature together."
)
REPLACED_SOON = _l(
    "The ballot was changed afterwards; the entry that takes its place waits for the next signature. Only the last one "
    "counts."
)
PROOF = _l(
    "These lines run in Python 3, without the internet and without us. They compute the fingerprint of the log from "
    "the code, and print True when it is the one that was signed."
)
COMPARE = _l(
    "Compare each word, and their order, with your receipt. It belongs to one vote: is this the right edition?"
)
NOT_DONE = (
    _l(
        "The city’s server sees the choices when they are made. The log keeps it from changing them unseen, not from "
        "seeing them."
    ),
    _l(
        "Whoever keeps a receipt can show, after voting closes, what that ballot chose. That is why nobody has to keep "
        "one."
    ),
    _l(
        "The log does not prove that each ballot belongs to a real resident. That takes an audit of the roll from "
        "outside."
    ),
)
"""What the log does not do."""


@dataclass(frozen=True)
class ReceiptAdvice:
    """What stands around somebody's own receipt."""

    use: str
    replaces: str
    keep: str


def receipt_advice() -> ReceiptAdvice:
    """Return what to say around somebody's own receipt."""
    return ReceiptAdvice(
        use=_(
            "With this receipt anyone can check that your ballot arrived and is still in the box. While voting is "
            "open, it tells nobody what you voted for."
        ),
        replaces=_(
            "It replaces the receipt that you had before: each change of the ballot gives a new one, and only the last "
            "counts."
        ),
        keep=_(
            "You need not keep it. After voting closes, whoever has this receipt can find out what this ballot chose. "
            "If somebody could press you to show it, do not copy or print it: your vote counts all the same."
        ),
    )


def how_it_works(*, invented: bool) -> list[str]:
    """Return how the log works, a sentence or two each; in a demonstration, whose voters are invented, nobody waits."""
    rhythm = (
        _(
            "Every ten minutes the new entries are signed. In this demonstration that happens even for a single one; "
            "in a real vote they wait for one another, at most a day."
        )
        if invented
        else _(
            "Every ten minutes the new entries are signed, as soon as those of %(count)s ballots wait together; after "
            "a day they are signed even if they are fewer. So the moment of a signature does not tell who voted.",
            count=TOGETHER,
        )
    )
    return [
        rhythm,
        _("Inside a signature the entries stand in the order of their codes, not in the order in which they came."),
        _(
            "Each signature covers everything before it. If an entry were changed or taken out, all later fingerprints "
            "would be others, and whoever kept an earlier one would notice. Newspapers, universities and you can keep "
            "copies."
        ),
        _("Whoever changes the ballot adds an entry that says which one it replaces. Only the last one counts."),
        _(
            "Each entry says which way its ballot came: online, with help or on paper. So anyone can count them apart; "
            "and where few come one way, somebody who watched could guess whose an opened ballot is."
        ),
        _(
            "When voting closes, every ballot that counts is opened: its choices, without name, time or place. Then "
            "anyone can count again."
        ),
    ]
