"""The engine's folders as CONTRIBUTING.md shows them: a picture of who imports whom, and each file with its first sentence.

    python docs/rooms.py            writes both between the marks in CONTRIBUTING.md
    python docs/rooms.py --check    writes nothing; exit status 1 where they are stale

Owns how the imports are found. `tests/unit/test_floors.py` says which of them are allowed.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "autograder"
PAGE = ROOT / "CONTRIBUTING.md"
COURSE_CONTENT = ("suites", "new")  # stands on the engine, and is none of it
BASICS = ("errors", "files", "model", "plaintext")  # that anything may import: drawn as one box, without arrows
_BLOCK = re.compile(r"(<!-- (picture|files): written by docs/rooms\.py -->\n).*?(<!-- end -->)", re.DOTALL)


def name_of(path: Path) -> str:
    """A file as a module's name, such as ``room.process``; a folder's ``__init__`` is the folder."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {
    name_of(path): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if not {*COURSE_CONTENT, "__pycache__"} & set(path.relative_to(PACKAGE).parts)
}


def imports(path: Path) -> Iterator[str]:
    """The engine's modules that a file imports, wherever in it the import stands: also for types, also inside functions."""
    package = ["autograder", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in found:
            top, _, rest = name.partition(".")
            if top == "autograder":
                while rest not in MODULES and "." in rest:
                    rest = rest.rpartition(".")[0]
                yield rest if rest in MODULES else "__init__"


ARROWS = {name: sorted({other for other in imports(path) if other != name}) for name, path in MODULES.items()}


def room_of(module: str) -> str:
    """The folder of a module; a file at the top is its own."""
    return module.split(".")[0]


def rooms() -> dict[str, set[str]]:
    """Each folder, or file at the top, and which others its files import. The package's own lazy names are left out."""
    found: dict[str, set[str]] = {room_of(name): set() for name in MODULES if name != "__init__"}
    for name, others in ARROWS.items():
        if name != "__init__":
            found[room_of(name)] |= {room_of(other) for other in others} - {room_of(name), "__init__"}
    return found


def floors(arrows: Mapping[str, set[str]]) -> dict[str, int]:
    """How high each folder stands: one floor above the highest that it imports."""
    found: dict[str, int] = {}

    def height(room: str) -> int:
        if room not in found:
            found[room] = 1 + max(map(height, arrows[room]), default=-1)
        return found[room]

    for room in arrows:
        height(room)
    return found


def caption(module: str) -> str:
    """The first sentence of a module's docstring, of a folder without the list after its colon."""
    text = ast.get_docstring(ast.parse(MODULES[module].read_text("utf-8"))) or ""
    sentence = " ".join(text.split("\n\n")[0].replace("``", "`").split())
    return sentence.split(":")[0].rstrip(".") if MODULES[module].name == "__init__.py" else sentence


def picture() -> str:
    """The folders as a Mermaid diagram. An arrow that follows from two others is left out, and so are those to the basics."""
    arrows = rooms()
    drawn = {room: others - set(BASICS) for room, others in arrows.items() if room not in BASICS}

    def reached(room: str) -> set[str]:
        return drawn[room].union(*map(reached, drawn[room]))

    lines = ["```mermaid", "flowchart TD"]
    heights = floors(arrows)
    for room in sorted(drawn, key=lambda each: (-heights[each], each)):
        is_folder = MODULES[room].name == "__init__.py"
        lines.append(f'    {room}["<b>{room}/</b><br>{caption(room)}"]' if is_folder else f'    {room}(["{room}.py"])')
    for room in sorted(drawn):
        indirect: set[str] = set().union(*map(reached, drawn[room]))
        lines += [f"    {room} --> {other}" for other in sorted(drawn[room] - indirect)]
    lines += [f'    basics["{", ".join(f"{name}.py" for name in BASICS)}<br>which all may import"]', "```"]
    return "\n".join(lines) + "\n"


def listing() -> str:
    """Every file of the engine under its folder, with its first sentence."""
    lines: list[str] = []
    folders = [name for name, path in MODULES.items() if path.name == "__init__.py" and name != "__init__"]
    tops = [name for name in MODULES if "." not in name and name not in folders]
    for folder in folders:
        lines += [f"**`{folder}/`**: {caption(folder)}", ""]
        lines += [f"- `{name.split('.')[1]}.py`: {caption(name)}" for name in MODULES if name.startswith(f"{folder}.")]
        lines.append("")
    lines += ["**`autograder/`** itself: the commands' entry points, and what all may import", ""]
    lines += [f"- `{name}.py`: {caption(name)}" for name in tops]
    return "\n".join(lines) + "\n"


def page(text: str) -> str:
    """CONTRIBUTING.md with today's picture and listing."""
    made = {"picture": picture, "files": listing}
    return _BLOCK.sub(lambda match: f"{match[1]}\n{made[match[2]]()}\n{match[3]}", text)


def main() -> int:
    before = PAGE.read_text("utf-8")
    after = page(before)
    if "--check" in sys.argv[1:]:
        if after != before:
            print(f"{PAGE.name} is stale; run: python docs/rooms.py", file=sys.stderr)
        return int(after != before)
    PAGE.write_text(after, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
