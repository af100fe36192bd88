"""What the columns of a fiscal-performance annex say, of either method. Ids are those of the catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.indicators.entities import name_key

_PERCENT, _POINTS, _PLACE = "%", "puntos", "puesto"
_INDEXES = frozenset({"desempeno-fiscal", "desempeno-fiscal-nuevo"})
_SHORT = {"dependencia-transferencias-nuevo": "dependencia", "relevancia-fbk": "fbk"}
_SUFFIX = re.compile(r"-largo-plazo$|-idf$|-ley-617$")


@dataclass(frozen=True, slots=True)
class FiscalColumn:
    """An indicator of the report; ``words`` where its cells hold a class rather than a number."""

    id: str
    name: str
    unit: str
    words: bool = False

    @property
    def is_index(self) -> bool:
        """Whether this is the index itself: a table without it is some other table."""
        return self.id in _INDEXES


# The first pattern found in a header decides, so the narrower ones come first.
_OLD = [
    (r"autofinanciacion|corrientes destinados a funcionamiento",
     FiscalColumn("autofinanciacion-funcionamiento", "Autofinanciación de los gastos de funcionamiento", _PERCENT)),
    (r"(?:respaldo|magnitud) del? (?:servicio de )?la deuda",
     FiscalColumn("respaldo-deuda", "Respaldo del servicio de la deuda", _PERCENT)),
    (r"transferencias",
     FiscalColumn("dependencia-transferencias", "Dependencia de las transferencias y las regalías", _PERCENT)),
    (r"recursos propios", FiscalColumn("generacion-recursos-propios", "Generación de recursos propios", _PERCENT)),
    (r"magnitud de la inversion|destinado a inversion",
     FiscalColumn("magnitud-inversion", "Magnitud de la inversión", _PERCENT)),
    (r"capacidad de ahorro", FiscalColumn("capacidad-ahorro", "Capacidad de ahorro", _PERCENT)),
    (r"posicion.*departament",
     FiscalColumn("posicion-departamental-desempeno-fiscal", "Posición en desempeño fiscal en el departamento", _PLACE)),
    (r"posicion", FiscalColumn("posicion-desempeno-fiscal", "Posición nacional en desempeño fiscal", _PLACE)),
    (r"rango", FiscalColumn("rango-desempeno-fiscal", "Rango de desempeño fiscal", "", words=True)),
    (r"categoria", FiscalColumn("categoria-ley-617", "Categoría Ley 617 de 2000", "", words=True)),
    (r"(?:indicador|indice) de desempeno fiscal|^idf\b",
     FiscalColumn("desempeno-fiscal", "Indicador de desempeño fiscal", _POINTS)),
]  # fmt: skip
_NEW = [
    (r"dependencia.*transferencias",
     FiscalColumn("dependencia-transferencias-nuevo", "Dependencia de las transferencias (nueva metodología)", _PERCENT)),
    (r"fbk", FiscalColumn("relevancia-fbk", "Relevancia de la formación bruta de capital fijo", _PERCENT)),
    (r"endeudamiento", FiscalColumn("endeudamiento-largo-plazo", "Endeudamiento de largo plazo", _PERCENT)),
    (r"ahorro corriente", FiscalColumn("ahorro-corriente", "Ahorro corriente", _PERCENT)),
    (r"balance primario", FiscalColumn("balance-primario", "Balance primario", _PERCENT)),
    (r"cumplimiento.*617",
     FiscalColumn("cumplimiento-ley-617", "Cumplimiento conjunto de la Ley 617 de 2000", "", words=True)),
    (r"gf icld", FiscalColumn("funcionamiento-icld", "Gastos de funcionamiento sobre ICLD", _PERCENT)),
    (r"holgura", FiscalColumn("holgura-ley-617", "Holgura", _PERCENT)),
    (r"ejecucion de ingresos", FiscalColumn("ejecucion-ingresos", "Capacidad de ejecución de ingresos", _PERCENT)),
    (r"ejecucion de inversion",
     FiscalColumn("ejecucion-inversion", "Capacidad de ejecución de inversión", _PERCENT)),
    (r"esfuerzo", FiscalColumn("bono-esfuerzo-propio", "Bonificación por esfuerzo propio", _POINTS)),
    (r"bono catastro", FiscalColumn("bono-catastro", "Bono de catastro", _POINTS)),
    (r"gestion.*bono", FiscalColumn("gestion-bonos-idf", "Gestión con bonos", _POINTS)),
    (r"gestion", FiscalColumn("gestion-idf", "Gestión financiera territorial", _POINTS)),
    (r"resultados", FiscalColumn("resultados-idf", "Resultados", _POINTS)),
    (r"idf.*sin bonos",
     FiscalColumn("desempeno-fiscal-nuevo-sin-bonos", "Índice de desempeño fiscal sin bonos (nueva)", _POINTS)),
    (r"\bidf\b|(?:indicador|indice) de desempeno fiscal",
     FiscalColumn("desempeno-fiscal-nuevo", "Índice de desempeño fiscal (nueva metodología)", _POINTS)),
    (r"posicion",
     FiscalColumn("posicion-grupal-desempeno-fiscal-nuevo", "Posición en su grupo (nueva metodología)", _PLACE)),
    (r"dotaciones", FiscalColumn("dotaciones-iniciales", "Grupo de dotaciones iniciales", "", words=True)),
    (r"rango", FiscalColumn("rango-desempeno-fiscal-nuevo", "Rango de desempeño fiscal (nueva metodología)", "", words=True)),
    (r"categoria", FiscalColumn("categoria-ley-617", "Categoría Ley 617 de 2000", "", words=True)),
]  # fmt: skip


def column_meaning(header: str, *, new_method: bool) -> FiscalColumn | None:
    """The indicator that a header names, or None for a header of anything else.

    With the new method each component has its score beside it: "Calificación …" is an indicator of its own.
    """
    key = name_key(header)
    for pattern, column in _NEW if new_method else _OLD:
        if re.search(pattern, key):
            if new_method and "calificacion" in key:
                return _score_of(column)
            return column
    return None


def _score_of(column: FiscalColumn) -> FiscalColumn:
    short = _SHORT.get(column.id) or _SUFFIX.sub("", column.id)
    return FiscalColumn(f"calificacion-{short}", f"Calificación de {column.name[0].lower()}{column.name[1:]}", _POINTS)
