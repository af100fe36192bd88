"""A PDF whose end is missing, given a new one: the pages that survive can then be read.

A PDF keeps its table of objects and the root of its page tree at its end, so a download that broke off has neither, and
no library opens it. The objects themselves are in the file: this module finds the pages among them and appends a page
tree, a catalogue and a trailer (ISO 32000-1, 7.5.5 and 7.7.2). The reader then rebuilds the table of objects by itself.
"""

from __future__ import annotations

import re
import zlib

MOST_UNPACKED = 64 * 1024**2
"""Bytes that object streams may unpack to, all together."""

HIGHEST_NUMBER = 4_000_000
"""The highest number of an object that pdfium takes (4 * 1024**2, with room for the two we add)."""

_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,7})[ \r\n\t]+([0-9]{1,5})[ \r\n\t]+obj\b")
_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm\b")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_PAGES = re.compile(rb"/Type\s*/Pages\b")
_KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
_REFERENCE = re.compile(rb"([0-9]{1,7})\s+[0-9]{1,5}\s+R\b")
_STREAM = re.compile(rb"stream\r?\n")
_NUMBER_OF = re.compile(rb"/N\s+([0-9]{1,6})")
_FIRST = re.compile(rb"/First\s+([0-9]{1,8})")


def with_new_end(data: bytes) -> bytes | None:
    """Return the file with a page tree over the pages it still holds, or None where it holds none.

    Args:
        data: the damaged file.
    """
    objects = dict(_loose_objects(data))
    unpacked = _unpacked_objects(objects)
    objects = {**unpacked, **objects}
    pages = _pages_in_order(objects)
    if not pages:
        return None
    root = max(objects) + 1
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    parts = [_closed(data)]
    parts += [b"%d 0 obj\n%s\nendobj\n" % (number, body) for number, body in unpacked.items()]
    parts.append(b"%d 0 obj\n<< /Type /Pages /Kids [%s] /Count %d >>\nendobj\n" % (root, kids, len(pages)))
    parts.append(b"%d 0 obj\n<< /Type /Catalog /Pages %d 0 R >>\nendobj\n" % (root + 1, root))
    parts.append(b"trailer\n<< /Root %d 0 R /Size %d >>\nstartxref\n0\n%%%%EOF\n" % (root + 1, root + 2))
    return b"".join(parts)


def _closed(data: bytes) -> bytes:
    """Return the file with its last object whole: a stream is closed where it broke off, anything else is left out."""
    end = data.rfind(b"endobj") + len(b"endobj")
    rest = data[end:]
    if _STREAM.search(rest) and b"endstream" not in rest:
        return data + b"\nendstream\nendobj\n"
    return data[:end] + b"\n"


def _loose_objects(data: bytes) -> list[tuple[int, bytes]]:
    """Return the objects of the file by number; a later one replaces an earlier one, as in an updated PDF."""
    marks = list(_OBJECT.finditer(data))
    ends = [*(mark.start() for mark in marks[1:]), len(data)]
    numbered = [(int(mark[1]), data[mark.end() : end]) for mark, end in zip(marks, ends, strict=False)]
    return [(number, body) for number, body in numbered if number <= HIGHEST_NUMBER]


def _unpacked_objects(objects: dict[int, bytes]) -> dict[int, bytes]:
    """Return the objects that lie packed in object streams (ISO 32000-1, 7.5.7)."""
    found: dict[int, bytes] = {}
    left = MOST_UNPACKED
    for body in objects.values():
        head, start = body[:400], _STREAM.search(body[:2000])
        count, first = _NUMBER_OF.search(head), _FIRST.search(head)
        if not (_OBJECT_STREAM.search(head) and start and count and first):
            continue
        try:
            content = zlib.decompressobj().decompress(body[start.end() :], left)
        except zlib.error:
            continue
        left -= len(content)
        if left <= 0:
            break
        found.update(_packed(content, int(count[1]), int(first[1])))
    return found


def _packed(content: bytes, count: int, first: int) -> dict[int, bytes]:
    try:
        header = [int(word) for word in content[:first].split()[: 2 * count]]
    except ValueError:
        return {}
    numbers, offsets = header[0::2], header[1::2]
    ends = [*offsets[1:], len(content) - first]
    return {
        number: content[first + offset : first + end]
        for number, offset, end in zip(numbers, offsets, ends, strict=False)
        if first + offset < len(content)
    }


def _pages_in_order(objects: dict[int, bytes]) -> list[int]:
    """Return the numbers of the pages: first as the surviving branches of the page tree order them, then as they lie."""
    heads = {number: body[:20_000].split(b"stream", 1)[0] for number, body in objects.items()}
    pages = [number for number, head in heads.items() if _PAGE.search(head)]
    branches = {
        number: [int(kid) for kid in _REFERENCE.findall(kids[1])]
        for number, head in heads.items()
        if _PAGES.search(head) and (kids := _KIDS.search(head))
    }
    children = {kid for kids in branches.values() for kid in kids}
    waiting = [number for number in reversed(branches) if number not in children]
    ordered: dict[int, None] = {}
    seen: set[int] = set()
    is_page = set(pages)
    while waiting:
        number = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        if number in is_page:
            ordered[number] = None
        waiting.extend(reversed(branches.get(number, ())))
    return list({**ordered, **dict.fromkeys(pages)})
