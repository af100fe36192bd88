"""What the report of a run says, in Spanish."""

from __future__ import annotations

from enum import StrEnum

from evals.questions import Expected


class Fault(StrEnum):
    """What can go wrong with a question, gravest first."""

    ERROR = "No hubo respuesta"
    UNSUPPORTED = "Afirmó algo que sus citas no sostienen"
    FORBIDDEN = "Dijo algo que solo dice una respuesta equivocada"
    SHOULD_REFUSE = "Respondió lo que debía declinar"
    PREMISE = "No corrigió la premisa falsa"
    SHOULD_ASK = "No preguntó a cuál se refería"
    DECLINED = "Declinó lo que debía responder"
    INCOMPLETE = "Respondió, pero le faltan datos"


EXPECTED = {
    Expected.ANSWER: "Responder",
    Expected.REFUSE: "Declinar",
    Expected.CORRECT: "Corregir una premisa falsa",
    Expected.ASK_BACK: "Preguntar a cuál se refiere",
}

DID = ("Preguntas", "Lo hizo", "Respondió mal", "Declinó", "Sin respuesta")
"""The columns of what was done, in order; declining where it should is "Lo hizo"."""

GROUPS = "Hizo lo que debía, por grupo"
GROUPS_AXIS = "Preguntas en las que hizo lo que debía (%)"
LATENCY = "Tiempo de respuesta"
LATENCY_AXIS = "Milisegundos por pregunta"
LATENCY_CAPTION = (
    "La mitad de las respuestas tardó menos de {half}\u00a0ms, y el 95\u00a0%, menos de {most}\u00a0ms. La última barra "
    "junta todo lo que tardó más. Se pregunta de a una, salvo que se haya pedido otra cosa con --workers: entonces cada "
    "pregunta esperó también a las otras."
)
PEER = (
    "Se le hicieron las mismas preguntas que a Relevo, con las mismas reglas. No muestra qué leyó ni citas que se puedan "
    "comprobar, así que las medidas de búsqueda y de citas no se le aplican."
)
"""What is said of another assistant's run."""

CURVE_TITLE = "Cuánto responde y cuánto yerra"

CURVE = (
    "Con el umbral de hoy ({threshold}) responde el {coverage}\u00a0% de las preguntas, y el {wrong}\u00a0% de lo que "
    "responde está mal o incompleto. Hacia la izquierda, lo que pasaría si se exigiera más probabilidad de que la guía "
    "responda. Hacia la derecha, si se exigiera menos: la franja va del mejor al peor caso, porque lo que hoy declina no "
    "tiene respuesta que juzgar."
)

MEANINGS = {
    "passed": "Respondió completo, declinó, corrigió o preguntó, según lo que la pregunta pedía.",
    "answered": "De las que debía responder: dijo todos los datos requeridos y nada prohibido.",
    "facts": "Parte de los datos requeridos que están en la respuesta; una negativa no dice ninguno.",
    "forbidden": "Dijo algo que solo dice una respuesta equivocada. Menos es mejor.",
    "number_exact": "Una misma afirmación da la cifra, su unidad y su año.",
    "premise": "Dijo lo que corrige la premisa, sin confirmarla.",
    "asked_back": "Preguntó cuál, sin afirmar nada.",
    "refusal_precision": "De las que declinó, las que debía declinar.",
    "refusal_recall": "De las que debía declinar, las que declinó.",
    "recall_at_1": "Parte de los datos requeridos en el primer pasaje hallado.",
    "recall_at_5": "Parte de los datos requeridos en los cinco primeros pasajes.",
    "recall_at_10": "Parte de los datos requeridos en los diez primeros pasajes.",
    "mrr": "Uno sobre el puesto del primer pasaje que sirve.",
    "ndcg": "Qué tan bien ordenados están los diez primeros pasajes, frente al mejor orden posible.",
    "page_hit": "La página requerida está entre los pasajes hallados.",
    "citation_precision": "De las citas, las que están en su pasaje y sostienen algo requerido.",
    "citation_recall": "De lo requerido, lo que alguna cita sostiene.",
    "source_cited": "Citó la norma y el artículo requeridos.",
    "verified": "De las afirmaciones, las que sus citas sostienen.",
    "in_spanish": "La respuesta está en español.",
    "words": "Largo de la respuesta.",
    "latency_ms": "Tiempo por pregunta, en milisegundos (promedio).",
    "cost": "Costo del modelo por pregunta, en dólares.",
}
