"""What the indicators tab says, in Spanish."""

NO_ENTITY = (
    "Elija su municipio o departamento arriba y verá aquí sus cifras por dimensión: el último dato, cómo ha cambiado y "
    "frente a quién. Cada número dice de qué archivo y fila sale."
)
NO_FIGURES = "Relevo todavía no tiene cifras de {entity}."
NO_FIGURES_HOW = (
    "Descargue de TerriData (terridata.dnp.gov.co) el archivo de su entidad, o use el anexo de desempeño fiscal del DNP o "
    "una tabla propia (Excel o CSV), e impórtelo aquí abajo."
)
COUNTED = "{count} indicadores"
COUNTED_ONE = "1 indicador"
DIMENSION = "Dimensión"
SAMPLE_NOTICE = (
    "Estas cifras son de la muestra que trae Relevo, para que vea cómo funciona. Importe las de su entidad abajo."
)
CSV = "Descargar todas las cifras (CSV)"

FLAGS = {"sample": "muestra", "over_hundred": "pasa de 100 %", "old": "dato de hace {years} años"}
FLAG_HELP = {
    "sample": "Es de la muestra que trae Relevo, no de un archivo suyo.",
    "over_hundred": "Un porcentaje mayor que cien: confírmelo en la fuente antes de usarlo.",
    "old": "Busque un dato más reciente antes de usarlo.",
}
DEPARTMENT = "Departamento"
NATION = "Colombia"
PEERS = "Mediana, {peers}"
PLACE = "puesto {place} de {count} con dato"
NO_DATA = "sin dato de {year}"
TOO_FEW = "menos de tres con dato"
SOURCE = "Fuente: {source}"
EVOLUTION = "Evolución y origen de los datos"
ONE_YEAR = "Solo hay dato de {year}: no hay evolución que dibujar."
WORDS_ONLY = "No es un número: no hay evolución que dibujar."
TABLE = "Las cifras de la gráfica, con el lugar del que salen"
COLUMNS = ("Año", "Entidad", "Valor", "De dónde sale")
COMPUTED = "Mediana de {count} {peers} con dato en Relevo, calculada por Relevo."
SUM = "Suma de {parts}."

IMPORT = "Importar cifras"
IMPORT_HELP = (
    "Archivos de TerriData, anexos de desempeño fiscal o tablas propias, en Excel o CSV. Lo importado lo ven todos los que "
    "usan este Relevo."
)
IMPORT_BUTTON = "Elegir archivos e importar"
IMPORTING = "Importando…"
IMPORTED = "{file}: {observations} cifras de {indicators} indicadores y {entities} entidades{years}."
IMPORTED_YEARS = ", de {first} a {last}"
IMPORTED_YEAR = ", de {first}"
SKIPPED = "{count} sin importar: {reason} ({examples})"
NEW_ENTITIES = "Entidades que Relevo no conocía: {names}."
CONFLICTS = "{count} cifras difieren de otro archivo; vale el de fecha más reciente."
FAILED_FILE = "«{file}» no se importó. {reason}"
TOO_LARGE = "«{file}» pasa de {limit} MB."
TOO_LARGE_HINT = "Divídalo o impórtelo desde la terminal: relevo indicators import ARCHIVO"
WAIT = "Espere a que termine la importación anterior y vuelva a elegir estos archivos."
FAILED = "No se pudo terminar la importación. Lo que había sigue igual; vuelva a intentarlo."
