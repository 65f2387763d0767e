"""Saving checks for somebody else's change: nothing is written over, and what goes together goes together by itself."""

import re
import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from ogp_participa.audit.kinds import Kind
from ogp_participa.audit.models import Event
from ogp_participa.core.database import db
from ogp_participa.core.verdicts import Refused, Stale
from ogp_participa.drafting.commitments import actions
from ogp_participa.drafting.commitments.content import content_of
from ogp_participa.drafting.commitments.fields import fields_of
from ogp_participa.drafting.commitments.models import Commitment
from ogp_participa.drafting.commitments.queries import contents_of, versions_of
from ogp_participa.edition.plans.models import Right, StageKind
from tests import factories
from tests.cast import Browser, Cast
from tests.drafting.commitments.desk import commitment, consulted, institution, milestone, part, save


def test_every_save_is_a_version_and_the_same_is_not_kept_twice(cast: Cast) -> None:
    promise = commitment(cast)
    save(cast, promise, action="Publicar", reason="Começo")
    save(cast, promise, action="Publicar", reason="De novo")
    second, first = versions_of(promise)
    assert (second.number, second.reason, second.changed, second.role) == (2, "Começo", ["action"], "staff")
    assert second.by_id == cast.dario.id
    assert contents_of(promise, [1, 2])[2]["action"] == "Publicar"
    assert contents_of(promise, [1])[1]["action"] == ""
    event = db.session.scalars(sa.select(Event).where(Event.kind == Kind.COMMITMENT_CHANGED)).one()
    assert event.details == {"fields": ["action"], "version": 2}
    assert first.changed != []


def test_what_stood_before_the_first_version_becomes_one(cast: Cast) -> None:
    promise = Commitment(
        plan=factories.plan(rights=(Right.DRAFT,)), number=1, title="De antes", summary="Texto de antes"
    )
    db.session.add(promise)
    db.session.commit()
    save(cast, promise, seen=0, action="Novo")
    contents = contents_of(promise, [1, 2])
    assert [contents[n]["action"] for n in (1, 2)] == ["", "Novo"]
    assert contents[1]["summary"] == "Texto de antes"
    assert versions_of(promise)[1].by_id is None


def test_fields_that_only_one_changed_go_together_by_themselves(cast: Cast) -> None:
    promise = commitment(cast)
    save(cast, promise, seen=1, problem="Dela", causes="")
    merge = save(cast, promise, seen=1, problem="", causes="Dele")
    assert merge.conflicts == []
    assert (promise.problem, promise.causes, promise.version) == ("Dela", "Dele", 3)


def test_a_field_that_both_changed_is_not_written_over(cast: Cast) -> None:
    promise = commitment(cast)
    save(cast, promise, seen=1, problem="Dela", causes="")
    merge = save(cast, promise, seen=1, problem="Dele", causes="Dele também")
    assert [(c.name, c.before, c.theirs, c.mine) for c in merge.conflicts] == [("problem", "", "Dela", "Dele")]
    assert (promise.problem, promise.causes, promise.version) == ("Dela", "", 2)


def test_both_wrote_the_same_is_no_conflict(cast: Cast) -> None:
    promise = commitment(cast)
    save(cast, promise, seen=1, problem="O mesmo")
    assert save(cast, promise, seen=1, problem="O mesmo").conflicts == []
    assert promise.version == 2


@pytest.mark.parametrize("seen", [0, -3, 10**8])
def test_a_version_that_never_was_cannot_write_over_another(cast: Cast, seen: int) -> None:
    promise = commitment(cast)
    save(cast, promise, problem="Dela")
    save(cast, promise, seen=seen, problem="Dele")
    assert promise.problem == ("Dele" if seen > 2 else "Dela")  # who claims to have seen the newest has seen hers


def test_days_that_two_people_moved_apart_need_a_decision(cast: Cast) -> None:
    promise = commitment(cast)
    save(cast, promise, starts_on="2027-01-01", ends_on="2027-12-31")
    save(cast, promise, seen=2, starts_on="2027-10-01", ends_on="2027-12-31")
    merge = save(cast, promise, seen=2, starts_on="2027-01-01", ends_on="2027-05-01")
    assert [conflict.name for conflict in merge.conflicts] == ["ends_on"]
    assert str(promise.ends_on) == "2027-12-31"


def test_two_people_write_one_milestone(cast: Cast) -> None:
    promise = commitment(cast)
    milestone(cast, promise, title="Publicar", output="Uma tabela")
    milestone(cast, promise, 1, seen=2, title="Publicar", output="Duas tabelas")
    assert milestone(cast, promise, 1, seen=2, title="Publicar tudo", output="Uma tabela").conflicts == []
    assert (promise.milestones[0].title, promise.milestones[0].output) == ("Publicar tudo", "Duas tabelas")
    assert milestone(cast, promise, 1, seen=2, output="Três tabelas").conflicts != []
    assert promise.milestones[0].output == "Duas tabelas"


def test_a_milestone_sent_twice_is_one_milestone(cast: Cast) -> None:
    promise = commitment(cast)
    for _press in range(3):
        milestone(cast, promise, seen=1, title="Publicar")
    milestone(cast, promise, seen=promise.version, title="Publicar")
    assert len(promise.milestones) == 2


def test_the_order_changes_only_as_it_was_seen(cast: Cast) -> None:
    promise = commitment(cast)
    for title in "abc":
        milestone(cast, promise, title=title)
    actions.move_milestone(cast.dario, promise, 3, 1, promise.version, "")
    with pytest.raises(Stale):
        actions.move_milestone(cast.dario, promise, 1, 3, 4, "")
    assert "".join(row.title for row in promise.milestones) == "cab"


def test_a_removed_milestone_keeps_its_serial_and_its_reason(cast: Cast) -> None:
    promise = commitment(cast)
    for title in "ab":
        milestone(cast, promise, title=title)
    actions.remove_milestone(cast.dario, promise, 1, "Já feito")
    milestone(cast, promise, title="c")
    assert [(row.serial, row.number) for row in promise.milestones] == [
        (2, f"{promise.number}.1"),
        (3, f"{promise.number}.2"),
    ]
    gone = next(row for row in promise.every_milestone if row.removed_at)
    assert (gone.serial, gone.removed_reason) == (1, "Já feito")
    with pytest.raises(Refused):
        actions.remove_milestone(cast.dario, promise, 1, "Outra vez")
    with pytest.raises(Refused):
        actions.remove_milestone(cast.dario, promise, 2, " ")


def test_two_people_put_a_milestone_back_with_other_words(cast: Cast) -> None:
    promise = commitment(cast)
    milestone(cast, promise, title="Publicar")
    actions.remove_milestone(cast.dario, promise, 1, "Já feito")
    milestone(cast, promise, 1, seen=3, title="Dela")
    assert [conflict.name for conflict in milestone(cast, promise, 1, seen=3, title="Dele").conflicts] == ["title"]
    assert promise.milestones[0].title == "Dela"


def test_two_people_add_the_same_institution(cast: Cast) -> None:
    promise, school = commitment(cast), institution()
    part(cast, promise, school, seen=1, contact_name="Dela")
    merge = part(cast, promise, school, seen=1, contact_name="Dele")
    assert [conflict.name for conflict in merge.conflicts] == ["contact_name"]
    assert promise.parts[0].contact_name == "Dela"


def test_the_page_of_a_decision_says_names_and_days_and_leaves_texts_alone(app: Flask, cast: Cast) -> None:
    promise, school = commitment(cast), institution()
    milestone(cast, promise, title="a", output="b")
    milestone(cast, promise, 1, title="lead", output=str(school.id), ends_on="2027-05-01", institution=str(school.id))
    typed = {"title": "support", "output": "1", "starts_on": "", "ends_on": "2028-05-01", "seen": "2"}
    page = Browser(app, cast.eva).post(path_of(promise, "/marcos/1"), typed, status=409).text
    assert "1 de maio de 2027" in page
    assert "1 de maio de 2028" in page
    assert "Órgão de apoio" not in page
    assert 'type="hidden" name="institution" value="' in page
    assert "Versão 3" in page


def test_a_private_contact_is_not_written_over_either(cast: Cast) -> None:
    promise, school = commitment(cast), institution()
    part(cast, promise, school, private_phone="11 1111")
    assert part(cast, promise, school, private_seen=1, private_phone="11 2222").conflicts == []
    merge = part(cast, promise, school, private_seen=1, private_phone="11 3333")
    assert [conflict.name for conflict in merge.conflicts] == ["private_phone"]
    assert promise.parts[0].private_phone == "11 2222"


def test_each_save_says_why_once_the_draft_is_with_the_public(cast: Cast) -> None:
    promise = consulted(commitment(cast))
    with pytest.raises(Refused):
        save(cast, promise, action="Sem motivo")
    save(cast, promise, action="Com motivo", reason="A consulta pediu")
    assert versions_of(promise)[0].reason == "A consulta pediu"


def test_a_consultation_still_to_come_asks_for_nothing(cast: Cast) -> None:
    promise = commitment(cast)
    factories.stage(promise.plan, StageKind.CONSULTATION, opens=3)
    save(cast, promise, action="Sem motivo")
    assert promise.version == 2


def test_only_staff_write_commitments(cast: Cast) -> None:
    promise = commitment(cast)
    for person in (cast.ana, cast.clara, cast.celio):
        with pytest.raises(Refused):
            actions.save(person, promise, {"action": "x"}, 1, "")
        with pytest.raises(Refused):
            actions.start(person, promise.plan, "Outro")


def test_a_value_that_is_explained_is_served(cast: Cast) -> None:
    promise = commitment(cast)
    save(cast, promise, how_civic_participation="Abre a reunião", serves_public_accountability=True)
    assert promise.served == {"civic_participation": "Abre a reunião", "public_accountability": ""}


def test_what_a_version_keeps_becomes_the_same_form_again(cast: Cast) -> None:
    promise = commitment(cast, served={"civic_participation": "Como"}, areas=["open-data"], problem="Ninguém acha")
    fields = fields_of(content_of(promise))
    assert save(cast, promise, **fields).changed == []


def path_of(promise: Commitment, rest: str = "/problema") -> str:
    """An address of the editor."""
    return f"/gestao/compromissos/{promise.reference}{rest}"


def test_the_page_shows_both_texts_and_lets_the_person_choose(app: Flask, cast: Cast) -> None:
    promise = commitment(cast, problem="Ninguém acha os dados", causes="Papel")
    save(cast, promise, problem="Ninguém acha os dados abertos")
    typed = {"seen": "2", "problem": "Quase ninguém acha os dados", "causes": "Papel e pressa", "reason": "Revisão"}
    eva = Browser(app, cast.eva)
    page = eva.post(path_of(promise), typed, status=409).text
    assert "abertos" in page
    assert "<ins" in page
    assert "Quase ninguém acha os dados" in page
    assert 'type="hidden" name="causes" value="Papel e pressa"' in page
    assert promise.problem == "Ninguém acha os dados abertos"
    again = {**typed, "seen": str(promise.version), "asked": "problem"}
    undecided = eva.post(path_of(promise), again, status=422).text
    assert "Escolha qual dos dois textos fica" in undecided
    assert 'value="Papel e pressa"' in undecided
    eva.post(path_of(promise), {**again, "keep-problem": "theirs"})
    assert (promise.problem, promise.causes) == ("Ninguém acha os dados abertos", "Papel e pressa")
    both = {**again, "seen": str(promise.version), "keep-problem": "mine", "problem": "Os dois juntos"}
    eva.post(path_of(promise), both)
    assert promise.problem == "Os dois juntos"


def test_who_saved_meanwhile_is_named_however_often_the_page_comes_back(app: Flask, cast: Cast) -> None:
    promise = commitment(cast, problem="Um")
    save(cast, promise, problem="Dois", reason="Motivo do segundo")
    eva = Browser(app, cast.eva)
    page = eva.post(path_of(promise), {"seen": "2", "problem": "Meu", "reason": ""}, status=409).text
    assert "Motivo do segundo" in page
    page = eva.post(path_of(promise), {**carried(page), "problem": "Meu", "reason": ""}, status=422).text
    assert "Motivo do segundo" in page
    save(cast, promise, problem="Três", reason="Motivo do terceiro")
    stored = {**carried(page), "problem": "Meu", "keep-problem": "mine", "reason": ""}
    page = eva.post(path_of(promise), stored, status=409).text
    assert "Motivo do segundo" in page and "Motivo do terceiro" in page
    assert promise.problem == "Três"


def carried(page: str) -> dict[str, str]:
    """The hidden fields of the page's form."""
    return {n: v for n, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page) if n != "csrf_token"}


def test_a_decision_made_too_late_asks_again(app: Flask, cast: Cast) -> None:
    promise = commitment(cast, problem="Um")
    for text in ("Dois", "Três"):
        save(cast, promise, problem=text)
    late = {"seen": "3", "asked": "problem", "keep-problem": "mine", "problem": "Meu", "reason": ""}
    page = Browser(app, cast.eva).post(path_of(promise), late, status=409).text
    assert "Três" in page
    assert promise.problem == "Três"


def at_once(app: Flask, people: list[str], path: str, typed: list[dict[str, str]]) -> list[int]:
    """Several people press at the same moment; the status of each answer, in their order."""
    gate, match = threading.Barrier(len(people)), [0] * len(people)

    def press(place: int) -> None:
        browser = Browser(app)
        browser.become(people[place])
        data = {"csrf_token": browser.token(), **typed[place]}
        gate.wait()
        match[place] = browser.client.post(path, data=data).status_code

    threads = [threading.Thread(target=press, args=(place,)) for place in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return match


def test_two_editors_at_the_same_moment(fresh_app: Flask) -> None:
    cast = Cast.in_database()
    promise = commitment(cast)
    path, number, keys = path_of(promise), promise.id, [cast.dario.fs_uniquifier, cast.eva.fs_uniquifier]
    db.session.commit()
    db.session.remove()
    texts = [{"seen": "1", "problem": "Dele", "causes": ""}, {"seen": "1", "problem": "Dela", "causes": ""}]
    assert sorted(at_once(fresh_app, keys, path, texts)) == [303, 409]
    with_hers = db.session.get(Commitment, number)
    assert with_hers is not None
    problem = with_hers.problem
    assert problem in ("Dele", "Dela")
    db.session.remove()
    texts = [{"seen": "2", "problem": problem, "causes": "Nova"}, {"seen": "2", "problem": "Outro", "causes": ""}]
    assert at_once(fresh_app, keys, path, texts) == [303, 303]
    stands = db.session.get(Commitment, number)
    assert stands is not None
    assert (stands.problem, stands.causes, stands.version) == ("Outro", "Nova", 4)
    assert [row.number for row in versions_of(stands)] == [4, 3, 2, 1]
    db.session.rollback()


def test_milestones_added_at_the_same_moment_have_numbers_of_their_own(fresh_app: Flask) -> None:
    cast = Cast.in_database()
    promise = commitment(cast)
    path, number, keys = (
        path_of(promise, "/marcos/novo"),
        promise.id,
        [cast.dario.fs_uniquifier, cast.eva.fs_uniquifier] * 2,
    )
    db.session.commit()
    db.session.remove()
    typed = [{"seen": "1", "title": f"Marco {n}"} for n in range(4)]
    assert at_once(fresh_app, keys, path, typed) == [303] * 4
    stands = db.session.get(Commitment, number)
    assert stands is not None
    assert [row.position for row in stands.milestones] == [1, 2, 3, 4]
    assert {row.serial for row in stands.milestones} == {1, 2, 3, 4}
    assert stands.version == 5
    db.session.rollback()
