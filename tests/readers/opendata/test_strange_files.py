"""Files as spreadsheets and other platforms save them are read whole: each cell comes in, or is named with its line."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.commands import main
from ogp_participa.core.clock import now
from ogp_participa.core.database import db
from ogp_participa.core.documents.csv_files import plain_cell, safe_cell
from ogp_participa.core.documents.html_text import to_line, to_markdown
from ogp_participa.core.documents.sheets import UnreadableSheet, decode, guess_delimiter
from ogp_participa.edition.plans.models import Plan
from ogp_participa.proposals.proposals.content import content_of
from ogp_participa.proposals.proposals.models import Proposal, ProposalVersion
from ogp_participa.proposals.search.queries import matching
from ogp_participa.readers.opendata.actions import ImportedLine, import_proposals
from ogp_participa.readers.opendata.imported_columns import heading
from ogp_participa.readers.opendata.imported_dates import moment_of, month_first
from ogp_participa.readers.opendata.imported_rows import Sheet, read_sheet
from tests import factories
from tests.cast import Browser

MEMORY = """Título;Descrição;Tema
Jardim de chuva;Um jardim em cada esquina.;Clima
Rua aberta;Domingos sem carros.;Lazer
"""
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850", "mac_roman"]


def sheet_of(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Sheet:
    file = folder / "de-fora.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read_sheet(file, {})


def bring(folder: Path, plan: Plan, content: str | bytes, encoding: str = "utf-8") -> list[ImportedLine]:
    return list(import_proposals(plan, sheet_of(folder, content, encoding), "de-fora.csv"))


def stored(plan: Plan) -> list[Proposal]:
    return list(db.session.scalars(sa.select(Proposal).where(Proposal.plan_id == plan.id).order_by(Proposal.id)))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_encoding_delimiter_and_line_end(
    app: Flask, tmp_path: Path, encoding: str, delimiter: str, end: str
) -> None:
    sheet = sheet_of(tmp_path, MEMORY.replace(";", delimiter).replace("\n", end), encoding)
    assert sheet.headers == ["Título", "Descrição", "Tema"]
    assert [cells for _line, cells in sheet.rows] == [
        ["Jardim de chuva", "Um jardim em cada esquina.", "Clima"],
        ["Rua aberta", "Domingos sem carros.", "Lazer"],
    ]


@pytest.mark.parametrize("first", ["sep=;\r\n", "SEP=;\n", "\ufeffsep=;\r\n"])
def test_a_line_that_announces_the_delimiter_is_no_header(app: Flask, tmp_path: Path, first: str) -> None:
    sheet = sheet_of(tmp_path, first + MEMORY)
    assert (sheet.headers[0], len(sheet.rows), sheet.rows[0][0]) == ("Título", 2, 3)


def test_commas_in_headers_do_not_split_a_file_of_semicolons(app: Flask, tmp_path: Path) -> None:
    text = "Nome da proposta (curto, claro, até 60 letras);Proposta;Tema (um, dois, ou nenhum)\n"
    text += "Sombra no ponto;Plantar, com a escola, uma árvore.;Verde\n"
    text += "Água na praça;Um bebedouro, uma torneira.;Saúde\n"
    plan = factories.plan()
    assert all(line.reference and not line.note for line in bring(tmp_path, plan, text))
    assert [(row.title, row.change, row.theme.name_pt) for row in stored(plan) if row.theme] == [
        ("Sombra no ponto", "Plantar, com a escola, uma árvore.", "Verde"),
        ("Água na praça", "Um bebedouro, uma torneira.", "Saúde"),
    ]


def test_rows_above_the_headers_are_named_and_lines_are_counted_from_the_top(app: Flask, tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, f"Relatório de propostas;;\nEmitido em 3 de maio;;\n;;\n{MEMORY}")
    assert "line 1 is above the headers and not imported: Relatório de propostas" in sheet.guesses
    assert "line 2 is above the headers and not imported: Emitido em 3 de maio" in sheet.guesses
    assert [line for line, _cells in sheet.rows] == [5, 6]


def test_a_quote_that_is_never_closed_is_refused_with_its_line(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSheet, match="line 2"):
        sheet_of(tmp_path, 'Título;Descrição\n"Jardim;Um jardim\nRua;Aberta\n')


def test_two_columns_of_one_name_lose_nothing(app: Flask, tmp_path: Path) -> None:
    plan = factories.plan()
    text = "Título,Descrição,Tema,Descrição\nBanco,Um banco na sombra.,Verde,\nLuz,,Verde,Uma lâmpada.\n"
    text += "Fonte,A.,Verde,B.\n"
    lines = bring(tmp_path, plan, text)
    assert [row.change for row in stored(plan)] == ["Um banco na sombra.", "Uma lâmpada.", "A.\n\nB."]
    assert [line.note for line in lines] == ["", "", "2 columns hold change: they stand below each other"]


def test_what_is_not_imported_is_named_with_its_lines(app: Flask, tmp_path: Path) -> None:
    text = "Título;Descrição;Autoria;Votos\nUm;Texto;Maria;3\nDois;Texto;;4\nTrês;Texto;Rui;5;sobra\n"
    assert list(sheet_of(tmp_path, text).left_out()) == [
        "column 3 (Autoria) is not imported: 2 cells, lines 2, 4",
        "column 4 (Votos) is not imported: 3 cells, lines 2-4",
        "column 5 (without a header) is not imported: 1 cell, line 4",
    ]


def test_another_platform_s_html_becomes_markdown(app: Flask, tmp_path: Path) -> None:
    plan = factories.plan()
    body = '<p>Uma <strong>horta</strong> por escola.</p><ol start=""2""><li>solo</li><li>água</li></ol>'
    body += "<p>&quot;Guia&quot; &amp; mapa.</p>"
    text = f'id,title/pt-BR,body/pt-BR,category/name/pt-BR\r\n9,Hortas &amp; escolas,"{body}",Verde\r\n'
    bring(tmp_path, plan, text)
    proposal = stored(plan)[0]
    assert proposal.title == "Hortas & escolas"
    assert proposal.change == 'Uma **horta** por escola.\n\n2. solo\n3. água\n\n"Guia" & mapa.'
    assert proposal.theme is not None and proposal.theme.name_pt == "Verde"


@pytest.mark.parametrize(
    ("typed", "markdown"),
    [
        ("<p>Um</p><p>Dois<br>linhas</p>", "Um\n\nDois\nlinhas"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n   - b\n- c"),
        ('<p>Ver <a href="https://example.org/x">o mapa</a>.</p>', "Ver [o mapa](https://example.org/x)."),
        ('<p><a href="https://example.org/x">https://example.org/x</a></p>', "https://example.org/x"),
        ("<p>2 * 3 * 4, [nota] e _nome_</p>", "2 \\* 3 \\* 4, \\[nota\\] e \\_nome\\_"),
        ("<p># não é título</p><p>- nem lista</p>", "\\# não é título\n\n\\- nem lista"),
        ("<h2>Por quê</h2><p>Texto<script>alert(1)</script></p>", "### Por quê\n\nTexto"),
        ("<table><tr><th>a</th></tr><tr><td>1</td></tr></table>", "| a |\n|--|\n| 1 |"),
        ("<p><strong>forte </strong>e fraco</p>", "**forte** e fraco"),
        ("a < b e c > d", "a < b e c > d"),
        ("P&D e R$ 5", "P&D e R$ 5"),
    ],
)
def test_html_as_markdown(typed: str, markdown: str) -> None:
    assert to_markdown(typed) == markdown


def test_html_in_a_line_leaves_no_tag() -> None:
    assert to_line("<p>Luz <b>já</b> &amp; água</p>") == "Luz já & água"


def test_dates_without_a_zone_are_the_city_s_and_no_date_is_ever_the_present(
    app: Flask, tmp_path: Path, visitor: Browser
) -> None:
    plan = factories.plan()
    later = (now() + timedelta(days=40)).strftime("%d/%m/%Y")
    dates = ["10/05/2024", "2024-05-10", "2024-05-10 14:30:00 UTC", "10/05/2024 14:30", "", "semana passada", later]
    rows = "".join(f"Ideia {n};Texto {n}.;{date}\n" for n, date in enumerate(dates))
    lines = bring(tmp_path, plan, f"Título;Texto;Data\n{rows}")
    proposals = stored(plan)
    local = [row.submitted_at.isoformat() for row in proposals if not row.undated]
    assert local == [
        "2024-05-10T03:00:00+00:00",
        "2024-05-10T03:00:00+00:00",
        "2024-05-10T14:30:00+00:00",
        "2024-05-10T17:30:00+00:00",
    ]
    assert [row.undated for row in proposals] == [False] * 4 + [True] * 3
    assert lines[5].note == "the date is not understood, and was left out: semana passada"
    assert lines[6].note == f"the date is still to come, and was left out: {later}"
    db.session.commit()
    assert "10 de maio de 2024, 00h00" in visitor.get(f"/propostas/{proposals[0].reference}/historico").text
    year = str(now().year)
    versions = visitor.get(f"/propostas/{proposals[4].reference}/historico").text.partition('id="versao-1"')[2]
    assert year not in versions.partition("</h3>")[0]
    data = visitor.get(f"/propostas/{proposals[4].reference}.json").json
    assert data is not None and data["submitted_at"] is None and data["versions"][0]["at"] is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("3 de março de 2023", "2023-03-03T03:00:00"),
        ("1º de maio de 2024", "2024-05-01T03:00:00"),
        ("03/02/24", "2024-02-03T03:00:00"),
        ("3.2.2024 às 9h05", "2024-02-03T12:05:00"),
        ("2024-02-03T09:05:00-0500", "2024-02-03T14:05:00"),
        ("2024-02-03 09:05:00 -0300", "2024-02-03T12:05:00"),
        ("Sat, 03 Feb 2024 09:05:00 GMT", "2024-02-03T09:05:00"),
        ("31/02/2024", None),
        ("45422", None),
        ("ontem", None),
    ],
)
def test_a_date_is_understood_or_it_is_none(app: Flask, text: str, moment: str | None) -> None:
    read = moment_of(text)
    assert (read.astimezone(tz=now().tzinfo).isoformat()[:19] if read else None) == moment


def test_a_column_whose_dates_name_the_month_first(app: Flask) -> None:
    assert month_first(["05/13/2024", "05/06/2024"]) and not month_first(["05/06/2024", "13/05/2024", "05/13/2024"])
    read = moment_of("05/06/2024", month_leads=True)
    assert read is not None and (read.month, read.day) == (5, 6)


def test_a_place_is_found_by_its_code_or_name_or_named(app: Flask, tmp_path: Path) -> None:
    plan = factories.plan()
    places = ["Cidade Tiradentes", "CT", "Subprefeitura de Cidade Tiradentes", "Toda a cidade", "", "Passárgada"]
    rows = "".join(f"Ideia {n};Texto {n}.;{place}\n" for n, place in enumerate(places))
    lines = bring(tmp_path, plan, f"Título;Texto;Subprefeitura\n{rows}")
    assert [row.territory for row in stored(plan)] == ["CT", "CT", "CT", None, None, None]
    notes = [line.note for line in lines]
    assert notes == [""] * 5 + ["the place is not a subprefecture, and was left out: Passárgada"]


@pytest.mark.parametrize("column", ["Link", "Código"])
def test_rows_are_the_same_only_when_they_say_the_same(app: Flask, tmp_path: Path, column: str) -> None:
    plan = factories.plan()
    text = f"Título;Texto;{column}\nFeiras;Horário.;https://example.org/p\nCreches;Fila.;https://example.org/p\n"
    first = bring(tmp_path, plan, text + "Feiras;Horário.;https://example.org/p\n")
    assert [bool(line.reference) for line in first] == [True, True, False]
    assert not any(line.reference for line in bring(tmp_path, plan, text))
    assert [row.title for row in stored(plan)] == ["Feiras", "Creches"]


def test_what_was_mended_here_since_is_not_brought_in_again(app: Flask, tmp_path: Path) -> None:
    plan = factories.plan()
    bring(tmp_path, plan, MEMORY)
    db.session.execute(sa.update(Proposal).where(Proposal.plan_id == plan.id).values(title="Outro nome"))
    assert not any(line.reference for line in bring(tmp_path, plan, MEMORY))


def test_soft_hyphens_of_a_pdf_are_not_stored_and_split_no_word(app: Flask, tmp_path: Path) -> None:
    plan = factories.plan()
    text = "titulo,descricao\nParti\u00adci\u00adpa\u00adção na pra\u00adça,Uma pra\u00adça \u034f👩\u200d🌾 ❤\ufe0f.\n"
    bring(tmp_path, plan, text)
    proposal = stored(plan)[0]
    assert (proposal.title, proposal.change) == ("Participação na praça", "Uma praça 👩\u200d🌾 ❤\ufe0f.")
    match = matching("participação praça")
    assert match is not None and db.session.scalars(sa.select(match.c.id)).all() == [proposal.id]


def test_long_cells_stand_whole_in_the_text_or_are_named(app: Flask, tmp_path: Path) -> None:
    plan = factories.plan()
    summary, link = "resumo " * 40, f"https://example.org/{'a' * 500}"
    lines = bring(tmp_path, plan, f"Título;Texto;Resumo;Link;Tema\nUm;Texto.;{summary};{link};{'tema ' * 20}\n")
    proposal = stored(plan)[0]
    assert summary.strip() in proposal.change and link in proposal.change
    assert "the theme is too long: it was cut" in lines[0].note and ("tema " * 20).strip() in lines[0].note


SIGNS = [
    "= soma",
    "+ árvores",
    "- calor",
    "@ rede",
    "＝ soma",
    "＋ mais",
    "－ menos",
    "＠ rede",
    "'aspas' aqui",
    "''duas",
]


@pytest.mark.parametrize("text", [*SIGNS, "sem sinal", "a=b", ""])
def test_a_cell_is_read_as_it_was_written_and_no_spreadsheet_computes_it(text: str) -> None:
    assert plain_cell(safe_cell(text), ours=True) == text
    assert not safe_cell(text).startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_what_is_exported_comes_in_as_it_was(app: Flask, tmp_path: Path, visitor: Browser) -> None:
    plan, other = factories.plan(), factories.plan()
    head = ["id", "titulo", "problema", "ideia", "link", "subprefeitura", "data"]
    rows = [
        [str(n), f"{sign} {n}", f'{sign}\ndepois; "de", novo', sign, "https://example.org/a", "CT", "10/05/2024 14:30"]
        for n, sign in enumerate(SIGNS)
    ]
    rows.append(["99", "Como <b>escrever</b> &amp; ler", "", "<p>é texto</p>", "", "", ""])
    buffer = io.StringIO()
    csv.writer(buffer).writerows([head, *rows])
    bring(tmp_path, plan, buffer.getvalue())
    proposal = stored(plan)[-1]
    version = db.session.scalars(sa.select(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)).one()
    for text in (proposal, version):
        text.title, text.change = "Como <b>escrever</b> &amp; ler", "<p>é texto</p>"
        text.values = ["civic_participation"]
    db.session.commit()
    bring(tmp_path, other, visitor.get(f"/planos/{plan.slug}/propostas.csv").text)
    for before, after in zip(stored(plan), stored(other), strict=True):
        kept, came = content_of(before), content_of(after)
        assert {**kept, "theme_id": None} == {**came, "theme_id": None}
        assert before.undated is after.undated
        assert before.undated or before.submitted_at == after.submitted_at
    assert stored(plan)[-1].undated


def test_the_first_import_keeps_signs_as_they_were(app: Flask, tmp_path: Path) -> None:
    plan = factories.plan()
    text = 'id,titulo,problema,ideia\r\nr1,+ flores,"- sol\n- vento",= uma por casa\r\n'
    bring(tmp_path, plan, f"{text}r2,'aspas' aqui,,'=1\r\n")
    first, second = stored(plan)
    assert (first.title, first.problem, first.change) == ("+ flores", "- sol\n- vento", "= uma por casa")
    assert (second.title, second.change) == ("'aspas' aqui", "=1")


def test_what_was_guessed_is_shown_before_anything_is_written(fresh_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "de-fora.csv"
    file.write_bytes(MEMORY.replace("Tema", "Tema;Autoria").replace("Clima", "Clima;Ana").encode("cp1252"))
    command = ["proposals", "import", str(file), "--plan", "de-fora", "--create-plan", "De fora", "--dry-run"]
    result = fresh_app.test_cli_runner().invoke(main, command)
    assert result.exit_code == 0, result.output
    shown = ["encoding: cp1252", "delimiter: ;", "headers: line 1", "title = Título", "language: pt"]
    shown.append("column 4 (Autoria) is not imported: 1 cell, line 2")
    ends = [result.output.index(line) for line in shown]
    assert max(ends) < result.output.index("2 would be imported")


@pytest.mark.parametrize(
    ("header", "name"),
    [("Title/pt-BR", "title"), ("Título * (obrigatório)", "titulo"), ("category/name/pt-BR", "category name")],
)
def test_a_header_is_known_however_it_is_decorated(header: str, name: str) -> None:
    assert heading(header) == name


def test_encodings_and_delimiters_are_guessed() -> None:
    assert decode("Ação já".encode("cp850"))[0] == "Ação já"
    assert decode("Ação já".encode("mac_roman"))[0] == "Ação já"
    assert guess_delimiter('a;"b, c"\nd;"e, f"\n') == ";"
    assert guess_delimiter("uma coluna\ncom texto\n") == ","


def test_columns_are_named_though_their_headers_hold_commas(fresh_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "de-fora.csv"
    file.write_text("Campo 1 (curto, claro);Campo 2;Quem\nSombra;Plantar árvores.;Ana\n")
    named = "title=Campo 1 (curto, claro), change=Campo 2,signature=Quem"
    command = ["proposals", "import", str(file), "--plan", "de-fora", "--create-plan", "De fora", "--columns", named]
    result = fresh_app.test_cli_runner().invoke(main, command)
    assert result.exit_code == 0, result.output
    proposal = db.session.scalars(sa.select(Proposal)).one()
    assert (proposal.title, proposal.change, proposal.signed) == ("Sombra", "Plantar árvores.", "Ana")
    bad = fresh_app.test_cli_runner().invoke(main, [*command[:-1], "titel=Campo 2"])
    assert bad.exit_code == 1 and "titel=Campo 2" in bad.output
