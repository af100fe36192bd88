"""What the formats tab says, in Spanish."""

INTRO = (
    "Formatos de empalme y de planeación. Relevo llena lo que sabe de su entidad, con su fuente, y marca lo que solo la "
    "administración puede escribir."
)
NO_ENTITY = (
    "Elija su municipio o departamento arriba: verá cuánto de cada formato llega lleno, podrá completar el resto aquí mismo "
    "y descargarlo en Excel, Word o PDF."
)
GROUPS = {"empalme": "Empalme", "acta": "Acta de informe de gestión", "kpt": "Plan de desarrollo (KPT)"}
PERIOD = "Período de gobierno que entrega"
NO_PERIOD = "Los últimos años con dato"
PERIODS = ("2016-2019", "2020-2023", "2024-2027")
STATES = {"prellenado": "prellenado", "por diligenciar": "por diligenciar", "no disponible": "no disponible"}
COUNTS = {
    "prellenado": "{count} con dato",
    "por diligenciar": "{count} por diligenciar",
    "no disponible": "{count} sin dato",
}
GROUP = "{count} formatos"
GROUP_ONE = "1 formato"
BAR = "{filled} de {total} campos con dato"
OPEN = "Abrir"
OPEN_NAMED = "Abrir el formato {title}"
BACK = "Volver a la lista"
DOWNLOAD = {".xlsx": "Descargar Excel", ".docx": "Descargar Word", ".pdf": "Descargar PDF"}
DOWNLOAD_ALL = "Descargar todos (ZIP)"
KEPT = "Lo que escriba se guarda al salir de cada casilla y lo ven todos los que usan este Relevo con esta entidad."
COLUMNS = ("Campo", "Valor", "De dónde sale", "Año", "Estado")
LEFT = "{count} por llenar"
COMPLETE = "completa"
BY_ROWS = "filas que usted agrega"
NO_YEAR = "Año"
UNKNOWN = "sin dato en Relevo"
UNKNOWN_HELP = "Lo que dice «sin dato en Relevo» se importa en «Indicadores» o se escribe aquí."
ROW = "{label}, fila {row}"
OF_YEAR = "{label}, {year}"
CHOOSE = "Elija"
SAVED = "Guardado: {label}."
CHANGED = (
    "Otra persona cambió «{label}» después de que usted abrió el formato: ahora dice «{value}». Vuelva a abrirlo y escriba el "
    "suyo si sigue siendo ese."
)
EMPTY = "«{label}» ya estaba guardado y no se puede dejar vacío: escriba el valor correcto."
BY = "la administración"
FAILED = "No se pudo hacer el archivo. Vuelva a intentarlo."
MAKING = "Preparando el archivo…"
MAKING_PDF = "Haciendo el PDF de «{title}»: tarda unos segundos. Puede seguir en otra pestaña; aquí lo encontrará."
MAKING_ALL = "Llenando {number} de {total}: {title}. Puede seguir en otra pestaña; aquí encontrará el ZIP."
READY = "«{name}» está listo."
FETCH = "Descargarlo"
WAIT = "Espere a que termine el archivo anterior y vuelva a pedir este."
NOTES = "Alternativas y notas"
ALTERNATIVE = "{label}{year}: {value}. {source}"

CHANGES = "Qué cambió en la plantilla"
WROTE = {".xlsx": "Excel: {written} celdas escritas.", ".docx": "Word: {written} lugares escritos."}
MARKED = "{marked} celdas que llena la administración, marcadas con color y una nota que dice qué va ahí."
SOURCES_ADDED = "Una hoja «Fuentes» agregada al final, con el origen de cada valor."
NOTHING_ELSE = "Nada más cambió."
COMPARED = {
    ".xlsx": "Relevo comparó el archivo lleno con la plantilla, celda por celda y parte por parte: las demás celdas, sus "
    "fórmulas, las listas y el diseño son los de la plantilla.",
    ".docx": "Relevo comparó el archivo lleno con la plantilla: fuera del texto, las {count} partes del documento (estilos, "
    "imágenes, tipos de letra) son idénticas byte por byte.",
}
ALSO_CHANGED = "También cambió esto, que nadie pidió. No use el archivo sin revisarlo:"
SEE_WRITTEN = "Ver los {count} lugares escritos"
WRITTEN_COLUMNS = ("Lugar", "Qué es", "Valor")
BESIDE = "el año o la fuente de esos datos"

BLANK = "¿Le pidieron otro formato?"
BLANK_HELP = (
    "Suba un formato en blanco (Excel .xlsx o Word .docx): Relevo le muestra qué campos reconoce antes de llenar nada, y solo "
    "llena lo que es seguro."
)
BLANK_UPLOAD = "Elegir un formato en blanco"
BLANK_READ = "«{name}»: {fields} campos reconocidos, {sure} que Relevo llena y {tables} tablas para diligenciar."
BLANK_NONE = "«{name}»: no reconocí campos. Si son casillas sin rótulo, llénelo a mano."
BLANK_COLUMNS = ("Campo", "Lugar", "Qué pondría")
BLANK_SURE = "{name}"
BLANK_DOUBT = "No lo lleno: {doubt}"
BLANK_UNSURE = "No lo lleno: se parece a «{name}», pero no es seguro."
BLANK_PEOPLE = "Lo llena usted."
BLANK_MORE = "Y {count} más."
BLANK_FILL = "Llenar lo seguro y descargar"
BLANK_ENTITY = "Elija primero su entidad, arriba."
BLANK_GONE = "Vuelva a subir el formato: ya no lo tengo."
TOO_LARGE = "El archivo pasa de {limit} MB."
