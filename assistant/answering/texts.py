"""What the assistant says in its own voice, in Spanish."""

REFUSAL = "La guía que tengo no responde esa pregunta, y prefiero no inventar."

COVERAGE = (
    "Puedo ayudarle con el empalme y el acta de informe de gestión, el plan de desarrollo y el Kit de Planeación "
    "Territorial (KPT), el Plan Nacional de Desarrollo 2018-2022 y las normas que más usa una alcaldía."
)

NEAREST = "Lo más cercano que encontré:"

GREETING = f"Hola, soy Relevo. {COVERAGE} Escriba su pregunta como la haría a un colega."

THANKS = "Con gusto. Si le queda otra duda del empalme o del plan de desarrollo, pregúnteme."

EMPTY_QUESTION = "La pregunta está vacía."
EMPTY_QUESTION_HINT = "Escríbala en una frase, por ejemplo: ¿qué plazo hay para entregar el acta?"
LONG_QUESTION = "La pregunta es demasiado larga."
LONG_QUESTION_HINT = "Hágala en menos de 2.000 caracteres, o divídala."


def no_longer_in_force(reference: str, replaced_by: str | None, ended: str | None) -> str:
    """The warning that stands under an answer whose source changed."""
    since = f" hasta el {ended}" if ended else ""
    successor = f" Hoy rige: {replaced_by}." if replaced_by else ""
    return f"Atención: {reference} rigió así{since}; fue modificada o reemplazada.{successor}"
