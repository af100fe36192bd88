"""Writes the pages of docs/ that repeat what the code says: ``python docs/generate.py``. A test checks they are current."""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

CONFIGURATION_INTRO = """# Configuración

Relevo funciona sin configurar nada. Lo que se puede cambiar se da en variables de entorno; esta página se genera desde el
código (`python docs/generate.py`) y una prueba comprueba que esté al día.

| Variable | Por defecto | Qué es |
|---|---|---|
"""

SPANISH = {
    "data_dir": "Carpeta donde Relevo guarda lo suyo en este equipo: el índice y las conversaciones.",
    "database_url": "Dónde quedan las conversaciones: vacío para un archivo en la carpeta de datos; si no, "
    "la dirección de un PostgreSQL (`postgresql://usuario:clave@servidor/base`).",
    "corpus_dir": "Carpeta de la guía incluida.",
    "embedder": "Modelo de búsqueda: vacío para el incluido en español; si no, nombre o ruta de un modelo sentence-transformers.",
    "lexical_weight": "Peso de la búsqueda por palabras en el puntaje; el resto es de la búsqueda por significado.",
    "adaptive_fusion": "Pesa las dos búsquedas según la pregunta; si se apaga, con `lexical_weight` solamente.",
    "reranker": "Modelo que lee juntos la pregunta y cada pasaje para reordenarlos: vacío, ninguno.",
    "exact_weight": "Peso de las palabras exactas frente a sus raíces en la búsqueda por palabras.",
    "candidates": "Pasajes que propone cada búsqueda antes de unirlas.",
    "passages": "Pasajes que se leen para escribir una respuesta.",
    "refusal_threshold": "Probabilidad mínima de que la guía responda; por debajo, Relevo dice que no la tiene.",
    "model": "Modelo de lenguaje que redacta, como `proveedor:modelo`; vacío para responder sin modelo.",
    "model_base_url": "Otra dirección que hable el protocolo del proveedor, por ejemplo un servidor propio.",
    "model_timeout": "Segundos que puede tardar la respuesta completa del modelo de lenguaje.",
    "model_tools": "Deja que el modelo de lenguaje busque él mismo en la guía, con herramientas.",
    "model_tracing": "Permite que LangSmith registre las llamadas al modelo, si sus variables lo piden.",
    "host": "Dirección en la que escucha el servidor.",
    "port": "Puerto en el que escucha el servidor.",
}


def configuration() -> str:
    """The page of settings, from the fields of Settings.

    Raises:
        KeyError: a setting has no Spanish description here yet.
    """
    from assistant import Settings

    rows = []
    for name, field in Settings.model_fields.items():
        default = "según el sistema" if field.default_factory or name == "corpus_dir" else f"`{field.default}`"
        if field.default == "":
            default = "(vacío)"
        rows.append(f"| `RELEVO_{name.upper()}` | {default} | {SPANISH[name]} |")
    return CONFIGURATION_INTRO + "\n".join(rows) + "\n"


PAGES = {"configuracion.md": configuration}

if __name__ == "__main__":
    for page, content in PAGES.items():
        (DOCS / page).write_text(content(), encoding="utf-8")
