"""The elements of an XML part as a tree that remembers where each stands in the bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.formats.markup import closing, new_parser, opening_end, parse


@dataclass(slots=True, eq=False)
class Node:
    """An element: ``content[start:end]``, with its text and its children; see :class:`assistant.formats.markup.Element`."""

    tag: str
    start: int
    attributes: dict[str, str]
    parent: Node | None
    children: list[Node] = field(default_factory=list)
    text: str = ""
    inner_start: int = 0
    inner_end: int = 0
    end: int = 0

    @property
    def name(self) -> str:
        """The tag without its prefix."""
        return self.tag.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The prefix of the tag with its colon, or ""."""
        return self.tag[: -len(self.name)]

    @property
    def closes_itself(self) -> bool:
        """Whether it is written "<a/>"."""
        return self.inner_start == self.end

    def attribute(self, name: str) -> str | None:
        """An attribute by its name without prefix."""
        return next((value for key, value in self.attributes.items() if key.rpartition(":")[2] == name), None)

    def walk(self, *names: str) -> Iterator[Node]:
        """It and everything inside it, in document order; only those with these names when some are given."""
        if not names or self.name in names:
            yield self
        for child in self.children:
            yield from child.walk(*names)

    def child(self, name: str) -> Node | None:
        """Its first child with this name."""
        return next((child for child in self.children if child.name == name), None)


def read_tree(content: bytes) -> Node:
    """The root of a part.

    Raises:
        MarkupError: the part is not well-formed, carries a document type or is not UTF-8.
    """
    parser = new_parser(content)
    document = Node("", 0, {}, None)
    open_nodes = [document]

    def start(tag: str, attributes: dict[str, str]) -> None:
        node = Node(tag, parser.CurrentByteIndex, attributes, open_nodes[-1])
        open_nodes[-1].children.append(node)
        open_nodes.append(node)

    def end(tag: str) -> None:
        node = open_nodes.pop()
        node.inner_end, node.end = closing(content, tag, parser.CurrentByteIndex)
        node.inner_start = opening_end(content, node.start) if node.end > node.inner_end else node.end

    def characters(text: str) -> None:
        open_nodes[-1].text += text

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parse(parser, content)
    return document.children[0]
