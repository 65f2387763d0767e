"""OGP's policy areas, as its data set tags commitments: each is stored under its key and said in the page's language.

``OGP`` holds the exact English tags of that data set (copy of 3 July 2024), for exports.
"""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ogp_participa.core.text import slug_of

_GROUPS: tuple[tuple[LazyString, tuple[tuple[str, LazyString], ...]], ...] = (
    (
        _l("Anti-corruption and integrity"),
        (
            ("Anti-corruption Institutions", _l("Anti-corruption institutions")),
            ("Anti-Corruption Strategies", _l("Anti-corruption strategies")),
            ("Asset Disclosure", _l("Asset disclosure")),
            ("Audits", _l("Audits")),
            ("Beneficial Ownership", _l("Beneficial ownership")),
            ("Conflicts Of Interest", _l("Conflicts of interest")),
            ("Elections", _l("Elections")),
            ("Lobbying", _l("Lobbying")),
            ("Open Contracting", _l("Open contracting")),
            ("Political Finance", _l("Political finance")),
            ("Public Procurement", _l("Public procurement")),
            ("Right To Information", _l("Right to information")),
            ("Whistleblower Protections", _l("Whistleblower protections")),
        ),
    ),
    (
        _l("Civic space"),
        (
            ("Freedom of Assembly", _l("Freedom of assembly")),
            ("Freedom of Association", _l("Freedom of association")),
            ("Freedom of Expression", _l("Freedom of expression")),
        ),
    ),
    (
        _l("Participation in decisions"),
        (
            ("Digital Participation", _l("Digital participation")),
            ("Mainstreaming Participation", _l("Participation in every policy")),
            ("Public Participation", _l("Public participation")),
            ("Regulatory Governance", _l("Regulatory governance")),
            ("Social Accountability", _l("Social accountability")),
        ),
    ),
    (
        _l("Digital governance"),
        (
            ("Automated Decision-making", _l("Automated decisions")),
            ("Data Stewardship and Privacy", _l("Care of data and privacy")),
            ("Digital Inclusion", _l("Digital inclusion")),
            ("Digital Transformation", _l("Digital transformation")),
            ("Disinformation/Misinformation", _l("Disinformation")),
            ("Online Civic Space", _l("Civic space online")),
            ("Open Data", _l("Open data")),
        ),
    ),
    (
        _l("Environment and climate"),
        (
            ("Climate Finance", _l("Climate finance")),
            ("Climate Mitigation and Adaptation", _l("Climate mitigation and adaptation")),
            ("Environmental Regulation", _l("Environmental regulation")),
        ),
    ),
    (
        _l("Public money"),
        (
            ("Debt", _l("Public debt")),
            ("Oversight Of Budget/Fiscal Policies", _l("Oversight of the budget")),
            ("Public Participation In Budget/Fiscal Policy", _l("Participation in the budget")),
            ("Publication Of Budget/Fiscal Information", _l("Publication of the budget")),
            ("Stimulus and Economic Recovery", _l("Stimulus and economic recovery")),
            ("Tax", _l("Taxes")),
        ),
    ),
    (
        _l("Inclusion"),
        (
            ("Economic Inclusion", _l("Economic inclusion")),
            ("Gender", _l("Gender")),
            ("Gender-Based Violence", _l("Gender-based violence")),
            ("LGBTQIA+", _l("LGBTQIA+ people")),
            ("People with Disabilities", _l("People with disabilities")),
            ("Youth", _l("Youth")),
            ("Human Rights", _l("Human rights")),
        ),
    ),
    (
        _l("Justice"),
        (
            ("Access to Justice", _l("Access to justice")),
            ("Judiciary", _l("Judiciary")),
            ("Open Justice", _l("Open justice")),
            ("Policing & Corrections", _l("Police and prisons")),
        ),
    ),
    (
        _l("Public services"),
        (
            ("Citizenship & Immigration", _l("Citizenship and immigration")),
            ("Education", _l("Education")),
            ("Health & Nutrition", _l("Health and nutrition")),
            ("Infrastructure & Transport", _l("Infrastructure and transport")),
            ("Water & Sanitation", _l("Water and sanitation")),
        ),
    ),
    (
        _l("Other areas"),
        (
            ("Aid", _l("Development aid")),
            ("Capacity Building", _l("Capacity building")),
            ("Energy", _l("Energy")),
            ("Extractive Industries", _l("Mining and oil")),
            ("Labor", _l("Work")),
            ("Land and Spatial Planning", _l("Land and urban planning")),
            ("Legislation", _l("Legislation")),
            ("Legislative Oversight", _l("Legislative oversight")),
            ("Media & Telecommunications", _l("Media and telecommunications")),
            ("Open Parliaments", _l("Open parliaments")),
            ("Private Sector", _l("Private sector")),
            ("Regulation", _l("Regulation")),
            ("Science & Technology", _l("Science and technology")),
            ("Security & Public Safety", _l("Public safety")),
            ("Subnational", _l("States and cities")),
            ("Sustainable Development Goals", _l("Sustainable Development Goals")),
        ),
    ),
)

OGP: dict[str, str] = {slug_of(tag): tag for _group, tags in _GROUPS for tag, _word in tags}
AREAS: dict[str, LazyString] = {slug_of(tag): word for _group, tags in _GROUPS for tag, word in tags}
GROUPS: list[tuple[LazyString, list[str]]] = [(group, [slug_of(tag) for tag, _word in tags]) for group, tags in _GROUPS]
