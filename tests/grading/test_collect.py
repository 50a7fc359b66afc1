"""Whatever an LMS or the exchange delivers lies in submitted/STUDENT/ASSIGNMENT/ afterwards."""

import io
import stat
import time
import zipfile

import pytest
import toy

from grading import exports, submissions
from grading.collect import CollectError, from_zip

NAME = toy.NAME
ASSIGNMENTS = ["98_other", NAME]
NOON = (2026, 3, 1, 12, 0, 0)
LATER = (2026, 3, 2, 12, 0, 0)


def zip_file(path, *members):
    """Write a zip file; a member is a name, its content and perhaps the time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, *when in members:
            info = zipfile.ZipInfo(name, *when) if isinstance(name, str) else name
            archive.writestr(info, content)
    return path


class Foreign(zipfile.ZipInfo):
    """A member whose name stands in the archive in another encoding, without a flag."""

    def __init__(self, name, encoding):
        super().__init__(name)
        self.encoding = encoding

    def _encodeFilenameFlags(self):
        return self.filename.encode(self.encoding), self.flag_bits & ~exports.UTF8_FLAG


@pytest.fixture
def collect(tmp_path):
    """Collect a zip file made of members, and return what became of it by student."""

    def collect(*members, wanted=None, area=tmp_path / "area"):
        path = zip_file(tmp_path / "export.zip", *members)
        return {one.student: one for one in from_zip(path, area, ASSIGNMENTS, wanted)}

    return collect


@pytest.mark.parametrize(
    ("member", "student"),
    [
        (f"Wei Wang_123_assignsubmission_file_/{NAME}.ipynb", "Wei Wang"),
        (f"Wei Wang_123_assignsubmission_file/{NAME}.ipynb", "Wei Wang"),
        (f"王 小明_123_assignsubmission_file_{NAME}.ipynb", "王 小明"),
        (f"Wei Wang_123_assignsubmission_file_/work/{NAME} (1).ipynb", "Wei Wang"),
        (f"wangwei_123_456_{NAME}.ipynb", "wangwei_123"),
        (f"wangwei_LATE_123_456_{NAME}-2.ipynb", "wangwei_123"),
        (f"王小明/{NAME}/{NAME}.ipynb", "王小明"),
        (f"Li Na/{NAME}.ipynb", "Li Na"),
        (f"Li Na/{NAME}/My answers.ipynb", "Li Na"),
        (f"Li Na/{NAME.upper()} - Copy.ipynb", "Li Na"),
        (f"{NAME}/Li Na/{NAME}.ipynb", "Li Na"),
        (f"Li Na\\{NAME}\\{NAME} - 副本.ipynb", "Li Na"),
    ],
)
def test_layouts(collect, submitted, member, student):
    assert [one.state for one in collect((member, "work")).values()] == ["collected"]
    assert submitted() == {f"{student}/{NAME}/{NAME}.ipynb": "work"}


@pytest.mark.parametrize("inner", ["{}/{n}/{n}.ipynb", "{n}/{}/{n}.ipynb", "{}/{n}.ipynb"])
def test_a_folder_around_all_students(collect, submitted, inner):
    members = [(f"export/{inner.format(who, n=NAME)}", who) for who in ("Li", "Wu")]
    collect(*members)
    assert submitted() == {f"{who}/{NAME}/{NAME}.ipynb": who for who in ("Li", "Wu")}


def test_a_folder_of_another_name_is_a_students(collect, submitted):
    found = collect((f"all of them/Li/{NAME}.ipynb", "1"), (f"all of them/Wu/{NAME}.ipynb", "2"))
    assert found["all of them"].reason.endswith(exports.ONE_FOLDER) and submitted() == {}


@pytest.mark.parametrize("member", ["_/onlinetext.html", "_onlinetext.html"])
def test_a_text_typed_into_moodle_is_refused_beside_a_notebook_it_is_passed_over(
    collect, submitted, member
):
    notebook = f"Wu_2_assignsubmission_file_/{NAME}.ipynb"
    texts = [(f"{who}_assignsubmission_onlinetext{member}", "<p>") for who in ("Li_1", "Wu_2")]
    found = collect(*texts, (notebook, "work"))
    assert {who: one.state for who, one in found.items()} == {"Li": "refused", "Wu": "collected"}
    assert found["Li"].reason == "There is no notebook for it among: onlinetext.html."
    assert submitted() == {f"Wu/{NAME}/{NAME}.ipynb": "work"}


BOB = f"Bob_5_assignsubmission_file_{NAME}.ipynb"


@pytest.mark.parametrize(
    ("member", "student"),
    [
        (f"eve_7_8_{BOB}", "eve_7"),
        (f"eve/{BOB}", "eve"),
        (f"eve/Bob_5_assignsubmission_file_/{NAME}.ipynb", "eve"),
        (f"eve/Bob/{NAME}/{NAME}.ipynb", "eve"),
        (f"eve/{NAME}/Bob/{NAME}.ipynb", "eve"),
        (f"Eve_7_assignsubmission_file_/{BOB}", "Eve"),
    ],
)
def test_no_student_hands_in_for_another(collect, member, student):
    assert [*collect((member, "work"), wanted=NAME)] == [student]
    assert {*collect((member, "work"), (f"Wu/{NAME}.ipynb", "other"))} == {student, "Wu"}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "cp437"])
def test_names_in_an_encoding_that_the_archive_does_not_state(collect, submitted, encoding):
    name = "Zoë" if encoding == "cp437" else "王小明"
    collect((Foreign(f"{name}/{NAME}.ipynb", encoding), "work"))
    assert submitted() == {f"{name}/{NAME}/{NAME}.ipynb": "work"}


def test_names_in_two_encodings_in_one_archive(collect):
    names = [Foreign(f"王小明/{NAME}.ipynb", "gb18030"), Foreign(f"李娜/{NAME}.ipynb", "utf-8")]
    assert sorted(collect(*((name, "work") for name in names))) == ["李娜", "王小明"]


def test_decomposed_letters_of_a_mac_are_composed(collect):
    assert list(collect((f"Zoe\u0308/{NAME}.ipynb", "work"))) == ["Zo\u00eb"]


@pytest.mark.parametrize("name", [f"a_1_2_{NAME}-1.ipynb", f"a_1_9_{NAME}.ipynb"])
def test_of_several_attempts_the_last_counts(collect, submitted, name):
    later = (name, "second", LATER)
    collect(later, (f"a_1_3_{NAME}-2.ipynb", "first", NOON))
    assert submitted() == {f"a_1/{NAME}/{NAME}.ipynb": "second"}


def test_without_times_the_highest_number_counts(collect, submitted):
    collect(*((f"a_1_{n}_{NAME}-{n}.ipynb", f"attempt {n}", NOON) for n in (9, 10, 2)))
    assert submitted() == {f"a_1/{NAME}/{NAME}.ipynb": "attempt 10"}


def test_two_notebooks_in_two_folders_are_not_taken_for_attempts(collect, submitted):
    found = collect((f"Li/a/{NAME}.ipynb", "one"), (f"Li/b/{NAME}.ipynb", "two"), ("Wu/x.txt", ""))
    assert found["Li"].reason == (
        f"There are several: Li/a/{NAME}.ipynb, Li/b/{NAME}.ipynb. Keep one of them."
    )
    assert submitted() == {}


def test_two_people_of_one_name_stay_two(collect, submitted):
    member = "Wei Wang_{}_assignsubmission_file_/{}.ipynb"
    collect((member.format(1, NAME), "one"), (member.format(2, NAME), "two"))
    assert submitted() == {
        f"Wei Wang 1/{NAME}/{NAME}.ipynb": "one",
        f"Wei Wang 2/{NAME}/{NAME}.ipynb": "two",
    }


def test_names_that_look_alike_are_namesakes(collect, submitted):
    member = "{}_{}_assignsubmission_file_/{}.ipynb"
    collect((member.format("Bob ", 5, NAME), "5"), (member.format("B\u200bob", 6, NAME), "6"))
    assert submitted() == {f"Bob {n}/{NAME}/{NAME}.ipynb": n for n in ("5", "6")}


def test_a_namesake_keeps_the_number(collect, submitted):
    member = "Bob_{}_assignsubmission_file_/{}.ipynb"
    collect((member.format(5, NAME), "five"), (member.format(6, NAME), "six"))
    assert collect((member.format(6, NAME), "six again"))["Bob 6"].state == "replaced"
    assert submitted() == {
        f"Bob 5/{NAME}/{NAME}.ipynb": "five",
        f"Bob 6/{NAME}/{NAME}.ipynb": "six again",
    }


def test_what_is_said_of_an_archive_can_be_printed(collect):
    name = "x\r\x1b[2Kcollected  Bob.ipynb"
    found = collect((f"Eve_1_assignsubmission_file_/{name}", ""), (name, ""))
    assert len(found) == 2
    for one in found.values():
        assert "\\x1b[2K" in one.student + one.reason
        assert (one.student + one.reason).isprintable()


def test_a_zip_that_a_student_handed_in_is_opened(collect, submitted):
    inner = io.BytesIO()
    zip_file(inner, (f"my work/{NAME}.IPYNB", "work"), ("__MACOSX/._x.ipynb", "junk"))
    collect(("Li/work.zip", inner.getvalue()), ("Wu/work.zip", b"no zip"))
    assert submitted() == {f"Li/{NAME}/{NAME}.ipynb": "work"}


@pytest.mark.parametrize("order", [1, -1])
def test_of_a_whole_course_in_a_zip_the_exercise_counts_and_not_the_lesson(
    collect, submitted, order
):
    members = [(f"c/exercises/{NAME}/{NAME}.ipynb", "work"), (f"c/notebooks/{NAME}.ipynb", "text")]
    inner = io.BytesIO()
    zip_file(inner, *members[::order])
    collect(("Li/c.zip", inner.getvalue()))
    assert submitted() == {f"Li/{NAME}/{NAME}.ipynb": "work"}


def test_a_very_long_name_takes_no_time(collect, submitted):
    inner = io.BytesIO()
    zip_file(inner, ("-1" * 30_000 + "x.ipynb", "junk"), (f"{NAME}.ipynb", "work"))
    collect(("Li/work.zip", inner.getvalue()))
    assert submitted() == {f"Li/{NAME}/{NAME}.ipynb": "work"}


def test_of_very_many_files_a_message_names_some(collect):
    found = collect(*((f"Li/{n}.ipynb", "") for n in range(25)))
    assert "18.ipynb, 19.ipynb, 5 more. Ask for the file" in found["Li"].reason


def test_all_assignments_are_collected_or_the_one_that_is_asked_for(collect, submitted):
    members = [(f"Li/{name}.ipynb", name) for name in ASSIGNMENTS]
    collect(*members, wanted="98_other")
    assert submitted() == {"Li/98_other/98_other.ipynb": "98_other"}
    collect(*members)
    assert len(submitted()) == 2


def test_one_file_of_another_name_is_the_assignment_that_was_asked_for(collect, submitted):
    found = collect(("Li/homework.ipynb", "work"), wanted=NAME)
    assert found["Li"].reason == "It was called homework.ipynb."
    assert submitted() == {f"Li/{NAME}/{NAME}.ipynb": "work"}


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([("Li/essay.docx", "")], "There is no notebook for it among: essay.docx."),
        (
            [("Li/homework.ipynb", "")],
            "No assignment is called homework.ipynb. Ask for the file by the assignment's name.",
        ),
        *(
            (
                [(f"{place}{NAME}.ipynb", "")],
                "It lies in no student's folder, and its name tells no student.",
            )
            for place in ("", "/", "../../", "..\\..\\")
        ),
        ([(f"L*/{NAME}.ipynb", "")], submissions.problem_with_name("*")),
        ([(f"{'Li' * 120}/{NAME}.ipynb", "")], submissions.problem_with_name("x" * 240)),
        ([(f"Li\x1b[1m/{NAME}.ipynb", "")], submissions.problem_with_name("\x1b")),
    ],
)
def test_what_can_not_be_collected_is_refused_with_a_reason(collect, submitted, files, reason):
    found = collect(*files, (f"Wu/{NAME}.ipynb", "work"))
    assert found.pop("Wu").state == "collected"
    assert [(one.state, one.reason) for one in found.values()] == [("refused", reason)]
    assert submitted() == {f"Wu/{NAME}/{NAME}.ipynb": "work"}


def link():
    info = zipfile.ZipInfo(f"Li/{NAME}.ipynb")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


def test_links_are_refused(collect, submitted):
    found = collect((link(), "/etc/passwd"), (f"Wu/{NAME}.ipynb", "work"))
    assert found["Li"].reason == "It is a link. Ask for the file itself."
    assert list(submitted()) == [f"Wu/{NAME}/{NAME}.ipynb"]


def test_a_bomb_is_refused_though_it_lies_about_its_size(collect, monkeypatch, tmp_path):
    monkeypatch.setattr(exports, "MAX_BYTES", 1000)
    found = collect((f"Li/{NAME}.ipynb", b"0" * 5000), (f"Wu/{NAME}.ipynb", "work"))
    assert found["Li"].reason == "It has 0.0 MB, 0 at most. Ask for it without outputs."
    assert found["Wu"].state == "collected"
    content = (tmp_path / "export.zip").read_bytes()
    lying = content.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    (tmp_path / "lying.zip").write_bytes(lying)
    found = list(from_zip(tmp_path / "lying.zip", tmp_path / "other", ASSIGNMENTS))
    assert found[0].state == "refused" and found[1].state == "collected"


def test_too_many_files_are_refused(collect, monkeypatch):
    monkeypatch.setattr(exports, "MAX_MEMBERS", 2)
    with pytest.raises(CollectError, match="holds 3 files, 2 at most"):
        collect(*((f"{n}/{NAME}.ipynb", "") for n in range(3)))


def test_a_damaged_or_encrypted_member_costs_one_student(tmp_path):
    path = zip_file(tmp_path / "x.zip", *((f"{n}/{NAME}.ipynb", "work " * 9) for n in "abc"))
    content = bytearray(path.read_bytes())
    data = content.index(b".ipynb") + len(b".ipynb")
    content[data : data + 4] = b"\xff\xff\xff\xff"
    entries = [i for i in range(len(content)) if content[i : i + 4] == b"PK\x01\x02"]
    content[entries[1] + 8] |= 1
    path.write_bytes(content)
    found = list(from_zip(path, tmp_path / "area", ASSIGNMENTS))
    assert [one.state for one in found] == ["refused", "refused", "collected"]
    assert found[0].reason.startswith("It is damaged (")
    assert found[1].reason == "It is encrypted. Ask for it without a password."


def test_what_is_no_zip_file_is_said(tmp_path):
    with pytest.raises(CollectError, match="There is no file"):
        list(from_zip(tmp_path / "none.zip", tmp_path, ASSIGNMENTS))
    (tmp_path / "x.zip").write_text("text")
    with pytest.raises(CollectError, match="is no zip file"):
        list(from_zip(tmp_path / "x.zip", tmp_path, ASSIGNMENTS))


def test_times(collect, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    stamp = "2026-02-02 08:00:00.123456 UTC"
    found = collect(
        (f"Li/{NAME}/{NAME}.ipynb", "work", NOON),
        (f"Wu/{NAME}/{NAME}.ipynb", "work", NOON),
        (f"Wu/{NAME}/timestamp.txt", stamp),
        (f"Xu/{NAME}/{NAME}.ipynb", "work", NOON),
        (f"Xu/{NAME}/timestamp.txt", "nonsense"),
        (f"Yu/{NAME}/{NAME}.ipynb", "work"),
        (f"Zu/{NAME}/{NAME}.ipynb", "work", NOON),
        (f"Zu/{NAME}/timestamp.txt", " \n"),
    )
    monkeypatch.undo()
    time.tzset()
    stamps = {path.parts[-3]: path.read_text().strip() for path in tmp_path.rglob("timestamp.txt")}
    local = "2026-03-01 04:00:00 UTC"
    assert stamps == {"Li": local, "Wu": stamp, "Xu": local, "Zu": local}
    assert "says 2026-02-02 08:00:00, its notebook is from 2026-03-01 04:" in found["Wu"].reason
    assert [name for name, one in found.items() if one.reason] == ["Wu"]


def test_an_earlier_submission_is_kept(collect, submitted):
    member = f"Li/{NAME}/{NAME}.ipynb"
    collect((member, "first", NOON))
    assert collect((member, "first", LATER))["Li"].state == "unchanged"
    found = collect((member, "second", LATER))["Li"]
    assert found.state == "replaced" and "replaced/Li" in found.reason
    assert submitted() == {member: "second"}
    found = collect((member, "first", NOON))["Li"]
    assert found.state == "older" and "that stays" in found.reason
    assert submitted() == {member: "second"}
    collect((member, "third"))
    assert submitted() == {member: "third"}
    assert sorted(submitted("replaced").values()) == ["first", "second"]


def test_two_that_are_replaced_have_names_of_their_own(collect, submitted):
    for content in ("first", "second", "third"):
        collect((f"Li/{NAME}/{NAME}.ipynb", content, NOON))
    first, second = sorted(path.split("/")[2] for path in submitted("replaced"))
    assert second == f"{first} (2)"


def test_a_link_in_submitted_is_not_followed(collect, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "area" / "submitted").mkdir(parents=True)
    (tmp_path / "area" / "submitted" / "Li").symlink_to(tmp_path / "elsewhere")
    assert collect((f"Li/{NAME}.ipynb", "work"))["Li"].state == "refused"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_nothing_is_left_over(collect, tmp_path):
    collect((f"Li/{NAME}.ipynb", "work"), (f"W*/{NAME}.ipynb", "work"))
    assert [path.name for path in (tmp_path / "area").iterdir()] == ["submitted"]
