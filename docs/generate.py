"""Writes the pages of docs/ that repeat what the code says: ``python docs/generate.py``. A test checks they are current."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant import Assistant

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

CONFIGURATION_INTRO = """# Configuración

Relevo funciona sin configurar nada. Lo que se puede cambiar se da en variables de entorno; esta página se genera desde el
código (`python docs/generate.py`) y una prueba comprueba que esté al día.

| Variable | Por defecto | Qué es |
|---|---|---|
"""

CONVERSATION_INTRO = """# Una conversación

Lo que Relevo responde, sin modelo de lenguaje, a doce mensajes seguidos de una misma conversación, con la guía y la muestra de
indicadores que trae; esta página se genera haciéndole las preguntas (`python docs/generate.py`) y una prueba comprueba que esté
al día. Debajo de cada pregunta, entre paréntesis, cómo la entendió cuando venía de otra. Se copian las dos primeras
afirmaciones de cada respuesta; lo demás se ve en la aplicación. No todas son las que un experto daría: se muestran como salen.
"""

CONVERSATION = (
    "Hola",
    "Soy alcalde electo de Sonsón. ¿Qué debe contener el acta de informe de gestión que me entregan?",
    "¿eso en qué artículo está?",
    "¿y si no la entrega?",
    "¿En cuántos días?",
    "¿Cuánto tiempo tengo yo para revisarla?",
    "¿Hasta cuándo puedo presentar el plan de desarrollo al concejo?",
    "¿Y ellos en cuánto tiempo deciden?",
    "¿Y si me lo niegan?",
    "¿Cuál fue el desempeño fiscal de Sonsón en 2019?",
    "¿y Rionegro?",
    "¿Quién ganó el mundial de fútbol?",
)

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


def configuration(_: Assistant) -> str:
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


def conversation(assistant: Assistant) -> str:
    """A conversation with follow-ups, as it goes today."""
    from assistant import Exchange, Turn

    said = [CONVERSATION_INTRO]
    history: tuple[Exchange, ...] = ()
    for question in CONVERSATION:
        answer = assistant.ask(Turn(question, history))
        history = (*history, Exchange.of(answer))
        understood = f"({answer.standalone})\n" if answer.standalone not in {"", question} else ""
        statements = [statement.text for statement in answer.statements[:2]] or answer.text.split("\n\n")[:1]
        quoted = "\n>\n".join("\n".join(f"> {line}" for line in text.splitlines()) for text in statements)
        said.append(f"**— {question}**\n{understood}\n{quoted}\n")
    return "\n".join(said)


PAGES = {"configuracion.md": configuration, "conversacion.md": conversation}


def main() -> None:
    """Write every page."""
    from assistant import Settings
    from ui.opening import open_assistant

    with TemporaryDirectory() as folder:
        assistant = open_assistant(Settings(data_dir=Path(folder)))
        for page, content in PAGES.items():
            (DOCS / page).write_text(content(assistant), encoding="utf-8")


if __name__ == "__main__":
    main()
