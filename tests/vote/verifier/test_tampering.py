"""A bundle that matches, and every way of tampering with it: each is noticed, and named."""

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_participa.vote.ballot_log import receipt_words
from ogp_participa.vote.verifier.check import check
from ogp_participa.vote.verifier.formats import FILES
from ogp_participa.vote.verifier.merkle import leaf
from ogp_participa.vote.verifier.reading import Difference
from ogp_participa.vote.verifier.receipts import find
from tests.vote.verifier.bundles import KEY, WORDS, make, rules, sum_again

CANDIDATES = [(f"P-2026-{number:04d}", ("transporte", "")[number % 2], number != 3) for number in range(8)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of 120 ballots, some changed, in three heads, with a winner removed."""
    folder = tmp_path_factory.mktemp("whole") / "bundle"
    luck = random.Random(7)
    names = [reference for reference, _group, _runs in CANDIDATES]
    ballots = [
        [tuple(luck.sample(names, luck.randint(0, 5))) for _ in range(luck.choice((1, 1, 1, 2, 3)))] for _ in range(120)
    ]
    make(folder, ballots, CANDIDATES, removed=["P-2026-0001"], quota={"by": "theme", "least": 1, "most": 2})
    return folder


@pytest.fixture
def bundle(whole: Path, tmp_path: Path) -> Path:
    """A copy to tamper with."""
    return Path(shutil.copytree(whole, tmp_path / "bundle"))


def difference(folder: Path) -> str:
    """The first difference of a bundle."""
    found = check(folder, say=lambda _said: None)
    assert len(found) == 1, "it matches"
    return found[0]


def change(folder: Path, name: str, how: Callable[[list[str]], object]) -> str:
    """Change the lines of a file, with care for the list of digests; returns the first difference."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
    how(lines)
    (folder / name).write_text("".join(lines), encoding="utf-8", newline="")
    sum_again(folder)
    return difference(folder)


def swap(lines: list[str], one: int, other: int) -> None:
    """Two lines change places."""
    lines[one], lines[other] = lines[other], lines[one]


def put(lines: list[str], pattern: str, text: str) -> None:
    """The first line that fits a pattern gets another text in its place."""
    at = next(number for number, line in enumerate(lines) if re.search(pattern, line))
    lines[at] = re.sub(pattern, text, lines[at], count=1)


def test_a_whole_bundle_matches_here_and_with_python_alone(whole: Path) -> None:
    said: list[str] = []
    assert check(whole, say=said.append) == []
    alone = [sys.executable, "-I", "-S", "-B", str(whole / "verify.py")]
    told = subprocess.run(alone, capture_output=True, text=True, check=False, cwd="/")
    assert (told.returncode, told.stdout.splitlines()) == (0, [*said, "matches"])
    traced = subprocess.run([*alone[:4], "-v", alone[4]], capture_output=True, text=True, check=False, cwd="/")
    assert "site-packages" not in traced.stderr


def test_the_program_says_the_first_difference_and_fails(bundle: Path) -> None:
    (bundle / "heads.csv").unlink()
    alone = [sys.executable, "-I", "-S", "-B", str(bundle / "verify.py")]
    told = subprocess.run(alone, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (1, "differs: heads.csv: the file is missing.\n")
    assert told.stderr == ""


TAMPERED: dict[str, tuple[str, Callable[[list[str]], object], str]] = {
    "a choice": (
        "ballots.csv",
        lambda lines: put(lines, "P-2026-0002", "P-2026-0005"),
        r"ballots\.csv, line \d+: this ballot does not open leaf \d+",
    ),
    "a nonce": (
        "ballots.csv",
        lambda lines: lines.__setitem__(
            4, re.sub(",(.)", lambda m: f",{(int(m[1], 16) + 1) % 16:x}", lines[4], count=1)
        ),
        r"ballots\.csv, line 5: this ballot does not open leaf",
    ),
    "a leaf": (
        "log.csv",
        lambda lines: lines.__setitem__(9, "0" * 64 + lines[9][64:]),
        r"log\.csv: the leaves in the lines 2 to \d+ do not lead to the root",
    ),
    "the order of leaves": (
        "log.csv",
        lambda lines: swap(lines, 100, 101),
        r"log\.csv: the leaves in the lines \d+ to",
    ),
    "a leaf too many": (
        "log.csv",
        lambda lines: lines.append(lines[-1]),
        r"log\.csv, line \d+: this leaf is one too many",
    ),
    "a missing leaf": ("log.csv", lambda lines: lines.pop(), r"log\.csv, line \d+: a leaf is missing"),
    "a channel": (
        "log.csv",
        lambda lines: put(lines, ",paper,$", ",online,"),
        r"log\.csv, line \d+: the leaf \d+, which this one supersedes, came by another channel",
    ),
    "a superseded leaf that another one supersedes": (
        "log.csv",
        lambda lines: put(lines, r",online,\d+$", ",online,7"),
        r"log\.csv",
    ),
    "a leaf that supersedes itself": (
        "log.csv",
        lambda lines: lines.__setitem__(1, re.sub(r",\d*$", ",0", lines[1])),
        r"log\.csv, line 2: there was no leaf 0",
    ),
    "a seed": (
        "result.json",
        lambda lines: put(lines, "48211", "48212"),
        r"result\.json, line [67]: the seed '48212' does not give the order of lots",
    ),
    "a signature": (
        "heads.csv",
        lambda lines: lines.__setitem__(2, lines[2][:-3] + ("0" if lines[2][-3] != "0" else "1") + lines[2][-2:]),
        r"heads\.csv, line 3: the signature does not fit",
    ),
    "a root": (
        "heads.csv",
        lambda lines: lines.__setitem__(1, re.sub(",.{4}", ",0000", lines[1], count=1)),
        r"heads\.csv, line 2: the signature does not fit",
    ),
    "a moment": ("heads.csv", lambda lines: put(lines, "T12:00Z", "T12:01Z"), r"heads\.csv, line 2: the signature"),
    "a missing head": ("heads.csv", lambda lines: lines.pop(2), r"heads\.csv, line 3: the signature"),
    "no last head": ("heads.csv", lambda lines: lines.pop(), r"log\.csv, line \d+: this leaf is one too many"),
    "a missing ballot": (
        "ballots.csv",
        lambda lines: lines.pop(10),
        r"ballots\.csv, line 11: the ballot of leaf \d+ was expected, there is \d+: the ballot of leaf \d+ is missing",
    ),
    "no last ballot": (
        "ballots.csv",
        lambda lines: lines.pop(),
        r"ballots\.csv, line \d+: the ballot of leaf \d+ is missing: the file ends",
    ),
    "an added ballot": (
        "ballots.csv",
        lambda lines: lines.append(f"9999,{'ab' * 16},P-2026-0001\n"),
        r"ballots\.csv, line \d+: this ballot is one too many",
    ),
    "a ballot opened twice": (
        "ballots.csv",
        lambda lines: lines.insert(6, lines[5]),
        r"ballots\.csv, line 7: .* it is opened a second time",
    ),
    "ballots in another order": (
        "ballots.csv",
        lambda lines: swap(lines, 5, 6),
        r"ballots\.csv, line 6: the ballot of",
    ),
    "a position": ("ballots.csv", lambda lines: put(lines, r"^(\d+),", r"0\1,"), r"ballots\.csv, line 2"),
    "rules": ("rules.json", lambda lines: put(lines, '"seats": 3', '"seats": 4'), r"rules\.json: its SHA-256 is"),
    "winners": (
        "result.json",
        lambda lines: swap(lines, *[n + 1 + at for at, n in enumerate([_at(lines, '"winners"')] * 2)]),
        r"result\.json, line \d+",
    ),
    "a number of a step": (
        "result.json",
        lambda lines: put(lines, r'": "(\d+)/', r'": "1\1/'),
        r"result\.json, line \d+: .* was expected; there is",
    ),
    "a removed one that is not named": (
        "result.json",
        lambda lines: lines.__setitem__(slice(_at(lines, '"removed"'), _at(lines, '"winners"')), [' "removed": [],\n']),
        r"result\.json, line \d+",
    ),
    "votes of a candidate": (
        "candidates.csv",
        lambda lines: put(lines, r"(\d+)$", r"1\1"),
        r"candidates\.csv, line 2: P-2026-0000 has \d+ votes on the ballots",
    ),
    "a candidate that may not win": (
        "candidates.csv",
        lambda lines: put(lines, ",yes,", ",no,"),
        r"votes\.pb|result\.json|candidates\.csv",
    ),
    "groups": (
        "candidates.csv",
        lambda lines: lines.__setitem__(slice(1, None), [line.replace(",transporte,", ",,") for line in lines[1:]]),
        r"result\.json, line \d+",
    ),
    "a missing candidate": ("candidates.csv", lambda lines: lines.pop(3), r"is not among the candidates"),
    "totals": ("totals.json", lambda lines: put(lines, '"online": 60', '"online": 59'), r"totals\.json, line \d+"),
    "levels": (
        "totals.json",
        lambda lines: put(lines, '"email": 120', '"email": 121'),
        r"totals\.json: by_level adds up",
    ),
    "a vote in the Pabulib file": (
        "votes.pb",
        lambda lines: lines.__setitem__(-3, lines[-3].replace("P-2026-000", "P-2026-001")),
        r"votes\.pb, line \d+: .* was expected",
    ),
    "a vote too few in the Pabulib file": ("votes.pb", lambda lines: lines.pop(), r"votes\.pb, line \d+"),
    "a vote too many in the Pabulib file": ("votes.pb", lambda lines: lines.append("900;\n"), r"votes\.pb, line \d+"),
    "the budget in the Pabulib file": (
        "votes.pb",
        lambda lines: put(lines, "budget;3", "budget;4"),
        r"votes\.pb, line 7",
    ),
    "a word": (
        "words.txt",
        lambda lines: lines.__setitem__(0, lines[1]),
        r"words\.txt: there should be 2048 different",
    ),
}


def _at(lines: list[str], text: str) -> int:
    return next(number for number, line in enumerate(lines) if text in line)


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_is_noticed_and_named(bundle: Path, what: str) -> None:
    name, how, said = TAMPERED[what]
    before = (bundle / name).read_bytes()
    found = change(bundle, name, how)
    assert (bundle / name).read_bytes() != before
    assert re.search(said, found), found


def test_a_superseded_leaf_is_not_opened(bundle: Path) -> None:
    log = (bundle / "log.csv").read_text(encoding="utf-8").splitlines()[1:]
    gone = next(int(line.rsplit(",", 1)[1]) for line in log if not line.endswith(","))
    lines = (bundle / "ballots.csv").read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines[1:], start=1) if int(line.split(",")[0]) > gone)
    found = change(bundle, "ballots.csv", lambda all_: all_.insert(at, f"{gone},{'0' * 32},\n"))
    assert f"the leaf {gone} was superseded, and is not opened" in found


def test_titles_and_reasons_are_in_the_list_of_digests(bundle: Path) -> None:
    path = bundle / "result.json"
    path.write_text(path.read_text(encoding="utf-8").replace("Não há verba", "Não há vergonha"), encoding="utf-8")
    assert re.fullmatch(r"SHA256SUMS, line \d+: .*", difference(bundle))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\0\xff\xfe\x89PNG\r\n" * 50,
        b"\xef\xbb\xbf{}\n",
        b"[" * 100_000 + b"\n",
        b"{}\n",
        b'{"seats": 1e999}\n',
        b"1" * 9999,
        b'{"a": ' + b"[" * 600 + b"]" * 600 + b"}\n",
        b'{"plan": "\\ud800", "seats": 1, "choices": 1, "rule": "pav", "log_key": "' + b"0" * 64 + b'", "quota": {}}\n',
    ],
    ids=[
        "empty",
        "one line end",
        "binary",
        "marked",
        "deep",
        "empty object",
        "infinite",
        "digits",
        "rather deep",
        "half a sign",
    ],
)
def test_garbage_is_named_and_never_a_traceback(bundle: Path, name: str, content: bytes) -> None:
    (bundle / name).write_bytes(content)
    assert name in difference(bundle) or "SHA256SUMS" in difference(bundle)


@pytest.mark.parametrize("name", FILES)
def test_a_cut_or_missing_file_is_named(bundle: Path, name: str) -> None:
    content = (bundle / name).read_bytes()
    (bundle / name).write_bytes(content[: len(content) * 2 // 3])
    assert difference(bundle)
    (bundle / name).unlink()
    assert difference(bundle) == f"{name}: the file is missing."
    (bundle / name).mkdir()
    assert difference(bundle) == f"{name}: this is not a file."


def test_other_files_are_named_and_what_desks_leave_is_not(bundle: Path) -> None:
    (bundle / ".DS_Store").write_bytes(b"x")
    assert check(bundle, say=lambda _said: None) == []
    (bundle / "votes.csv").write_bytes(b"x")
    assert difference(bundle) == "'votes.csv': a bundle has no such file."


def test_what_is_no_folder_is_named(tmp_path: Path) -> None:
    assert "this is not a folder" in difference(tmp_path / "nowhere")
    assert difference(tmp_path) == "README.txt: the file is missing."


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_single_bit_can_be_changed_unseen(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("bit", numbered=True)
    name = data.draw(st.sampled_from([one for one in FILES if one not in ("README.txt", "verify.py")]))
    content = bytearray((whole / name).read_bytes())
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    content[bit // 8] ^= 1 << bit % 8
    for one in whole.iterdir():
        if one.name != name:
            (folder / one.name).symlink_to(one)
    (folder / name).write_bytes(content)
    assert difference(folder)


def test_a_receipt_is_found(tmp_path: Path) -> None:
    names = [reference for reference, _group, _runs in CANDIDATES]
    vote = make(tmp_path / "b", [[(names[0],), (names[1],)], [(names[2],)]], CANDIDATES, batches=2)
    first = next(place for place, row in enumerate(vote.log) if row[2] is None)
    hashed = leaf(list(vote.log)[first][0])
    number = int.from_bytes(hashed[:9], "big") >> 72 - 66
    words = " ".join(WORDS[number >> 11 * place & 2047] for place in reversed(range(6)))
    assert f"leaf {first} (log.csv, line {first + 2})" in find(tmp_path / "b", words)
    assert find(tmp_path / "b", hashed.hex()) == find(tmp_path / "b", words.upper())
    for wrong in ("paaa", "paaa paaa paaa paaa paaa paaa", "um dois tres", "0" * 64):
        with pytest.raises(Difference):
            find(tmp_path / "b", wrong)
    assert (receipt_words.COUNT, receipt_words.BITS, len(receipt_words.WORDS)) == (6, 11, len(WORDS))


@pytest.mark.parametrize("ballots", [[], [[()]], [[("P-2026-0003",)]]], ids=["none", "an empty one", "one for nobody"])
@pytest.mark.parametrize("blank", [True, False])
def test_votes_without_winners_match(tmp_path: Path, ballots: list[list[tuple[str, ...]]], blank: bool) -> None:
    make(tmp_path / "b", ballots, CANDIDATES, blank_ballots_count=blank)
    assert check(tmp_path / "b", say=lambda _said: None) == []


def test_references_with_every_sign_match(tmp_path: Path) -> None:
    strange = [('a"b', "", True), ("c;d", "", True), ("é ñ", "", True), ("'", "", True), ("🚌", "", True)]
    names = [reference for reference, _group, _runs in strange]
    ballots = [[tuple(names[:number])] for number in range(5)] * 3
    make(tmp_path / "b", ballots, strange, rule="equal_shares")
    assert check(tmp_path / "b", say=lambda _said: None) == []


def test_the_terms_are_those_of_the_rules() -> None:
    text, terms = rules(seats=4)
    assert '"seats": 4' in text
    assert terms.log_key == KEY.public_key().public_bytes_raw()
