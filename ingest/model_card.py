"""What the embedded model was made from, how well it does, and the card that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

_MEASURED_HEADING = "## What each part brought"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What training depends on, besides its pairs. The model card tells what each choice was measured to bring."""

    vocabulary: int = 18_000
    phrases: int = 22_000
    dimension: int = 256
    lead_decay: float = 40.0
    lead_floor: float = 0.2
    epochs: int = 2
    batch_size: int = 2048
    learning_rate: float = 0.1
    scale: float = 20.0
    hardness: float = 9.0
    initial: float = 0.2
    heading_repeats: int = 2
    question_repeats: int = 6
    others_one_in: int = 2
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """How well exact cosine search ranks the passages of one benchmark."""

    name: str
    passages: int
    questions: int
    mrr_at_10: float
    recall_at_10: float


def model_card(recipe: Recipe, pairs: int, scores: Sequence[Score], measured: str = "") -> str:
    """The README of a model.

    Args:
        recipe: how it was trained.
        pairs: how many pairs it was trained on.
        scores: what the saved model scores; training never sees those passages.
        measured: the section that tells what each part of the recipe brought, kept from one model to the next.
    """
    rows = [
        f"| {item.name} | {item.passages} | {item.questions} | {item.mrr_at_10:.3f} | {item.recall_at_10:.3f} |"
        for item in scores
    ]
    settings = "\n".join(f"| {name} | {value} |" for name, value in asdict(recipe).items())
    return _CARD.format(pairs=pairs, scores="\n".join(rows), settings=settings, **asdict(recipe)) + measured


def measured_section(card: Path) -> str:
    """What an earlier model's card says each part of the recipe brought; empty when there is no such card."""
    text = card.read_text(encoding="utf-8") if card.is_file() else ""
    _, heading, section = text.partition(_MEASURED_HEADING)
    return heading + section


_CARD = """\
---
language: es
library_name: model2vec
tags: [sentence-transformers, static-embeddings, retrieval]
---

# relevo-es-{dimension}

The Spanish embedding model that Relevo brings: one vector of {dimension} dimensions for each of up to {vocabulary} word
pieces and for the {phrases} pairs of neighbouring pieces that laws use most ("a más", "las siguientes"). A text is their sum,
at length 1; in a passage the first pieces weigh more (exp(-position / {lead_decay:g}), never under {lead_floor:g}), since an
article says first what it is about. Case and accents do not count. It needs numpy, no GPU and no network.

```python
StaticEmbedder(Path("corpus/modelo"))            # assistant.retrieval.embeddings: what the figures below are of
StaticModel.from_pretrained("corpus/modelo")     # model2vec: the pieces alone, without phrases or positions
SentenceTransformer("corpus/modelo")             # sentence-transformers: the same as model2vec
```

## Data

{pairs} Spanish pairs of query and passage, after leaving out those whose passage copies one of a benchmark (three in ten
of its runs of eight words): headings, titles and sentences of Colombian laws and decrees with the article
they come from, and some 1,700 questions on encyclopaedic passages. The acts are public official texts that
anyone may reproduce (Ley 23 de 1982, article 41); the questions derive from SQuAD-es and are
CC BY 4.0 (Carrino, Costa-jussà and Fonollosa, 2019). The model holds no text of either, only vectors of word pieces.

## Recipe

`python -m ingest.embedder PAIRS --out corpus/modelo --epochs {epochs} --seed {seed} --bench FILE…`

An epoch sees each heading `heading_repeats` times, each question `question_repeats` times, and one in `others_one_in` of the
titles of laws and sentences cut from their article; headings that stand as the first sentence of an article are taken from
there too. In-batch negatives; a text that stands twice in a batch is no negative of itself; negatives that are close to
the query weigh more (`hardness`, Lan et al. 2025, eq. 5); Adam, the rate warms up over a tenth of the steps and falls to zero.
Pieces are stored as int8 and phrases in four bits, with one scale a row.

| setting | value |
|---|---|
{settings}

## Figures

Exact cosine search over every passage of the benchmark, with the model as stored; training saw none of those passages.

| benchmark | passages | questions | MRR@10 | found in the first 10 |
|---|---|---|---|---|
{scores}

## Limits

It knows no word order beyond pairs and no negation, and words outside Colombian law only as far as their pieces tell. Names,
numbers and article numbers are for the lexical leg. The same seed gives the same vectors on the same machine and library
versions; elsewhere they may differ in the last digits.

"""
