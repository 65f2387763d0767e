"""Sentences of the page «check it yourself» that are longer than a line of a template."""

from flask_babel import lazy_gettext as _l

from ogp_participa.vote.ballot_log.wording import NOT_DONE

LATER = _l(
    "This can be done once the count is closed. Then every counted ballot is opened here, without names, in a package "
    "with the program that checks it. Until then the ballots stay shut."
)
TO_NOTE = _l(
    "Note these three lines, and give them to somebody you trust. After the count, the digest and the key must be the "
    "same, and this signature must be among those of the log (heads.csv)."
)
CONTENT = _l(
    "It holds the rules, the log, the signatures and every counted ballot: only its choices, without name, time or "
    "address."
)
LAST_LINE = _l(
    "“matches”: every ballot fits its entry in the log, the log fits the signatures, and the rule gives the same "
    "result. “differs”: it names the file and the line of the first difference. Then tell us, and tell others."
)
PRINTED = _l(
    "The program also prints these three lines. Whoever noted them while voting was open, or has them from a newspaper "
    "or a university, sees at once whether something was exchanged later."
)
NOT_PROVED = (
    *NOT_DONE,
    _l(
        "A program that comes with the data can lie as they can. If you doubt it, use the command ogp-participa verify "
        "of the project’s source code, or write a program of your own: the file README.txt and the documentation say "
        "what is in each file."
    ),
)
"""What checking the bundle does not prove."""
