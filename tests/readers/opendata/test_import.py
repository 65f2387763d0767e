"""Proposals come in from a CSV file, completely, or the line says why not."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.commands import main
from ogp_participa.core.database import db
from ogp_participa.core.documents.sheets import UnreadableSheet, cut
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.models import Proposal, State
from ogp_participa.proposals.search.queries import matching
from ogp_participa.readers.opendata.actions import ImportedLine, import_proposals
from ogp_participa.readers.opendata.imported_rows import read_sheet
from tests import factories

ROWS = """Título;Descrição;Tema;Subprefeitura;Link;Data
Horário de ônibus;"Abrir os dados
de cada linha";Transporte;Cidade Tiradentes;https://example.org/1;03/10/2026
;Sem título mas com texto;Transporte;;https://example.org/2;
%s;Um texto;Saúde;CT;https://example.org/3;ontem
;;;;https://example.org/4;
De novo;Igual;;;https://example.org/1;
;Sem título mas com texto;Transporte;;https://example.org/2;
""" % ("Um título muito longo " * 8)

CUT = "the title is too long: it was cut, and stands whole in the text"


def imported(folder: Path, plan: Plan, text: str = ROWS, encoding: str = "utf-8") -> list[ImportedLine]:
    file = folder / "propostas.csv"
    file.write_text(text, encoding=encoding)
    return list(import_proposals(plan, read_sheet(file, {}), "propostas.csv"))


def test_every_row_is_imported_or_the_line_says_why_not(app: Flask, tmp_path: Path) -> None:
    plan = factories.plan()
    said = {line.number: (bool(line.reference), line.note) for line in imported(tmp_path, plan)}
    assert said == {
        3: (True, ""),
        4: (True, "the title is empty: it was taken from the text"),
        5: (True, f"{CUT}; the date is not understood, and was left out: ontem"),
        6: (False, "skipped: neither a title nor a text"),
        7: (True, "https://example.org/1 is there already and says something else: both are kept"),
        8: (False, "skipped: https://example.org/2 is there already and says the same"),
    }
    first, second, third, fourth = db.session.scalars(sa.select(Proposal).order_by(Proposal.id)).all()
    assert (first.title, first.territory, first.state) == ("Horário de ônibus", "CT", State.PUBLISHED)
    assert first.theme is not None and first.theme.name_pt == "Transporte" and first.theme is second.theme
    assert first.submitted_at.date().isoformat() == "2026-10-03"
    assert not first.undated and second.undated
    assert second.title == "Sem título mas com texto"
    assert fourth.title == "De novo"
    assert len(third.title) <= 100 and third.change.startswith("**Um título muito longo")


def test_importing_twice_imports_once_and_is_on_record(app: Flask, tmp_path: Path) -> None:
    plan = factories.plan()
    imported(tmp_path, plan)
    assert all("already" in line.note or "neither" in line.note for line in imported(tmp_path, plan))
    events = db.session.scalars(sa.select(Event).where(Event.kind == Kind.PROPOSALS_IMPORTED)).all()
    assert [event.details["count"] for event in events] == [4]


def test_what_was_imported_is_found(app: Flask, tmp_path: Path) -> None:
    imported(tmp_path, factories.plan())
    match = matching("onibus linhas")
    assert match is not None
    assert len(db.session.execute(sa.select(match.c.id)).all()) == 1


def test_names_of_people_are_not_taken_unless_asked_for(app: Flask, tmp_path: Path) -> None:
    imported(tmp_path, factories.plan(), "titulo,texto,autor\nUma ideia,Um texto,Maria Aparecida\n")
    assert db.session.scalars(sa.select(Proposal.signed)).all() == [""]


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1252", "titulo,texto\nÔnibus,Não há\n"), ("utf-8-sig", "title\tidea\nÔnibus\tNão há\n")]
)
def test_other_encodings_and_delimiters_are_read(app: Flask, tmp_path: Path, encoding: str, text: str) -> None:
    imported(tmp_path, factories.plan(), text, encoding)
    assert db.session.scalars(sa.select(Proposal.title)).all() == ["Ônibus"]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
def test_a_file_that_is_no_table_of_proposals_is_refused_in_words(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.csv"
    file.write_text(text)
    with pytest.raises(UnreadableSheet):
        read_sheet(file, {})
    with pytest.raises(UnreadableSheet):
        read_sheet(file, {"title": "Nenhuma"})


def test_many_rows_need_few_statements(app: Flask, tmp_path: Path) -> None:
    rows = "".join(f"Ideia {n},Texto {n},https://example.org/{n}\n" for n in range(600))
    lines = imported(tmp_path, factories.plan(), "titulo,texto,link\n" + rows)
    assert len(lines) == 600 and all(line.reference for line in lines)
    assert len({line.reference for line in lines}) == 600


def test_a_text_is_cut_at_a_word() -> None:
    assert cut("uma frase curta", 100) == "uma frase curta"
    assert cut("uma frase comprida demais", 12) == "uma frase…"
    assert len(cut("x" * 300, 100)) == 100


def test_the_command_imports_and_a_dry_run_changes_nothing(fresh_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "propostas.csv"
    file.write_text(ROWS)
    command = ["proposals", "import", str(file), "--plan", "de-fora", "--create-plan", "De fora"]
    runner = fresh_app.test_cli_runner()
    for extra, expected, kept in ((["--dry-run"], "4 would be imported", 0), ([], "4 imported, 2 skipped", 4)):
        result = runner.invoke(main, command + extra)
        assert result.exit_code == 0, result.output
        assert expected in result.output
        db.session.rollback()
        assert db.session.scalar(sa.select(sa.func.count(Proposal.id))) == kept
    missing = runner.invoke(main, ["proposals", "import", str(file), "--plan", "nenhum"])
    assert missing.exit_code == 1 and "There is no plan" in missing.output
