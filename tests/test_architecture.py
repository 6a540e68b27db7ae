"""The arrows between the rooms, read from the imports."""

import ast
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "calcinosis_quiz"

# Room -> what its modules may import of the package. A room may always import itself.
ROOMS = {
    "errors": set(),
    "paths": {"errors"},
    "files": {"errors"},
    "input_files": {"errors"},
    "foreign_database": set(),
    "bank": {"errors", "files"},
    "quiz": {"bank", "errors"},
    "plots": set(),
    "log": {"bank", "quiz", "files", "errors"},
    "study": {"foreign_database", "bank", "quiz", "log", "plots", "files", "errors"},
    "export": {"foreign_database", "bank", "quiz", "errors"},
    "forms": {"bank", "quiz", "errors"},
    "imports": {"foreign_database", "bank", "errors"},
    "item_analysis": {"bank", "quiz", "imports", "plots", "errors"},  # imports reads spreadsheets
    "cli": {
        "bank", "quiz", "log", "study", "export", "forms", "imports", "item_analysis", "errors", "paths", "files",
        "input_files", "__version__",
    },
    "__main__": {"cli"},
    "__init__": set(),
}  # fmt: skip
# Third-party library -> the one place that may import it; two places unpack files of Anki's.
# msgspec declares types and is welcome everywhere.
LIBRARIES: dict[str, str | tuple[str, ...]] = {
    "yaml": "bank/source.py",
    "genanki": "export/anki/",
    "click": "cli/",
    "wcwidth": "cli/screens/cells.py",
    "msgspec": "",
    "lxml": "imports/tree.py",
    "python_calamine": "imports/tables/grid.py",
    "numpy": "item_analysis/statistics/item_response.py",
    "tomlkit": "cli/commands/config.py",
    "platformdirs": "paths.py",
    "fsrs_rs_python": "study/schedule.py",
    "typst": "export/paper/pdf.py",
    "backports": ("study/anki_import/collection_file.py", "imports/anki/collection.py"),
    "compression": ("study/anki_import/collection_file.py", "imports/anki/collection.py"),
}
# The core is pure: what it needs of the world is handed to it.
IMPURE = {"random", "time", "os", "sqlite3", "tempfile", "subprocess", "socket", "secrets"}
PURE_ROOMS = {"bank", "quiz", "plots", "export", "forms", "imports", "item_analysis"}
ALLOWED_IMPURE = {
    ("imports/anki/collection.py", "sqlite3"),
    ("export/anki/package.py", "sqlite3"),
    ("export/anki/read_back.py", "sqlite3"),
    ("export/anki/progress.py", "datetime.UTC"),
    ("export/anki/progress.py", "datetime.date"),
    ("export/anki/progress.py", "datetime.datetime"),
    ("export/anki/release.py", "datetime.UTC"),
    ("export/anki/release.py", "datetime.datetime"),
}

# Inside cli/: what a part may import of the others. The arrows run from commands to what is drawn.
PARTS = {
    "commands": {"asking", "terminal", "screens", "shared"},
    "asking": {"terminal", "screens", "shared"},
    "terminal": {"screens", "shared"},
    "screens": {"shared"},
    "shared": set(),  # the modules that stand beside the folders: options, the answer sheet, JSON
}

MODULES = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))


def imports_of(module: str) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse((SOURCE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: write imports in full"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def room_of(module: str) -> str:
    return module.partition("/")[0].removesuffix(".py")


@pytest.mark.parametrize("module", MODULES)
def test_arrows_between_rooms_point_one_way(module: str) -> None:
    rooms = {name.split(".")[1] for name in imports_of(module) if name.startswith("calcinosis_quiz.")}
    assert rooms - {room_of(module)} <= ROOMS[room_of(module)]


def part_of(name: str) -> str:
    """Tell the part of cli/ that a module, or what is imported of it, stands in."""
    part = name.removeprefix("calcinosis_quiz.").split(".")[1]
    return part if part in PARTS else "shared"


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith("cli/")])
def test_arrows_inside_the_command_line_run_from_commands_to_what_is_drawn(module: str) -> None:
    if module == "cli/__init__.py":  # names the commands; it imports none of them
        return
    part = part_of(module.removesuffix(".py").replace("/", "."))
    used = {part_of(name) for name in imports_of(module) if name.startswith("calcinosis_quiz.cli.")}
    assert used - {part} <= PARTS[part]


def test_no_two_modules_of_the_command_line_import_each_other() -> None:
    modules = {module.removesuffix(".py").replace("/", "."): module for module in MODULES if module.startswith("cli/")}
    arrows = {
        name: {
            other
            for other in modules
            for used in imports_of(module)
            if other != name and f"{used}.".startswith(f"calcinosis_quiz.{other}.")
        }
        for name, module in modules.items()
    }
    done: set[str] = set()
    while ready := {name for name, used in arrows.items() if name not in done and used <= done}:
        done |= ready
    assert set(arrows) - done == set()


@pytest.mark.parametrize("module", MODULES)
def test_each_library_lives_in_its_place(module: str) -> None:
    outside = {name.partition(".")[0] for name in imports_of(module)} - set(sys.stdlib_module_names)
    for library in outside - {"calcinosis_quiz"}:
        assert library in LIBRARIES, f"{library} is not a dependency that the architecture knows"
        assert module.startswith(LIBRARIES[library]), f"{library} belongs in {LIBRARIES[library]}"


@pytest.mark.parametrize("module", [module for module in MODULES if room_of(module) in PURE_ROOMS])
def test_the_core_has_no_clock_no_randomness_of_its_own_and_no_files(module: str) -> None:
    impure = {name for name in imports_of(module) if name.partition(".")[0] in IMPURE}
    # Random is the type of the generator that callers hand in.
    impure -= {"random.Random"}
    assert {name for name in impure if (module, name) not in ALLOWED_IMPURE} == set()


@pytest.mark.parametrize("module", [module for module in MODULES if room_of(module) in PURE_ROOMS])
def test_the_core_never_asks_what_time_it_is(module: str) -> None:
    tree = ast.parse((SOURCE / module).read_text(encoding="utf-8"))
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert asked.isdisjoint({"now", "today", "utcnow"})


@pytest.mark.parametrize("module", MODULES)
def test_a_value_type_is_a_struct_and_never_a_dataclass(module: str) -> None:
    assert {name for name in imports_of(module) if name.partition(".")[0] == "dataclasses"} == set()


def test_every_room_is_known() -> None:
    assert {room_of(module) for module in MODULES} == set(ROOMS)
