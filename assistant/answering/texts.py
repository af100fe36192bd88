"""What the assistant says in its own voice, in Spanish."""

import re

# "cuántos votos…", "con qué acto…", "si hay que…": what can be said; the rest ("noticias del día") is a thing that one has.
_INDIRECT_QUESTION = re.compile(
    r"(si|((a nombre de|a|ante|cada|con|de|desde|en|hasta|para|por) )?(qué|cómo|dónde|cuándo|cuánt[oa]s?|quién(es)?|cuál(es)?))\b"
)

REFUSAL = "La guía que tengo no responde esa pregunta, y prefiero no inventar."

COVERAGE = (
    "Puedo ayudarle con el empalme y el acta de informe de gestión, el plan de desarrollo y el Kit de Planeación "
    "Territorial (KPT), el Plan Nacional de Desarrollo 2018-2022 y las normas que más usa una alcaldía."
)

NEAREST = "Lo más cercano que encontré:"

GREETING = f"Hola, soy Relevo. {COVERAGE} Escriba su pregunta como la haría a un colega."

THANKS = "Con gusto. Si le queda otra duda del empalme o del plan de desarrollo, pregúnteme."

ADVICE = (
    "Esta es la regla general, no una opinión sobre su caso: para eso consulte la oficina jurídica de su entidad, la "
    "personería o Función Pública."
)

LIST_GOES_ON = "La lista es larga y aquí está solo una parte: ábrala completa en la fuente citada."

EMPTY_QUESTION = "La pregunta está vacía."
EMPTY_QUESTION_HINT = "Escríbala en una frase, por ejemplo: ¿qué plazo hay para entregar el acta?"
LONG_QUESTION = "La pregunta es demasiado larga."
LONG_QUESTION_HINT = "Hágala en menos de 2.000 caracteres, o divídala."


def about_part(question: str) -> str:
    """What stands over the answer to one of several questions."""
    return f"Sobre «{question}»:"


def does_not_say(asks: str, where: str) -> str:
    """A refusal that knows what it is that the guidance lacks ("quién es…", "noticias del día"), and where to turn instead."""
    lacks = "no dice" if _INDIRECT_QUESTION.match(asks) else "no trae"
    return f"La guía que tengo {lacks} {asks}, y prefiero no inventar. {where}"


def silent_on(question: str) -> str:
    """What is said of one of several questions that the guidance does not answer."""
    return f"Sobre «{question}», la guía que tengo no responde."


def no_longer_in_force(reference: str, replaced_by: str | None, ended: str | None) -> str:
    """The warning that stands under an answer whose source changed."""
    since = f" hasta el {ended}" if ended else ""
    successor = f" Hoy rige: {replaced_by}." if replaced_by else ""
    return f"Atención: {reference} rigió así{since}; fue modificada o reemplazada.{successor}"


# Why a language model's own words are not the answer, as a reader is told; each begins the sentence that `quoted_instead` ends.
MODEL_LATE = "El modelo de lenguaje no respondió a tiempo"
MODEL_CUT = "El modelo de lenguaje dejó su respuesta a medias"
MODEL_KEY_REFUSED = "El proveedor del modelo de lenguaje rechazó la clave"
MODEL_BUSY = "El proveedor del modelo de lenguaje está atendiendo demasiadas solicitudes"
MODEL_UNKNOWN = "El proveedor no tiene el modelo de lenguaje configurado"
MODEL_REJECTED = "El proveedor del modelo de lenguaje no aceptó la solicitud"
MODEL_UNREACHABLE = "No hubo conexión con el modelo de lenguaje"
MODEL_BROKEN = "El modelo de lenguaje falló"
MODEL_UNSUPPORTED = "Lo que escribió el modelo de lenguaje no tenía respaldo en las fuentes"
MODEL_SILENT = "El modelo de lenguaje no encontró la respuesta en los pasajes"


def quoted_instead(reason: str, *, partly: bool) -> str:
    """The note under an answer that a language model should have written, and that quotes the guidance instead."""
    if partly:
        return f"{reason}. Lo que alcanzó a redactar está comprobado; el resto son citas textuales de la guía."
    return f"{reason}. Esta respuesta son citas textuales de la guía."
