"""What the web page says, in Spanish."""

TITLE = "Relevo"
TAGLINE = "Empalme, plan de desarrollo, PND e indicadores, con la fuente de cada dato."
FOOTER = "Las síntesis son de Relevo y no reemplazan los textos oficiales ni la asesoría jurídica."
DARK = "Tema oscuro"
LIGHT = "Tema claro"

TABS = {
    "conversar": "Conversar",
    "formatos": "Formatos",
    "indicadores": "Indicadores",
    "borradores": "Borradores",
    "documentos": "Documentos",
}
MORE_TABS = "Más pestañas"

ENTITY = "Municipio o departamento"
CHOOSE_ENTITY = "Elegir municipio o departamento"
SEARCH_ENTITY = "Busque su municipio o departamento"
SEARCH_ENTITY_HINT = "Nombre, con o sin tildes, o código DIVIPOLA"
ENTITY_HELP = "Con su entidad elegida, «mi municipio» es ella en las preguntas, los formatos y los indicadores."
NO_ENTITY_FOUND = "No encuentro ninguna entidad con ese nombre o código. Revise cómo está escrito."
ENTITIES_FOUND = "Elija una:"
DROP_ENTITY = "Quitar la entidad"
CLOSE = "Cerrar"
CATEGORY = {"E": "categoría especial"}
CATEGORY_NUMBER = "categoría {category}"
DEPARTMENT = "Departamento de {name}"

CHAT_LABEL = "Conversación"
PLACEHOLDER = (
    "**¿En qué le ayudo?**\n\nRespondo con citas comprobadas sobre el empalme, el plan de desarrollo (KPT), el PND 2018-2022 "
    "y las cifras de su municipio; si la guía no dice algo, se lo digo. Escriba su pregunta o empiece con una de estas."
)
QUESTION_LABEL = "Su pregunta"
QUESTION_PLACEHOLDER = "Escriba su pregunta"
SEND = "Preguntar"
STOP = "Detener"
CLEAR = "Nueva conversación"
SUGGESTIONS = "También puede preguntar"

SEARCHING = "Buscando en la guía…"
SEARCHING_FIGURES = "Buscando la cifra…"
READING = "Leyendo {count} pasajes…"
CHECKING = "Comprobando cada frase con su fuente…"
MORE = "Ver más ({count} frases)"
WHICH_ENTITY = "¿De cuál habla?"

HELPFUL = "Me sirvió"
UNHELPFUL = "No me sirvió"
REASON = "¿Qué faltó o qué está mal?"
REASON_HINT = "Por ejemplo: el plazo es de otra ley"
SEND_REASON = "Enviar"
THANKED = "Gracias, su opinión quedó guardada."
TO_DRAFT = "Llevar a borrador"
PRINT = "Imprimir"

MINE = "Mis conversaciones"
NO_CONVERSATIONS = "Todavía no tiene conversaciones guardadas. Las que haga quedarán aquí, solo en este navegador."
OPEN_CONVERSATION = "Abrir"
LISTED = "{title} · {length} · {date}"
LENGTH = "{count} preguntas"
LENGTH_ONE = "1 pregunta"
NAME = "Nombre de la conversación"
RENAME = "Cambiar nombre"
RENAMED = "El nombre quedó guardado."
EXPORT_WORD = "Descargar en Word"
EXPORT_MARKDOWN = "Descargar en Markdown"
DELETE = "Borrar"
DELETE_SURE = "Sí, borrar para siempre"
DELETED = "La conversación se borró."
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
PASSAGES_READ = "Ver los pasajes que leyó ({count})"
PAGE_PICTURE = "Imagen de la página {page} de {title}"
PAGE_CAPTION = "Página {page} del documento"
FIGURES = "Cifras de la respuesta"
FIGURE_COLUMNS = ("Cifra", "Valor", "Año", "De dónde sale")
FIGURES_LEFT = "Y {count} más en la respuesta."
COMPUTED = "Calculado por Relevo: {operation}"
COPY = "Copiar con citas"
COPIED = "Copiado"

EXAMPLES = (
    ("Empalme", "¿Qué plazo hay para presentar el acta de informe de gestión?"),
    ("Plan de desarrollo", "¿Qué partes debe tener el plan de desarrollo?"),
    ("PND", "¿Cuántos pactos tiene el PND 2018-2022?"),
    ("KPT", "¿Qué es el KPT y qué etapas cubre?"),
    ("Indicadores", "¿Cuál es el desempeño fiscal de Sonsón?"),
    ("Formatos", "¿Para qué sirven los formatos de empalme?"),
)

# What Gradio writes itself, in English, whatever the language of the browser; the page's script puts ours in its place.
GRADIO_WORDS = {
    "More tabs": MORE_TABS,
    "chatbot conversation": CHAT_LABEL,
    "Loading response": "Cargando la respuesta",
    "Scroll down": "Bajar",
    "Select example": "Ejemplo",
    "Close": "Cerrar",
    "Error": "No hay conexión",
    "Connection to the server was lost. Attempting reconnection...": "Se perdió la conexión con Relevo. Intentando de nuevo…",
    "Connection errored out.": "Revise que Relevo esté abierto y vuelva a preguntar.",
}

DRAFTS_INTRO = (
    "Aquí arma una nota u oficio con las respuestas de Relevo. En Conversar, pulse «Llevar a borrador» bajo una respuesta: "
    "llega aquí con sus citas, que en Word quedan como notas al pie y con un anexo de citas textuales."
)
DRAFTS = "Sus borradores"
NEW_DRAFT = "Nuevo borrador"
NOTE_TITLE = "Título"
ADDRESSEE = "Para"
ADDRESSEE_HINT = "A quién va dirigida: nombre, cargo y entidad"
BODY = "Texto"
BODY_HINT = "Escriba, o traiga respuestas con «Llevar a borrador». Los números entre corchetes son las citas."
SAVE_DRAFT = "Guardar"
DRAFT_WORD = "Descargar en Word"
DELETE_DRAFT = "Borrar borrador"
DRAFT_SAVED = "Borrador guardado."
DRAFT_DELETED = "El borrador se borró."
ANSWER_BROUGHT = "La respuesta quedó en el borrador. Revísela y edítela antes de firmar."
DRAFT_SOURCES = "Citas del borrador ({count})"
NO_DRAFT_SOURCES = "Este borrador todavía no cita ninguna fuente."
UNTITLED = "Sin título"
NO_OWNER = "Su navegador no guarda cookies: los borradores se pierden al cerrar la página."
