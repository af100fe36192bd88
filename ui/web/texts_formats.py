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
COUNTS = "{filled} con dato · {pending} por diligenciar · {missing} no disponibles"
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
NOTES = "Alternativas y notas"
ALTERNATIVE = "{label}{year}: {value}. {source}"

BLANK = "¿Le pidieron otro formato?"
BLANK_HELP = (
    "Suba un formato en blanco (Excel .xlsx o Word .docx): Relevo le muestra qué campos reconoce antes de llenar nada, y solo "
    "llena lo que es seguro."
)
BLANK_UPLOAD = "Elegir un formato en blanco"
BLANK_READ = "«{name}»: {fields} campos reconocidos, {sure} que Relevo llena y {tables} tablas para diligenciar."
BLANK_NONE = "«{name}»: no reconocí campos. Si son casillas sin rótulo, llénelo a mano."
BLANK_COLUMNS = ("Campo", "Lugar", "Qué pondría Relevo")
BLANK_SURE = "{name}"
BLANK_DOUBT = "No lo lleno: {doubt}"
BLANK_UNSURE = "No lo lleno: se parece a «{name}», pero no es seguro."
BLANK_PEOPLE = "Lo llena usted."
BLANK_MORE = "Y {count} más."
BLANK_FILL = "Llenar lo seguro y descargar"
BLANK_ENTITY = "Elija primero su entidad, arriba."
BLANK_GONE = "Vuelva a subir el formato: ya no lo tengo."
TOO_LARGE = "El archivo pasa de {limit} MB."
