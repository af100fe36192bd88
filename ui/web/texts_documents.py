"""What the documents tab says, in Spanish."""

OWN = "Sus documentos"
OWN_HELP = (
    "Suba aquí su plan de desarrollo, informes, actas o presupuestos y pregunte por ellos en Conversar: las respuestas citan "
    "también estos documentos. Solo los ve este navegador."
)
KINDS = "PDF, Word, Excel, PowerPoint o Markdown; hasta {megabytes} MB cada uno y {documents} documentos."
UPLOAD = "Elegir documentos y subirlos"
UPLOADING = "Recibiendo los documentos…"
WAIT = "Espere a que terminen los documentos anteriores y vuelva a subir estos."
FAILED = "No se pudieron guardar los documentos. Los que había siguen igual; vuelva a intentarlo."
NO_OWNER = "Este navegador no guarda cookies, y sin ellas Relevo no puede saber cuáles documentos son suyos. Actívelas y recargue."
NONE_YET = "Todavía no ha subido ninguno. Pruebe con su plan de desarrollo vigente y pregunte: «¿qué metas tiene en agua potable?»."
REMOVE = "Quitar"
REMOVE_NAMED = "Quitar {name}"
CONFIRM = "¿Quitarlo? Confirmar"
REMOVING = "Quitando el documento…"
REMOVED = "«{name}» se quitó: Relevo ya no lo consulta."
ADDED = "«{name}» quedó listo: {passages} para consultar{pages}."
PASSAGES = "{count} pasajes"
PASSAGE = "1 pasaje"
PAGES = ", de {count} páginas"
PAGE = ", de 1 página"
REFUSED = "«{name}» no se guardó. {reason} {hint}"
ASK = "Pregunte por ellos en la pestaña Conversar."

INDEXED = "Lo que Relevo consulta"
INDEXED_HELP = (
    "La guía que trae Relevo, escrita a partir de las fuentes oficiales que se enlazan, y lo que el administrador agregó. "
    "{documents} documentos, {passages} pasajes."
)
COLLECTIONS = {
    "guia-empalme": "Guía de empalme",
    "kpt": "KPT: plan de desarrollo territorial",
    "pnd-2018-2022": "Plan Nacional de Desarrollo 2018-2022",
    "normas": "Normas",
    "documentos": "Documentos agregados",
}
COUNT = "{name} ({count})"
COLUMNS = ("Documento", "De quién", "Fecha", "Vigencia")
IN_FORCE = "vigente"
UNTIL = "rigió hasta el {date}"
FROM = "desde el {date}"
REPLACED = "reemplazado por {norm}"
NO_DATE = "sin fecha"
