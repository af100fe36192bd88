"""What the terminal says, in Spanish."""

APP = "Relevo: pregúntele a la guía de empalme, del plan de desarrollo y del PND. Sin Internet y con fuentes."
ASK = "Responde una pregunta con citas comprobadas."
CHAT = "Conversa: recuerda lo que se viene hablando. Escriba «salir» para terminar."
SERVE = "Abre el chat en el navegador y la API."
SEARCH = "Busca pasajes de la guía, sin redactar una respuesta."
INGEST = "Indexa documentos. Sin rutas, la guía incluida; con rutas, las suma a lo que el índice ya tiene."
INDEX = "Información del índice."
INDEX_INFO = "Qué contiene el índice en uso."

QUESTION = "La pregunta, entre comillas."
QUERY = "Lo que se busca, entre comillas."
PATHS = "Archivos o carpetas: PDF, DOCX, XLSX, PPTX, HTML, MD o TXT."
INDEX_DIR = "Carpeta del índice. Si se omite, el de este equipo."
AS_JSON = "Muestra el resultado en JSON."
QUIET = "No muestra el avance."
ENTITY = "Código DIVIPOLA de su entidad, para incluir sus documentos."
K = "Cuántos pasajes mostrar."
SUPERSEDED = "Incluye versiones derogadas de los artículos."
HOST = "Dirección en la que escucha."
PORT = "Puerto en el que escucha."

SOURCES = "Fuentes"
SEE_ALSO = "También puede preguntar"
NOTE = "Nota: {text}"
DIGEST = "síntesis de Relevo"
PROMPT = "Usted"
FAREWELL = "Hasta pronto."
EXIT_WORDS = frozenset({"salir", "adios", "chao", "exit", "quit"})
OPENING = "Relevo está abierto en {address}  (Ctrl+C para cerrar)"
PREPARING = "Preparando la guía…"
UNCHANGED = "El índice ya estaba al día."
INDEXED = "{documents} documentos, {passages} pasajes."
SKIPPED = "No se indexó {name}: {reason} {hint}"
WARNING = "Aviso de {name}: {warning}"
INFO = (
    "Documentos: {documents}\nPasajes: {passages}\nModelo de búsqueda: {embedder}\n"
    "Creado: {created}\nHuella: {fingerprint}"
)
NOTHING_FOUND = "No se encontró ningún pasaje."
PORT_TAKEN = "El puerto {port} está ocupado."
PORT_TAKEN_HINT = "Cierre el otro programa o elija otro puerto con --port."
INTERRUPTED = "Interrumpido."
UNEXPECTED = "Algo salió mal dentro de Relevo ({kind})."
UNEXPECTED_HINT = "Repita la orden con RELEVO_DEBUG=1 para ver el detalle y cuéntenos en el repositorio."
USAGE = "No entendí la orden: {detail}"
USAGE_HINT = "Vea las opciones con: relevo --help"
MISSING = "falta {name}"
UNKNOWN_OPTION = "no existe la opción {name}"
BAD_VALUE = "el valor de {name} no sirve"
BAD_USAGE = "esa orden no existe o le sobran argumentos"

SOURCES_APP = "Fuentes oficiales: cuáles se conocen, traerlas a este equipo y agregar las suyas."
SOURCES_LIST = "Muestra las fuentes conocidas y cuáles están en este equipo."
SOURCES_FETCH = "Trae fuentes a este equipo y las indexa. Sin nombres, todas las oficiales. Necesita Internet."
SOURCES_ADD = "Agrega un documento de su equipo o de una dirección web, con sus datos, y lo indexa."
SOURCE_IDS = "Nombres de las fuentes, como los muestra `relevo sources list`."
SOURCE_REFRESH = "Pide de nuevo también las que ya están en este equipo."
SOURCE_ORIGIN = "Archivo (PDF, DOCX, XLSX, PPTX, HTML, MD o TXT) o dirección http(s)."
SOURCE_TITLE = "Título del documento, como debe citarse."
SOURCE_ISSUER = "Entidad que lo expidió."
SOURCE_DATE = "Fecha del documento: 2019-07-08 o «8 de julio de 2019»."
SOURCE_URL = "Dirección donde está publicado, si el archivo se descargó a mano."
SOURCE_ID = "Nombre de la fuente conocida que este archivo es: toma de ella los datos que no se den."
SOURCE_HERE = "●"
SOURCE_AWAY = "○"
SOURCE_OWN = "propia"
SOURCE_OFFICIAL = "oficial"
SOURCE_UNOFFICIAL = "no oficial"
SOURCE_STATUS = {"fetched": "Lista", "unchanged": "Sin cambios", "kept": "Ya estaba", "failed": "No se pudo traer"}
SOURCES_COUNT = "{here} en este equipo (●); {listed} conocidas. Ninguna dirección se ha comprobado en vivo."
SOURCE_UNKNOWN = "No hay una fuente llamada «{name}»."
SOURCE_UNKNOWN_HINT = "Vea la lista con: relevo sources list"
SOURCE_BAD_DATE = "No entendí la fecha «{written}»."
SOURCE_BAD_DATE_HINT = "Escríbala así: 2019-07-08"

BATCH = "Archivo de preguntas: CSV con una columna «pregunta», o JSONL. Pide también --out."
BATCH_OUT = "Archivo para las respuestas: .xlsx, .docx, .jsonl o .csv."
BATCH_NOTHING = "falta la pregunta, o --batch con un archivo de preguntas"
BATCH_BOTH = "sobra algo: escriba una pregunta o dé un archivo con --batch, no las dos cosas"
BATCH_WITHOUT_OUT = "con --batch falta --out, el archivo para las respuestas"
BATCH_OUT_ALONE = "--out solo va con --batch"
BATCH_DONE = (
    "{name} está listo. Preguntas: {questions}. Respondidas: {answered}. No están en la guía: {refused}. "
    "No se pudieron preguntar: {failed}."
)
BATCH_FAILED = "La pregunta {number} no se pudo preguntar: {problem}"

EXPORT = "Escribe las preguntas de evaluación, con los pasajes de la guía, para otras herramientas."
EXPORT_FORMAT = (
    "Disposición de los archivos: beir (búsqueda), ragas (respuestas completas) o bench (la de `relevo bench`)."
)
EXPORT_OUT = "Carpeta en la que quedan los archivos."
EXPORT_SPLIT = "Solo las preguntas de «desarrollo», de «control» o «ajenas»."
EXPORT_NO_QUESTIONS = "No hay preguntas en el grupo «{split}»."
EXPORT_NO_QUESTIONS_HINT = "Use --split desarrollo, --split control o --split ajenas."
EXPORTED = "Preguntas: {questions}. Pasajes: {passages}."

EVAL_APP = "Mide qué tan bien responde Relevo con preguntas cuya respuesta se conoce."
EVAL_RUN = "Hace las preguntas de evaluación, muestra las cifras y guarda la evaluación en una carpeta."
EVAL_COMPARE = "Compara dos evaluaciones: qué preguntas cambiaron y si la diferencia es más que ruido."
EVAL_GATE = "Comprueba que nada empeoró frente a los umbrales. Termina en 1 si algo empeoró."
EVAL_SET = "Qué preguntas: las de desarrollo, las de control y las ajenas (con las que nada se ajusta) o todas."
EVAL_FILE = "Archivo JSONL de preguntas, en lugar de las incluidas."
EVAL_GENERATOR = (
    "Quién redacta: extractive, con las palabras de la guía, o un modelo como proveedor:modelo. "
    "Si se omite, el configurado."
)
EVAL_BAD_GENERATOR = "--generator es extractive, o un modelo como proveedor:modelo"
EVAL_OUT = "Carpeta de las evaluaciones. Si se omite, la de este equipo."
EVAL_WORKERS = "Cuántas preguntas a la vez. Más de una alarga la espera de cada una."
EVAL_ENDPOINT = (
    "Mide otro asistente: la dirección de un servidor que habla como OpenAI, hasta antes de /chat/completions."
)
EVAL_MODEL = "El modelo que se le pide a --endpoint."
EVAL_KEY_VARIABLE = "Variable de entorno con la clave de --endpoint. La clave no se guarda."
EVAL_RUNNABLE = "Mide otro asistente: un Runnable de LangChain, como modulo:atributo."
EVAL_TWO_PEERS = "--endpoint y --runnable no van juntos"
EVAL_ENDPOINT_WITHOUT_MODEL = "con --endpoint falta --model"
EVAL_MODEL_ALONE = "--model solo va con --endpoint"
EVAL_KEY_ALONE = "--key-env solo va con --endpoint"
EVAL_GENERATOR_OF_PEER = "--generator es de Relevo: no va con --endpoint ni con --runnable"
EVAL_BEFORE = "Carpeta de la primera evaluación."
EVAL_AFTER = "Carpeta de la segunda."
EVAL_TITLE = "Evaluación {id} · {subject} · {dataset} · {questions} preguntas"
EVAL_COMPARED = "{before} ({before_subject}) → {after} ({after_subject})"
EVAL_SAVED = "Guardada en {folder} (report.html se abre en el navegador)."
EVAL_ERRORS = "Preguntas que no se pudieron hacer: {errors}. {first}"
EVAL_UNSUPPORTED = "Afirmaciones sin respaldo: {count}"
EVAL_NO_FILE = "No existe el archivo de preguntas {name}."
EVAL_NO_FILE_HINT = "Revise el nombre."
EVAL_BAD_FILE = "El archivo de preguntas tiene un error: {detail}."
EVAL_BAD_FILE_HINT = "Cada línea es un objeto JSON como los de evals/questions."
EVAL_NO_QUESTIONS = "No hay preguntas en {name}."
EVAL_NO_QUESTIONS_HINT = "Debe tener una pregunta por línea, como las de evals/questions."
EVAL_MEASURES_HEAD = ("Medida", "Valor", "Intervalo del 95 %", "Preguntas")
EVAL_GROUPS_HEAD = ("Grupo", "Preguntas")
EVAL_DIFFERENCES_HEAD = (
    "Medida",
    "Antes",
    "Después",
    "Diferencia",
    "Intervalo del 95 %",
    "Mejor/peor",
    "p",
    "Conclusión",
)
EVAL_VERDICT = "Conclusión: {verdict}. Mejor: {better}. Peor: {worse}. Igual: {same}."
EVAL_LEFT_OUT = "Sin comparar, por estar en una sola o haber cambiado de texto: {count}."
EVAL_LACKS = "le falta {missing}"
EVAL_GATE_PASSED = "Nada empeoró: {questions} preguntas y {documents} documentos comprobados."

EVAL_JUDGE = "Pide a un modelo de lenguaje su opinión sobre una evaluación y dice cuánto concuerda con las medidas."
EVAL_JUDGE_RUN = "Carpeta de la evaluación."
EVAL_JUDGE_MODEL = "Modelo, como proveedor:modelo."
EVAL_JUDGE_AGREED = (
    "{judged} respuestas juzgadas ({silent} sin veredicto). "
    "Concuerda con las medidas en {observed} % (kappa de Cohen: {kappa})."
)
EVAL_JUDGE_NONE = "El modelo no dio ningún veredicto que se pueda usar."

CHAT_CONVERSATION = "Identificador de la conversación que se continúa."
CHAT_RESUMED = "Sigue «{title}»."
CHAT_KEPT = "La conversación quedó guardada. Para seguirla: relevo chat --conversation {id}"
CHAT_NOT_KEPT = "La respuesta no quedó guardada. {reason}"
CONVERSATIONS = "Conversaciones guardadas: verlas, exportarlas, cambiarles el título y borrarlas."
CONVERSATIONS_LIST = "Muestra las conversaciones de la terminal, la última primero."
CONVERSATIONS_ALL = "También las del navegador y las de otros programas."
CONVERSATIONS_SHOW = "Muestra las preguntas y respuestas de una conversación."
CONVERSATIONS_EXPORT = "Escribe una conversación en un archivo, con sus fuentes."
CONVERSATIONS_OUT = "Archivo: .docx o .md."
CONVERSATIONS_RENAME = "Cambia el título de una conversación."
CONVERSATIONS_DELETE = "Borra una conversación para siempre."
CONVERSATIONS_YES = "Borra sin preguntar."
CONVERSATION_ID = "Identificador, como lo muestra `relevo conversations list`."
CONVERSATION_TITLE = "El título nuevo, entre comillas."
CONVERSATION_LENGTH = "{count:>3} preguntas"
NO_CONVERSATIONS = "No hay conversaciones guardadas."
CONVERSATION_RENAMED = "Título cambiado."
CONVERSATION_SURE = "¿Borrar «{title}» para siempre?"
YES_OR_NO = "[s/N]"
YES_WORDS = frozenset({"s", "si"})
CONVERSATION_KEPT = "No se borró nada."
CONVERSATION_DELETED = "Conversación borrada."
CONVERSATION_BAD_SUFFIX = "No sé exportar una conversación a {name}."
CONVERSATION_BAD_SUFFIX_HINT = "Use un nombre que termine en .docx o .md."
CONVERSATION_UNWRITABLE = "No pude escribir {name}."
CONVERSATION_UNWRITABLE_HINT = "Revise que la carpeta exista y que el archivo no esté abierto en otro programa."

INDICATORS = "Indicadores: importar archivos de cifras, traer los oficiales y ver los de una entidad."
INDICATORS_IMPORT = "Importa archivos de cifras: TerriData, anexos de desempeño fiscal o cualquier tabla por entidad."
INDICATORS_FETCH = "Trae los archivos oficiales de cifras y los importa. Necesita Internet."
INDICATORS_SHOW = "Muestra el último dato de cada indicador de una entidad."
INDICATORS_QUERY = "Muestra los datos de un indicador, con la celda de la que salió cada uno."
INDICATORS_FILES = "Archivos XLSX, XLS, CSV o TXT, o un ZIP con uno de ellos."
INDICATORS_MAPPING = "Archivo TOML que dice cómo leer la tabla."
INDICATORS_PROPOSE = "Solo muestra cómo se leería la tabla, para guardarlo, corregirlo y pasarlo con --mapping."
INDICATORS_SOURCES = "Fuentes de corpus/indicadores/fuentes.toml. Si se omiten, todas las que son archivos."
INDICATORS_ENTITY = "Código DIVIPOLA o nombre: 05756, Sonsón, «San Luis, Antioquia», Colombia."
INDICATORS_INDICATOR = "Indicador: su nombre, como lo llama la gente o su identificador."
INDICATORS_YEAR = "Solo este año."
INDICATORS_ALL_FILES = "Incluye lo que dicen otros archivos de los mismos años."
INDICATORS_IMPORTED = (
    "{file}: {rows} filas, {observations} datos de {entities} entidades. Indicadores: {indicators}. Años: {years}."
)
INDICATORS_SKIPPED = "{reason}: {count} ({examples})"
INDICATORS_REPLACED = "Reemplaza {count} datos de una importación anterior de este archivo."
INDICATORS_NEW_ENTITIES = "Entidades que no estaban en el registro: {names}"
INDICATORS_CONFLICTS = (
    "{count} datos difieren de los de otro archivo: por ejemplo {indicator} de {entity} en {year} es {here} aquí y {other} en "
    "{file}. Vale el de {believed}."
)
INDICATORS_MAPPED = "Se leyó así, y quedó guardado en {path} para corregirlo:"
INDICATORS_FAILED = "No se importó {file}. {reason}"
INDICATORS_LOST = "{reason} Se empezó de nuevo: importe otra vez los demás archivos."
INDICATORS_TOTAL = "En total hay {count} datos."
INDICATORS_NONE = "No hay indicadores de {entity}. Importe un archivo con: relevo indicators import ARCHIVO"
INDICATORS_NO_FIGURE = "No hay dato de {entity}."
INDICATORS_UNKNOWN_ENTITY = "No se reconoce la entidad «{name}»."
INDICATORS_UNKNOWN_ENTITY_HINT = "Use el nombre oficial o el código DIVIPOLA."
INDICATORS_WHICH = "¿Cuál «{name}»? Repita con el código o con el departamento:"
INDICATORS_NEAR = "No hay una entidad llamada «{name}». Las más parecidas:"
INDICATORS_UNKNOWN = "No se reconoce el indicador «{name}»."
INDICATORS_UNKNOWN_HINT = "Vea los de la entidad con: relevo indicators show --entity CÓDIGO"
INDICATORS_OTHERS = "Otros"
INDICATORS_CHART = "Dibuja un indicador: su evolución, una comparación o el puesto entre sus pares."
INDICATORS_COMPARE = "Compara un indicador de una entidad con el de otras, en el mismo año."
INDICATORS_RANK = "Dice el puesto de una entidad entre las de su categoría, su departamento y el país."
INDICATORS_WITH = "Otra entidad con la que se compara; puede repetirse."
INDICATORS_CHART_KIND = "Qué se dibuja: evolucion, comparacion o puesto."
INDICATORS_CHART_OUT = "Archivo de la gráfica: .png, o .json para la especificación Vega-Lite."
INDICATORS_CHART_YEAR = "Año de la comparación o del puesto. Si se omite, el último con dato."
INDICATORS_CHARTED = "{name} está listo."
INDICATORS_NO_YEAR = "No hay dato de {indicator} de {entity}{year}."
INDICATORS_NO_PEERS = "No hay con quién comparar: faltan los datos de sus pares de {year}."
INDICATORS_SHEET = ", hoja «{sheet}»"
INDICATORS_CELL = "{source}; {file}{sheet}, celda {cell}"

BENCH = "Mide qué tan bien y qué tan rápido encuentra Relevo el pasaje que responde."
BENCH_RETRIEVAL = (
    "Indexa los pasajes de un banco de pruebas, hace sus preguntas y muestra qué tan arriba queda el pasaje correcto."
)
BENCH_FILE = "Banco de pruebas: JSON con pasajes, preguntas y qué pasajes responden cada una; o JSONL."
BENCH_LEG = (
    "Solo una búsqueda: por palabras (lexical), por sentido (dense) o las dos juntas (hybrid). Si se omite, las tres."
)
BENCH_TITLE = "{name}: {passages} pasajes, {questions} preguntas"
BENCH_MEASURE = "Medida"
BENCH_LEGS = {"lexical": "Por palabras", "dense": "Por sentido", "hybrid": "Las dos juntas"}
BENCH_MEASURES = (
    "Recall@1",
    "Recall@5",
    "Recall@10",
    "MRR@10",
    "nDCG@10",
    "Preguntas por segundo",
    "p50 (ms)",
    "p95 (ms)",
)
BENCH_SHARE = "{value}\n({low} a {high})"
