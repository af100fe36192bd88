"""What an answer about figures says, in Spanish. Every slot is a figure, a name or a source; nothing else brings a number."""

UNKNOWN_ENTITY = (
    "¿De qué municipio o departamento? Dígame el nombre, o elija la entidad al comienzo de la conversación."
)
WHICH = "Hay varios «{name}». ¿Cuál? {options}."
WHICH_OPTION_JOIN = "; "
NOT_FOUND = "No conozco una entidad que se llame así."

VALUE = "{indicator} de {entity} en {year}: {value}."
VALUE_OF_SUM = "{indicator} de {entity} en {year}: {value} (suma de {parts})."
SOURCE = "Fuente: {source}."
SOURCE_PLACE = "{source} ({place})"
SAMPLE = "Es un dato de la muestra que trae Relevo."
MEANING = "{indicator}: {meaning}"
OUT_OF_RANGE = "Ojo: pasa del cien por ciento; confírmelo en la fuente antes de usarlo."

NO_FIGURE = "No hay dato de {indicator} de {entity} en lo que Relevo tiene importado."
NO_FIGURE_OF_YEAR = "No hay dato de {year} de {indicator} de {entity}."
KNOWN_YEARS = "Sí hay de {years}."
IMPORT_HINT = "Para tenerlo, importe el archivo que lo trae: relevo indicators import ARCHIVO"
NOT_COMPARABLE = "No hay dato de {year} de {indicator} de {entity}, así que no se puede comparar."

ABOVE = "{entity} está {difference} por encima de {other}, que tiene {value} en {year}."
BELOW = "{entity} está {difference} por debajo de {other}, que tiene {value} en {year}."
SAME = "{entity} está igual que {other}: {value} en {year}."
ROSE = "Entre {first} y {last} subió de {before} a {after} ({difference} más{percent})."
FELL = "Entre {first} y {last} bajó de {before} a {after} ({difference} menos{percent})."
STAYED = "Entre {first} y {last} no cambió: {after}."
PERCENT = "; {percent} %"
SERIES = "{indicator} de {entity}, año por año: {points}."
POINT = "{year}, {value}"

OFFICIAL_PLACE = "En la evaluación oficial de {year} ocupó el puesto {place}."
PLACE = "En {year} ocupa el puesto {place} entre {count} {peers} con dato en Relevo ({order})."
PLACE_SHORT = "Entre {count} {peers} con dato en Relevo ocupa el puesto {place}."
ORDER = {"mas": "el primero es el más alto, que es el mejor", "menos": "el primero es el más bajo, que es el mejor",
         "ninguna": "de mayor a menor"}  # fmt: skip
MEDIAN = "La mediana de los {count} {peers} con dato en Relevo es {value}."
BEST = "{indicator} en {year}, {peers} con dato en Relevo ({order}): {list}."
BEST_ITEM = "{place}) {entity}, {value}"
TOO_FEW = "No hay datos suficientes de {year} para comparar con {peers}."

SUGGEST_TREND = "¿Cómo ha cambiado {indicator} en {entity}?"
SUGGEST_RANK = "¿En qué puesto quedó {entity} en {indicator}?"
SUGGEST_BEST = "¿Qué municipios de {department} están mejor en {indicator}?"
STANDALONE = "¿Cuál es el dato de {indicator} de {entity}{year}?"

CHART_TREND = "{indicator}: {entity}"
CHART_COMPARISON = "{indicator}, {year}"
CHART_POSITION = "{indicator}, {year}: {entity} entre {count} {peers} con dato"
CHART_SOURCE = "Fuente del dato de {entity} en {year}: {source}."
CHART_YEAR = "Año"
NOTHING_TO_DRAW = "No hay cifras de {indicator} para dibujar."
NOTHING_TO_DRAW_HINT = "Vea qué hay con: relevo indicators show --entity {entity}"
BAD_CHART_FILE = "No sé hacer una gráfica en «{name}»."
BAD_CHART_FILE_HINT = "Use un archivo .png, o .json para la especificación Vega-Lite."
