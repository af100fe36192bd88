"""The lexical leg: BM25 over Spanish terms, in Tantivy.

Every passage stands in two fields, its folded words and its stems, so that "índice" still beats "indicador" while
"indicadores" finds both. Text is tokenised by :mod:`assistant.spanish`, at indexing and at query time alike; queries are
built term by term, so that nothing a person types ever reaches a query parser.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import tantivy

from assistant.retrieval.records import decode_passage, encode_passage
from assistant.retrieval.targets import keys_of
from assistant.spanish import content_words, stem, words
from assistant.types import DocumentRecord, Passage

NO_ENTITY = "-"
_VOCABULARY = "vocabulary.json"
_WRITER_BYTES = 64_000_000
_RELATED_WEIGHT = 0.4
_POSED_WEIGHT = 1.0
"""Of a word in the questions that a passage is known to answer, beside one of its own."""

_READ = 2_000
"""Passages kept as they were read, at some 5 KB each: those of one index are read again and again."""

_COVERAGE_WEIGHT = 2.0
"""What holding a word at all is worth, beside how often: a passage with every word of the query beats one that repeats two."""

_REACH = 6
"""Passages looked at on each side of one for the rest of its section."""

_HELD_LENGTH, _FILLER = 264, "·"
"""Every passage's different stems are filled up to one length, which tantivy's one byte for a length can say: BM25 then gives each
word its inverse document frequency and nothing else, at a third of what a constant score costs over 200,000 passages."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages may be found.

    ``documents`` and ``collections`` are ids, empty for all. ``entity`` adds the documents of that DIVIPOLA code to those
    that serve everybody. Superseded versions of articles are left out unless asked for.
    """

    documents: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()
    entity: str | None = None
    superseded: bool = False

    def admit(self, passage: Passage) -> bool:
        """Whether the passage may be found."""
        return self.admit_document(passage.document) and (self.superseded or passage.in_force)

    def admit_document(self, record: DocumentRecord) -> bool:
        """Whether passages of the document may be found."""
        return (
            (not self.documents or record.id in self.documents)
            and (not self.collections or record.collection in self.collections)
            and record.entity in {None, self.entity}
        )


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its stems in order: those of its text, then those of its headings."""

    passage: Passage
    stems: tuple[str, ...]


def write_lexical(folder: Path, passages: Iterable[Passage]) -> None:
    """Write the lexical leg, with every passage's own text, into a new folder."""
    folder.mkdir(parents=True)
    vocabulary: Counter[str] = Counter()
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(_WRITER_BYTES, 1)
    for passage in passages:
        terms = [*words(passage.text), *words(f"{passage.document.title} {passage.section}")]
        vocabulary.update(set(terms))
        stems = list(map(stem, terms))
        record = passage.document
        writer.add_document(
            tantivy.Document(
                id=passage.id,
                exact=" ".join(terms),
                stems=" ".join(stems),
                held=" ".join(_filled(set(stems))),
                posed=" ".join(stem(word) for question in passage.posed for word in words(question.text)),
                keys=" ".join(sorted(keys_of(passage))),
                document=record.id,
                collection=record.collection,
                entity=record.entity or NO_ENTITY,
                in_force=str(passage.in_force),
                passage=encode_passage(passage),
            )
        )
    writer.commit()
    writer.wait_merging_threads()
    (folder / _VOCABULARY).write_text(json.dumps(vocabulary), encoding="utf-8")


class LexicalLeg:
    """A published lexical leg, open for reading. Safe to use from several threads."""

    def __init__(self, folder: Path, documents: Mapping[str, DocumentRecord], exact_weight: float) -> None:
        self._schema = _schema()
        self._searcher = tantivy.Index.open(str(folder)).searcher()
        self._documents = documents
        self._entities = frozenset(record.entity for record in documents.values() if record.entity)
        self._vocabulary = folder / _VOCABULARY
        self._exact_weight = exact_weight
        self._read = lru_cache(maxsize=_READ)(self._decode)

    def search(
        self, query: str, limit: int, filters: Filters, related: Collection[str] = ()
    ) -> list[tuple[str, float]]:
        """The ids of the best passages with their score, best first. Empty when no word of the query is known.

        ``related`` are stems that say the same as something in the query; they count for less than its own words.
        """
        terms = content_words(query) or words(query)
        if not terms:
            return []
        should: list[tantivy.Query] = []
        for term in dict.fromkeys(terms):
            should.append(self._term("stems", stem(term)))
            should.append(tantivy.Query.boost_query(self._term("exact", term), self._exact_weight))
            should.append(tantivy.Query.boost_query(self._term("held", stem(term)), _COVERAGE_WEIGHT))
            should.append(tantivy.Query.boost_query(self._term("posed", stem(term)), _POSED_WEIGHT))
        own = {stem(term) for term in terms}
        should += [
            tantivy.Query.boost_query(self._term("stems", word), _RELATED_WEIGHT) for word in sorted(set(related) - own)
        ]
        wanted = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in should])
        clauses = [(tantivy.Occur.Must, wanted), *self._restrictions(filters)]
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), limit, count=False).hits
        return [(str(self._searcher.doc(address)["id"][0]), float(score)) for score, address in hits]

    def named(self, keys: Collection[str], limit: int, filters: Filters) -> list[str]:
        """The ids of passages that are what a query names (:mod:`assistant.retrieval.targets`)."""
        if not keys:
            return []
        wanted = tantivy.Query.term_set_query(self._schema, "keys", sorted(keys))
        clauses = [(tantivy.Occur.Must, wanted), *self._restrictions(filters)]
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), limit, count=False).hits
        return [str(self._searcher.doc(address)["id"][0]) for _, address in hits]

    def stored(self, ids: Sequence[str]) -> dict[str, StoredPassage]:
        """The passages of those ids, in that order; unknown ids are left out."""
        if not ids:
            return {}
        query = tantivy.Query.term_set_query(self._schema, "id", list(ids))
        hits = self._searcher.search(query, len(ids), count=False).hits
        found = {
            item.passage.id: item for item in (self._read(address.segment_ord, address.doc) for _, address in hits)
        }
        return {identifier: found[identifier] for identifier in ids if identifier in found}

    def of_document(self, document_id: str) -> list[Passage]:
        """Every passage of a document, in reading order."""
        query = self._term("document", document_id)
        hits = self._searcher.search(query, max(1, self._searcher.num_docs), count=False).hits
        return sorted(
            (self._decode(address.segment_ord, address.doc).passage for _, address in hits),
            key=lambda passage: passage.position,
        )

    def section_of(self, passage: Passage) -> list[Passage]:
        """A passage with those around it that belong to its section, in reading order; a few on each side.

        A document's passages are numbered in their ids; one of an id of another form is found alone.
        """
        document, _, number = passage.id.rpartition("#")
        near = range(max(0, passage.position - _REACH), passage.position + _REACH + 1)
        ids = [f"{document}#{place:0{len(number)}}" for place in near]
        found = {item.passage.position: item.passage for item in self.stored(ids).values()}
        found[passage.position] = passage
        first = last = passage.position
        while first - 1 in found and _same_section(found[first - 1], passage):
            first -= 1
        while last + 1 in found and _same_section(found[last + 1], passage):
            last += 1
        return [found[place] for place in range(first, last + 1)]

    def vocabulary(self) -> dict[str, int]:
        """Every folded word, with the number of passages that hold it."""
        counts: dict[str, int] = json.loads(self._vocabulary.read_text(encoding="utf-8"))
        return counts

    def idf(self, word: str) -> float:
        """Inverse document frequency of a folded word's stem, as BM25 counts it (Robertson and Zaragoza, 2009, eq. 3.3)."""
        total = self._searcher.num_docs
        containing = self._searcher.doc_freq("stems", stem(word))
        return math.log(1 + (total - containing + 0.5) / (containing + 0.5))

    def _decode(self, segment: int, number: int) -> StoredPassage:
        document = self._searcher.doc(tantivy.DocAddress(segment, number))
        passage = decode_passage(str(document["passage"][0]), self._documents)
        return StoredPassage(passage, tuple(map(sys.intern, str(document["stems"][0]).split())))

    def _term(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, value)

    def _restrictions(self, filters: Filters) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        """The clauses of the filters. What leaves out nothing has none: a clause that nearly all pass costs as much as a word."""
        barred = {
            "entity": self._entities - {filters.entity},
            "in_force": frozenset() if filters.superseded else frozenset({str(False)}),
        }
        required = {"document": filters.documents, "collection": filters.collections}
        return [
            (
                occur,
                tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, field, sorted(values)), 0.0),
            )
            for occur, clauses in ((tantivy.Occur.Must, required), (tantivy.Occur.MustNot, barred))
            for field, values in clauses.items()
            if values
        ]


def _same_section(passage: Passage, other: Passage) -> bool:
    return all(
        getattr(passage, field) == getattr(other, field) for field in ("document", "section", "article", "in_force")
    )


def _filled(stems: Collection[str]) -> list[str]:
    return [*sorted(stems), *[_FILLER] * (_HELD_LENGTH - len(stems))]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("exact", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("stems", stored=True, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("held", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("posed", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("keys", tokenizer_name="whitespace", index_option="basic")
    for field in ("document", "collection", "entity", "in_force"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("passage", stored=True, indexed=False)
    return builder.build()
