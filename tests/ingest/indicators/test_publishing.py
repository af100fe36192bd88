"""What several files say together, and what happens to who reads while another writes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.errors import IndicatorsUnavailableError, RelevoError
from assistant.indicators import IndicatorStore
from ingest.indicators import bring_sample
from tests.conftest import REPOSITORY
from tests.ingest.indicators.tables import TERRIDATA_HEADER, Workplace, terridata_row, workplace, write_text

__all__ = ["workplace"]
TREES = "arboles-sembrados"


def _file(folder: Path, name: str, dated: int, *values: tuple[str, str]) -> Path:
    """A file of that day (seconds since 1970) with a figure for each (year, value)."""
    path = write_text(
        folder / name, [TERRIDATA_HEADER, *(terridata_row(year=year, value=value) for year, value in values)]
    )
    os.utime(path, (dated, dated))
    return path


def test_importing_a_file_again_replaces_its_own_figures(workplace: Workplace, tmp_path: Path) -> None:
    workplace.one(_file(tmp_path, "a.txt", 100, ("2018", "1,0"), ("2019", "2,0")))
    workplace.one(_file(tmp_path, "b.txt", 100, ("2020", "3,0")))
    report = workplace.one(_file(tmp_path, "a.txt", 100, ("2018", "5,0")))
    assert report.replaced == 2
    with workplace.store() as store:
        assert [(item.year, item.value) for item in store.observations("05756", TREES)] == [(2018, 5), (2020, 3)]
        assert {file.name: file.observations for file in store.files()} == {"a.txt": 1, "b.txt": 1}


def test_the_file_dated_later_is_believed_and_both_stay(workplace: Workplace, tmp_path: Path) -> None:
    new = _file(tmp_path, "nuevo.txt", 2_000_000, ("2018", "20,0"), ("2019", "21,0"))
    old = _file(tmp_path, "viejo.txt", 1_000_000, ("2018", "10,0"), ("2017", "9,0"))
    workplace.one(new)
    report = workplace.one(old)  # imported later, and older all the same
    assert report.conflicts == 1
    (conflict,) = report.conflict_examples
    assert (conflict.year, conflict.here, conflict.other, conflict.believed) == (2018, "10.0", "20.0", "nuevo.txt")
    with workplace.store() as store:
        assert [(item.year, item.value) for item in store.observations("05756", TREES)] == [
            (2017, 9),
            (2018, 20),
            (2019, 21),
        ]
        both = store.observations("05756", TREES, [2018], superseded=True)
        assert [(item.value, item.file) for item in both] == [(20, "nuevo.txt"), (10, "viejo.txt")]
        assert [item.value for item in store.across(TREES, 2018)] == [20]
        assert store.latest("05756", TREES) == store.overview("05756")[0]


def test_a_rounded_figure_is_no_conflict(workplace: Workplace, tmp_path: Path) -> None:
    report = workplace.bring(
        _file(tmp_path, "a.txt", 1, ("2018", "79,42222")), _file(tmp_path, "b.txt", 2, ("2018", "79,42"))
    )
    assert [item.conflicts for item in report.files] == [0, 0]


def test_a_file_that_contradicts_itself_says_so(workplace: Workplace, tmp_path: Path) -> None:
    report = workplace.one(_file(tmp_path, "a.txt", 1, ("2018", "1,0"), ("2018", "2,0")))
    assert report.observations == 2
    assert any("dos veces" in notice for notice in report.notices)
    with workplace.store() as store:
        assert [item.value for item in store.observations("05756", TREES)] == [2]


def test_the_sample_gives_way_to_whatever_is_imported(workplace: Workplace, tmp_path: Path) -> None:
    bring_sample(workplace.setting)
    with workplace.store() as store:
        version = store.version
        assert [file.name for file in store.files()] == ["muestra.csv"]
        assert store.observations("00000", "poblacion-hombres", [2018])[0].value == 23_573_287
    bring_sample(workplace.setting)
    with workplace.store() as store:
        assert store.version == version  # it is there: nothing is done
    row = terridata_row(code="1001", indicator="Población total de hombres", value="1,0", unit="Hombres")
    path = write_text(tmp_path / "propio.txt", [TERRIDATA_HEADER, row])
    os.utime(path, (10, 10))
    workplace.one(path)
    with workplace.store() as store:
        (found,) = store.observations("00000", "poblacion-hombres", [2018])
    assert (found.value, found.file) == (1, "propio.txt")


def test_months_of_a_year_are_all_there_and_the_last_speaks_for_it(workplace: Workplace, tmp_path: Path) -> None:
    rows = [TERRIDATA_HEADER, *(terridata_row(month=month, value=f"{month},0") for month in ("3", "6", "9"))]
    workplace.one(write_text(tmp_path / "t.txt", rows))
    with workplace.store() as store:
        assert [item.month for item in store.observations("05756", TREES)] == [3, 6, 9]
        assert [item.month for item in store.across(TREES, 2018)] == [9]


def test_a_reader_goes_on_while_another_import_publishes(workplace: Workplace, tmp_path: Path) -> None:
    workplace.one(_file(tmp_path, "a.txt", 1, ("2018", "1,0")))
    store = workplace.store()
    for round_ in range(3):
        workplace.one(_file(tmp_path, f"b{round_}.txt", 1, (str(2000 + round_), "1,0")))
        assert [item.value for item in store.observations("05756", TREES)] == [1]
    assert not store.is_current
    store.close()
    with workplace.store() as again:
        assert len(again.observations("05756", TREES)) == 4


def test_threads_share_a_store(workplace: Workplace, tmp_path: Path) -> None:
    workplace.one(_file(tmp_path, "a.txt", 1, *((str(2000 + at), f"{at},0") for at in range(20))))
    wrong: list[object] = []
    with workplace.store() as store:

        def ask() -> None:
            for at in range(20):
                found = store.observations("05756", TREES, [2000 + at])
                if [item.value for item in found] != [Decimal(at)]:
                    wrong.append(found)

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not wrong


def _count(directory: str, asked: int) -> int:
    with IndicatorStore.open(Path(directory)) as store:
        return sum(len(store.observations("05756", TREES)) for _ in range(asked))


def test_processes_share_a_store(workplace: Workplace, tmp_path: Path) -> None:
    workplace.one(_file(tmp_path, "a.txt", 1, ("2018", "1,0")))
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.starmap(_count, [(str(workplace.setting.directory), 20)] * 2) == [20, 20]


def test_a_kill_in_the_middle_leaves_the_old_store(workplace: Workplace, tmp_path: Path) -> None:
    workplace.one(_file(tmp_path, "a.txt", 1, ("2018", "1,0")))
    rows = [
        TERRIDATA_HEADER,
        *(terridata_row(indicator=f"Indicador {at}", year=str(1990 + at % 30)) for at in range(60_000)),
    ]
    big = write_text(tmp_path / "grande.txt", rows)
    script = (
        "import sys; from pathlib import Path; from ingest.indicators import Importing, import_files\n"
        "print('listo', flush=True)\n"
        "import_files([Path(sys.argv[1])], Importing(Path(sys.argv[2]), Path(sys.argv[3])))\n"
    )
    arguments = [str(big), str(workplace.setting.directory), str(workplace.setting.corpus_dir)]
    for wait in (0.1, 0.6, 1.5):
        process = subprocess.Popen([sys.executable, "-c", script, *arguments], cwd=REPOSITORY, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        with workplace.store() as store:
            assert store.observations("05756", TREES)[0].value == 1
    workplace.one(_file(tmp_path, "b.txt", 1, ("2019", "2,0")))  # the lock is free and the leftovers go
    assert not [path for path in workplace.setting.directory.iterdir() if path.name.startswith((".nuevo", ".trabajo"))]


def test_one_import_at_a_time(workplace: Workplace, tmp_path: Path) -> None:
    from filelock import FileLock

    workplace.setting.directory.mkdir()
    with (
        FileLock(workplace.setting.directory / ".lock"),
        pytest.raises(RelevoError, match="Otro proceso está importando indicadores"),
    ):
        workplace.bring(tmp_path / "a.txt")


@pytest.mark.parametrize("damage", [b"", b"nada que ver", None])
def test_a_damaged_store_says_what_to_do(workplace: Workplace, tmp_path: Path, damage: bytes | None) -> None:
    workplace.one(_file(tmp_path, "a.txt", 1, ("2018", "1,0")))
    (file,) = workplace.setting.directory.glob("*.duckdb")
    if damage is None:
        file.unlink()
    else:
        file.write_bytes(damage)
    with pytest.raises(IndicatorsUnavailableError, match="relevo indicators import"):
        workplace.store()
    report = workplace.bring(_file(tmp_path, "b.txt", 1, ("2019", "2,0")))
    assert "Los indicadores están dañados" in report.lost
    with workplace.store() as store:
        assert [item.year for item in store.observations("05756", TREES)] == [2019]
