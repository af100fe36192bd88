"""What the web page says, in Spanish."""

TITLE = "Relevo"
TAGLINE = (
    "Pregúntele a la guía de empalme, del plan de desarrollo (KPT) y del PND 2018-2022. "
    "Cada respuesta cita su fuente; si la guía no dice, se lo digo."
)
FOOTER = "Las síntesis son de Relevo y no reemplazan los textos oficiales ni la asesoría jurídica."
DARK = "Tema oscuro"
LIGHT = "Tema claro"

CHAT_LABEL = "Conversación"
PLACEHOLDER = "**¿En qué le ayudo?**\n\nEscriba su pregunta o empiece con una de estas."
QUESTION_LABEL = "Su pregunta"
QUESTION_PLACEHOLDER = "Escriba su pregunta"
SEND = "Preguntar"
STOP = "Detener"
CLEAR = "Nueva conversación"
SUGGESTIONS = "También puede preguntar"

SEARCHING = "Buscando en la guía…"
READING = "Leyendo {count} pasajes…"
STOPPED = "Detuvo la respuesta aquí."
STOPPED_EARLY = "Detuvo la respuesta antes de que empezara."
FAILED = "No pude responder. Vuelva a intentarlo."

SOURCES = "Fuentes"
SOURCES_OF = "De la respuesta a «{question}»"
NO_SOURCES = "Aquí verá la cita exacta, su documento y su artículo cuando haga una pregunta."
NO_SOURCES_YET = "Las fuentes aparecerán aquí, con la respuesta."
NO_SOURCES_REFUSED = "Esta respuesta no tiene fuentes porque la guía no la responde."
NO_SOURCES_NEEDED = "Esta respuesta no necesita fuentes."
OPEN_CITATION = "Ver la fuente {number}"
OPEN_SOURCE = "Ver la fuente oficial"
NEW_TAB = "(se abre en otra pestaña)"
DIGEST = "Síntesis de Relevo; el texto oficial está en el enlace"
OFFICIAL = "Texto oficial"
GIVEN = "Documento aportado"
FIELDS = {"document": "Documento", "source": "Fuente", "date": "Fecha", "section": "Sección", "page": "Página"}
CHANGED = "norma modificada"
CHANGED_UNTIL = "Rigió así hasta el {date}."
CHANGED_BY = "Hoy rige: {norm}."
CHANGED_SOMEHOW = "Este texto ya no está vigente."
COPY = "Copiar respuesta con fuentes"
COPIED = "Copiado"

EXAMPLES = (
    ("Empalme", "¿Qué plazo hay para presentar el acta de informe de gestión?"),
    ("Empalme", "¿Qué debo hacer si encuentro irregularidades en lo que me entregaron?"),
    ("Plan de desarrollo", "¿Qué partes debe tener el plan de desarrollo?"),
    ("Plan de desarrollo", "¿Cuánto tiempo tiene el Consejo Territorial de Planeación para dar su concepto?"),
    ("KPT", "¿Qué es el KPT y qué etapas cubre?"),
    ("PND", "¿Cuántos pactos tiene el PND 2018-2022?"),
)

# What Gradio writes itself, in English, whatever the language of the browser; the page's script puts ours in its place.
GRADIO_WORDS = {
    "chatbot conversation": CHAT_LABEL,
    "Loading response": "Cargando la respuesta",
    "Scroll down": "Bajar",
    "Select example": "Ejemplo",
    "Close": "Cerrar",
    "Error": "No hay conexión",
    "Connection to the server was lost. Attempting reconnection...": "Se perdió la conexión con Relevo. Intentando de nuevo…",
    "Connection errored out.": "Revise que Relevo esté abierto y vuelva a preguntar.",
}
