"""Comments on the cells that people must fill: the comments part, the drawing that shows them, and their links."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.formats.addresses import CellAddress
from assistant.formats.markup import Edit, append_inside, child, escape, outline
from assistant.formats.package import Template
from assistant.formats.package_edits import PackageEdits

AUTHOR = "Relevo"

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SHAPE_ID = re.compile(rb"_x0000_s(\d+)")
# What may stand after <legacyDrawing> in a worksheet, in the order of the schema (18.3.1.99).
_AFTER_DRAWING = {
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
}  # fmt: skip
_NEW_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    'width:190pt;height:84pt;z-index:1;visibility:hidden" fillcolor="#fff2cc" o:insetmode="auto">'
    '<v:fill color2="#fff2cc"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 31, {bottom}, 1</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def add_comments(template: Template, edits: PackageEdits, sheet: str, notes: Mapping[CellAddress, str]) -> None:
    """Put notes on cells of a sheet. A cell that has a comment already keeps its own.

    Args:
        template: the package, for what the sheet refers to.
        edits: where the changed parts go.
        sheet: the sheet's part.
        notes: the note of each cell.
    """
    comments = template.target(sheet, "comments")
    if comments is None:
        comments = _new_comments(edits, sheet)
    fresh = {
        address: note for address, note in sorted(notes.items()) if str(address) not in _commented(edits[comments])
    }
    if not fresh:
        return
    _append_comments(edits, comments, fresh)
    drawing = _drawing(template, edits, sheet)
    content = edits[drawing]
    first = max((int(number) for number in _SHAPE_ID.findall(content)), default=1024) + 1
    shapes = "".join(_shape(first + place, address) for place, address in enumerate(fresh))
    end = content.rindex(b"</xml")
    edits.edit(drawing, Edit(end, end, shapes.encode()))


def _shape(number: int, address: CellAddress) -> str:
    return _SHAPE.format(
        id=number,
        left=address.column, right=address.column + 3, top=max(address.row - 2, 0), bottom=address.row + 4,
        row=address.row - 1, column=address.column - 1,
    )  # fmt: skip


def _commented(comments: bytes) -> set[str]:
    return {each.attributes.get("ref", "") for each in outline(comments, depth=3) if each.name == "comment"}


def _new_comments(edits: PackageEdits, sheet: str) -> str:
    part = edits.free_name("xl/comments{}.xml")
    edits[part] = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'
    ).encode()
    edits.declare(part, _COMMENTS_TYPE)
    edits.relate(sheet, "comments", part)
    return part


def _append_comments(edits: PackageEdits, part: str, notes: Mapping[CellAddress, str]) -> None:
    content = edits[part]
    elements = outline(content, depth=3)
    authors, comments = child(elements, "authors"), child(elements, "commentList")
    assert authors is not None
    assert comments is not None
    p = authors.prefix
    ours = sum(1 for each in elements if each.name == "author")
    written = "".join(
        f'<{p}comment ref="{address}" authorId="{ours}"><{p}text><{p}r><{p}rPr><{p}sz val="9"/></{p}rPr>'
        f'<{p}t xml:space="preserve">{escape(note)}</{p}t></{p}r></{p}text></{p}comment>'
        for address, note in notes.items()
    )
    edits.edit(
        part,
        append_inside(content, authors, f"<{p}author>{AUTHOR}</{p}author>".encode()),
        append_inside(content, comments, written.encode()),
    )


def _drawing(template: Template, edits: PackageEdits, sheet: str) -> str:
    """The drawing that shows the sheet's comments, made and linked where there is none."""
    known = template.target(sheet, "vmlDrawing")
    content = edits[sheet]
    elements = outline(content)
    if known is not None and child(elements, "legacyDrawing") is not None:
        return known
    part = edits.free_name("xl/drawings/vmlDrawingRelevo{}.vml")
    edits[part] = _NEW_DRAWING.encode()
    edits.declare_extension("vml", _DRAWING_TYPE)
    link = edits.relate(sheet, "vmlDrawing", part)
    root = elements[0]
    place = min((each.start for each in elements[1:] if each.name in _AFTER_DRAWING), default=root.inner_end)
    new = f'<{root.prefix}legacyDrawing xmlns:r="{_LINKS}" r:id="{link}"/>'
    edits.edit(sheet, Edit(place, place, new.encode()))
    return part
