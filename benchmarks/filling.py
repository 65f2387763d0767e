"""A big plan in a PostgreSQL database, written by the database itself in seconds: nothing here is meant to be read."""

import sqlalchemy as sa

STATEMENTS = """
INSERT INTO plan (id, slug, number, title, summary, starts, ends, historical, demonstration, listed, choices, seats,
    tie_source, rule, voters, quota_least, outside_names, blank_count, created_at)
VALUES (1, 'grande', 99, 'Plano grande', '', '', '', false, true, true, 5, 20, '', 'phragmen', 'email', 0, false, false,
    now());
INSERT INTO stage (id, plan_id, kind, title, position, opens_at, closes_at, rights, counts_hidden, note)
SELECT n, 1, k, '', n, now() + make_interval(days => n * 20 - 50), now() + make_interval(days => n * 20 - 30),
    r::json, true, ''
FROM (VALUES (1, 'proposals', '["propose", "moderate"]'), (2, 'moderation', '["moderate"]'), (3, 'voting', '["vote"]'),
    (4, 'drafting', '["draft"]'), (5, 'consultation', '["consult"]'), (6, 'publication', '["publish"]')) AS s (n, k, r);
INSERT INTO theme (id, plan_id, key, name_pt, name_en, name_es)
SELECT n, 1, 'tema-' || n, 'Tema número ' || n, 'Theme ' || n, 'Tema ' || n FROM generate_series(1, 10) n;
INSERT INTO person (id, email, active, fs_uniquifier, create_datetime, update_datetime, name, signature, collective,
    locale, theme, shortcuts)
SELECT n, 'p' || n || '@example.org', true, 'p' || n, now(), now(), 'Maria Souza', 'initial', '', 'pt_BR', '', false
FROM generate_series(1, :voters) n;
INSERT INTO proposal (id, plan_id, year, number, state, version, revision, round, theme_id, author_id, signed, language,
    comment_count, submitted_at, published_at, title, summary, problem, change, territory, link, values)
SELECT n, 1, 2026, n, 'published', 1, 1, 1, 1 + n % 10, 1 + n % :voters, 'Maria S.', 'pt', 3,
    now() - interval '30 days', now() - make_interval(days => 2 + n % 20),
    'Horário real: assunto' || chr(97 + n % 26) || chr(97 + n / 26 % 12) || ', linha ' || n,
    'Dados abertos das linhas e paradas para quem espera no ponto, todos os dias e em todos os bairros da cidade.',
    rtrim('Linha ' || n || ': '
        || repeat('Hoje ninguém sabe quando o ônibus passa, e quem depende dele perde tempo. ', 5)),
    rtrim('Na linha ' || n || ': '
        || repeat('Abrir os dados de cada viagem em **formato aberto**, com histórico. ', 8)),
    CASE WHEN n % 3 = 0 THEN NULL ELSE (ARRAY['CT','SE','PI','BT','GU','IQ','MO','PA'])[1 + n % 8] END,
    '', '["access_to_information", "civic_participation"]'::json
FROM generate_series(1, :proposals) n;
INSERT INTO proposal_value (proposal_id, value) SELECT id, 'access_to_information' FROM proposal;
INSERT INTO proposal_value (proposal_id, value) SELECT id, 'civic_participation' FROM proposal;
INSERT INTO proposal_version (proposal_id, number, at, title, summary, problem, change, territory, link, values)
SELECT id, 1, submitted_at, title, summary, problem, change, territory, link, values FROM proposal;
INSERT INTO search_text (proposal_id, plan_id, title, body, words)
SELECT id, 1, 'public hor real ' || stem || ' ' || id, 'dad abert parad quem esper ' || stem || ' ' || id % 500,
    'publicar horario real dados abertos paradas quem espera ' || stem || ' ' || id
FROM (SELECT id, 'assunto' || chr(97 + (id % 26)::int) || chr(97 + (id / 26 % 12)::int) AS stem FROM proposal) AS p;
INSERT INTO likeness (proposal_id, other_id, likeness)
SELECT id, 1 + (id + k * 7) % :proposals, 80 - k FROM proposal, generate_series(1, 6) k;
INSERT INTO comment (proposal_id, author_id, signed, text, at, hidden)
SELECT id, 1 + (id * 7 + k) % :voters, 'Bruno L.', 'Boa ideia, ' || id || ': no bairro isso faria diferença.',
    now(), false
FROM proposal, generate_series(1, 3) k;
INSERT INTO decision (id, proposal_id, round, version, outcome, standing, text, at)
SELECT id, id, 1, 1, 'publish', 'in_force', '', now() - interval '20 days' FROM proposal;
INSERT INTO event (kind, actor_id, subject, subject_id, plan_id, details, at)
SELECT 'proposal_submitted', author_id, 'proposal', id, 1, '{"version": 1}', submitted_at FROM proposal;
INSERT INTO event (kind, actor_id, subject, subject_id, plan_id, details, at)
SELECT 'proposal_published', NULL, 'proposal', id, 1, json_build_object('decision_id', id), published_at FROM proposal;
INSERT INTO ballot (id, plan_id, voter_id, channel, level, opened_at)
SELECT id, 1, id, 'online', 'email', now() FROM person;
INSERT INTO choice (ballot_id, proposal_id, slot)
SELECT b.id, 1 + (b.id * 13 + s * (:proposals / 7)) % :proposals, s FROM ballot b, generate_series(1, 5) s;
"""


def fill(engine: sa.Engine, proposals: int, choices: int) -> None:
    """Write a plan with ``proposals`` published proposals and ``choices`` choices on ballots, five on each."""
    numbers = {"proposals": proposals, "voters": choices // 5}
    with engine.begin() as connection:
        for statement in STATEMENTS.split(";\n"):
            if statement.strip():
                connection.execute(sa.text(statement), {k: v for k, v in numbers.items() if f":{k}" in statement})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
