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
EXPORT_FORMAT = "Disposición de los archivos: beir (búsqueda) o ragas (respuestas completas)."
EXPORT_OUT = "Carpeta en la que quedan los archivos."
EXPORT_SPLIT = "Solo las preguntas de «desarrollo» o de «control»."
EXPORT_NO_QUESTIONS = "No hay preguntas en el grupo «{split}»."
EXPORT_NO_QUESTIONS_HINT = "Use --split desarrollo o --split control."
EXPORTED = "Preguntas: {questions}. Pasajes: {passages}."

EVAL_APP = "Mide qué tan bien responde Relevo con preguntas cuya respuesta se conoce."
EVAL_RUN = "Hace las preguntas de evaluación, muestra las cifras y guarda la evaluación en una carpeta."
EVAL_COMPARE = "Compara dos evaluaciones: qué preguntas cambiaron y si la diferencia es más que ruido."
EVAL_GATE = "Comprueba que nada empeoró frente a los umbrales. Termina en 1 si algo empeoró."
EVAL_SET = "Qué preguntas: las de desarrollo, las de control (con las que nada se ajusta) o todas."
EVAL_FILE = "Archivo JSONL de preguntas, en lugar de las incluidas."
EVAL_GENERATOR = "Quién redacta: extractive responde con las palabras de la guía."
EVAL_OUT = "Carpeta de las evaluaciones. Si se omite, la de este equipo."
EVAL_WORKERS = "Cuántas preguntas a la vez. Más de una alarga la espera de cada una."
EVAL_BEFORE = "Carpeta de la primera evaluación."
EVAL_AFTER = "Carpeta de la segunda."
EVAL_TITLE = "Evaluación {id} · {dataset} · {questions} preguntas"
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
