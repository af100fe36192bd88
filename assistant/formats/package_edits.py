"""The parts of a package that a fill changes or adds, and the book-keeping that every new part needs."""

from __future__ import annotations

import posixpath

from assistant.formats.markup import Edit, append_inside, apply_edits, escape, outline
from assistant.formats.package import Template, rels_of

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "[Content_Types].xml"


class PackageEdits:
    """New contents for some parts of a template; the rest is the template's."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self.changed: dict[str, bytes] = {}

    def __getitem__(self, part: str) -> bytes:
        """A part as it will be written."""
        return self.changed[part] if part in self.changed else self._template[part]

    def __contains__(self, part: str) -> bool:
        return part in self.changed or part in self._template

    def __setitem__(self, part: str, content: bytes) -> None:
        """Replace or add a part; the same bytes leave it unchanged."""
        if part not in self or self[part] != content:
            self.changed[part] = content

    def free_name(self, pattern: str) -> str:
        """The first part name of a pattern ("xl/comments{}.xml") that nobody uses."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def edit(self, part: str, *edits: Edit) -> None:
        """Splice edits into a part."""
        self[part] = apply_edits(self[part], edits)

    def append(self, part: str, new: str) -> None:
        """Add the last children of a part's root."""
        content = self[part]
        self.edit(part, append_inside(content, outline(content, depth=1)[0], new.encode()))

    def relate(self, part: str, kind: str, target: str) -> str:
        """Link a part to another one; the id of the new relationship comes back.

        Args:
            part: the part that refers.
            kind: the last word of the relationship's type: worksheet, comments.
            target: the part it refers to.
        """
        rels = rels_of(part)
        if rels not in self:
            self[rels] = (
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_RELATIONSHIPS}"/>'
            ).encode()
        elements = outline(self[rels])
        used = {each.attributes.get("Id") for each in elements}
        number = next(each for each in range(1, len(used) + 2) if f"rIdRelevo{each}" not in used)
        address = posixpath.relpath(target, posixpath.dirname(part) or ".")
        prefix = elements[0].prefix
        self.append(
            rels,
            f'<{prefix}Relationship Id="rIdRelevo{number}" Type="{_OFFICE}/{kind}" Target="{escape(address)}"/>',
        )
        return f"rIdRelevo{number}"

    def declare(self, part: str, content_type: str) -> None:
        """Say in the package's list of types what a new part is."""
        prefix = outline(self[_TYPES], depth=1)[0].prefix
        self.append(_TYPES, f'<{prefix}Override PartName="/{escape(part)}" ContentType="{content_type}"/>')

    def declare_extension(self, extension: str, content_type: str) -> None:
        """Say what every part with an extension is, unless the package says it already."""
        elements = outline(self[_TYPES])
        known = {each.attributes.get("Extension", "").lower() for each in elements if each.name == "Default"}
        if extension not in known:
            root = elements[0]
            new = f'<{root.prefix}Default Extension="{extension}" ContentType="{content_type}"/>'
            self.edit(_TYPES, Edit(root.inner_start, root.inner_start, new.encode()))
