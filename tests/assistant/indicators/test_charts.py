"""Charts: the data they are made of, and the files they become."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import RelevoError
from assistant.indicators import IndicatorStore
from assistant.indicators.catalogue import Indicator, load_catalogue
from assistant.indicators.charts import Chart, ChartKind, comparison_chart, position_chart, trend_chart, vega_lite
from assistant.indicators.compare import best, peer_groups
from assistant.indicators.drawing import save_chart
from assistant.indicators.entities import Entity, load_registry
from assistant.indicators.readings import Readings
from tests.conftest import CORPUS

REGISTRY, CATALOGUE = load_registry(CORPUS), load_catalogue(CORPUS)


@pytest.fixture
def readings(sample_store: IndicatorStore) -> Readings:
    return Readings(sample_store, REGISTRY, CATALOGUE)


def entity(code: str) -> Entity:
    found = REGISTRY.get(code)
    assert found is not None
    return found


def indicator(identifier: str) -> Indicator:
    found = CATALOGUE.get(identifier)
    assert found is not None
    return found


@pytest.fixture
def trend(readings: Readings) -> Chart:
    return trend_chart([readings.past(entity(code), indicator("desempeno-fiscal")) for code in ("05756", "05615")])


def test_a_trend_has_every_year_of_everybody(trend: Chart) -> None:
    assert trend.kind is ChartKind.TREND
    assert [mark.year for mark in trend.marks if mark.own] == [2014, 2015, 2016, 2017, 2018, 2019]
    assert "Sonsón (Antioquia), 2014-2019" in trend.title
    assert "Fuente del dato de Sonsón (Antioquia) en 2019: DNP" in trend.source
    assert "muestra" in trend.source
    assert "2019: 79,49" in trend.description


def test_a_specification_holds_the_same_numbers(trend: Chart) -> None:
    spec = json.loads(json.dumps(vega_lite(trend)))
    assert spec["$schema"].endswith("/v5.json")
    assert [row["valor"] for row in spec["data"]["values"]] == [mark.value for mark in trend.marks]
    assert spec["title"]["subtitle"] == trend.source
    fields = {channel["field"] for channel in spec["encoding"].values() if isinstance(channel, dict)}
    assert fields <= set(spec["data"]["values"][0])


def test_a_comparison_marks_whose_it_is(readings: Readings) -> None:
    found = [readings.at(entity(code), indicator("desempeno-fiscal"), 2019) for code in ("05756", "05615", "05000")]
    chart = comparison_chart([each for each in found if each])
    assert [mark.own for mark in chart.marks] == [True, False, False]


def test_a_position_numbers_the_places(readings: Readings) -> None:
    peers = peer_groups(REGISTRY, entity("05756"))[-1]
    chart = position_chart(best(readings, indicator("desempeno-fiscal"), 2019, peers), entity("05756"), peers)
    (own,) = [mark for mark in chart.marks if mark.own]
    assert own.name == "5. Sonsón (Antioquia)"
    assert len(chart.marks) == 15


def test_no_figures_make_no_chart() -> None:
    for empty in ([], [[]]):
        with pytest.raises(ValueError, match="figures"):
            trend_chart(empty)


def test_files_are_written_whole(trend: Chart, tmp_path: Path) -> None:
    picture, spec = tmp_path / "tendencia.png", tmp_path / "tendencia.json"
    save_chart(trend, picture)
    save_chart(trend, spec)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert json.loads(spec.read_text(encoding="utf-8"))["title"]["text"] == trend.title
    assert sorted(file.name for file in tmp_path.iterdir()) == ["tendencia.json", "tendencia.png"]


@pytest.mark.parametrize("name", ["tendencia.gif", "no/esta/tendencia.png"])
def test_what_cannot_be_written_is_told(trend: Chart, tmp_path: Path, name: str) -> None:
    with pytest.raises(RelevoError) as told:
        save_chart(trend, tmp_path / name)
    assert told.value.hint
    assert list(tmp_path.iterdir()) == []
