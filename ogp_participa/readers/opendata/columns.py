"""The columns of each public file, which are the fields of its JSON, too."""

COLUMNS = (
    "reference",
    "state",
    "title",
    "summary",
    "problem",
    "change",
    "theme",
    "values",
    "territory",
    "signature",
    "workshop",
    "language",
    "link",
    "comments",
    "submitted_at",
    "published_at",
    "merged_into",
    "source",
    "address",
)
"""The columns of the CSV file, and the fields of each proposal in the JSON file, in their order."""

CONTRIBUTION = (
    "reference",
    "kind",
    "draft",
    "commitment",
    "passage",
    "title",
    "text",
    "replacement",
    "signature",
    "session_place",
    "session_day",
    "session_people",
    "agreements",
    "hidden",
    "hidden_reason",
    "sent_at",
    "address",
)
"""The columns of the CSV file of a consultation, and the fields of each contribution in the JSON file."""

RESPONSE = (
    "reference",
    "kind",
    "came_at",
    "title",
    "answered",
    "outcome",
    "reason",
    "institution",
    "role",
    "changed",
    "answered_at",
    "days",
    "answers",
    "reply",
    "address",
)
"""The columns of the CSV file of reasoned responses, and the fields of each contribution in the JSON file."""
