"""The words that tell a question about figures: what form of answer it wants, whom it compares with, and what speaks against."""

from __future__ import annotations

import re


def _any(*alternatives: str, ends: str = r"\b") -> re.Pattern[str]:
    """A pattern of folded text: any of the alternatives, from the beginning of a word."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)}){ends}")


YEAR = re.compile(r"\b(?:19|20)\d\d\b")

TREND = _any(
    r"evolu", r"histori[ac]", r"series?\b", r"tendencia", r"a lo largo", r"ha venido", r"en los ultimos", r"grafic",
    r"han? (?:subido|bajado|crecido|caido|mejorado|empeorado|cambiado|variado)", r"ano (?:a|por|tras) ano", r"cada ano",
    r"desde (?:el |el ano )?(?:19|20)\d\d",
    ends="",
)  # fmt: skip
RANK = _any(r"puesto", r"posicion", r"ranking", r"en que lugar", r"que lugar", r"de (?:primer|ultim)[oa]s?")
BEST = _any(
    r"(?:que|cuales|cual) (?:son los |es el )?(?:otros )?(?:municipio|departamento|pueblo|ciudad)\w*\b"
    r".*\b(?:mejor|peor|mas|menos|mayor|menor|primer)\w*",
    r"(?:municipios|departamentos) (?:con )?(?:mejor|peor)(?:es)?",
    r"(?:mejores|peores) (?:municipios|departamentos|en)",
    r"quien(?:es)? (?:va|van|esta|estan) mejor",
)
COMPARISON = _any(
    r"compar\w*", r"frente a\w*", r"versus", r"vs", r"respecto (?:a|de)l?", r"contra", r"en relacion con",
    r"diferencia (?:con|entre)",
    r"mejor o peor", r"(?:que|tan) (?:el|la|los|las) (?:departamento|pais|nacion|resto|demas)",
)  # fmt: skip
COMPARES = _any(r"compar\w*")

DEPARTMENT = _any(r"(?:el|del|al|mi|su|nuestro|este) departamento", r"promedio departamental")
NATION = _any(r"(?:el|del|al) pais", r"la nacion", r"(?:nivel )?nacional")
CATEGORY = _any(r"(?:mi|su|misma|nuestra|la misma) categoria", r"municipios (?:como|parecidos|similares|iguales)")
CIRCUMSTANCE = _any(
    r"municipios?", r"pueblos?", r"puesto", r"posicion", r"ranking", r"(?:el|del|al) departamento",
    r"(?:de|en|entre|con) (?:mi|su|nuestra|la misma) categoria",
)  # fmt: skip
"""What tells whom to compare with and how, not in what."""

ASKS = _any(
    r"cuant[oa]s?", r"(?:cual|cuales) (?:es|fue|era|son|fueron|tiene|tuvo)",
    r"como (?:va|van|vamos|voy|esta|estan|estamos|anda|andamos|(?:le|nos|me) fue|quedo|quede|quedamos|salio|salimos|ha|fue|es|iba)",
    r"que (?:tan|nivel|porcentaje|valor|puntaje|nota|categoria|tasa|desempeno|poblacion|extension|densidad|indice|cobertura|idf)",
    r"que (?:proporcion|parte|pobreza|capacidad|ingresos|mdm|ipm|nbi)",
    r"(?:deme|dame|muestr\w+|digame|dime|quiero (?:ver|saber)|necesito)\b.*\b(?:indicador|dato|cifra|valor|numero|poblacion"
    r"|desempeno|pobreza|cobertura|tasa|ingreso|puntaje|categoria)\w*",
)  # fmt: skip
OWN = _any(
    r"mi", r"mis", r"nuestr[oa]s?", r"tengo", r"tenemos", r"saque", r"sacamos", r"quede", r"quedamos", r"somos",
    r"vamos", r"voy", r"estamos", r"(?:me|nos) fue", r"andamos", r"salimos", r"recibimos", r"recibo",
)  # fmt: skip
COUNTS = _any(
    r"cuant[oa]s? (?:habitantes|personas|gente|hombres|mujeres|poblacion)", r"como (?:va|vamos|esta|estamos|anda|(?:le|nos|me) fue)"
)  # fmt: skip
"""What asks for the figure of an entity already chosen without naming it: "¿cuántos habitantes hay?"."""

DEFINES = _any(r"que (?:es|son|mide|significa|quiere decir)", r"para que sirve", r"como se (?:mide|calcula)")

RULES = _any(
    r"para (?:mi|el|su|nuestro)",
    r"ley(?:es)?", r"norma\w*", r"articulos?", r"decretos?", r"deb(?:e|o|en|emos|ia|eria)", r"pued(?:e|o|en|es)",
    r"podemos", r"limites?", r"topes?", r"plazos?", r"requisitos?", r"obliga\w*", r"exig\w+", r"pid(?:e|en|o)",
    r"maxim[oa]s?", r"minim[oa]s?", r"repart\w+", r"quien(?:es)?", r"cuando", r"dias?", r"mes(?:es)?", r"firm\w+",
    r"votos?", r"concejal\w*", r"salarios?", r"gan[ao]n?", r"pag[ao]n?", r"contratist\w+", r"pnd", r"ppi", r"metas?",
    r"actas?", r"empalme", r"entreg\w+", r"donde", r"tengo que", r"hay que", r"toca", r"tiene que", r"hace falta",
    r"permite\w*", r"prohib\w+", r"sirve\w*", r"hago", r"hacemos", r"incluy\w+", r"sancion\w*", r"aport\w+",
    r"alcaldes(?:as)?", r"gobernadores", r"funcionari\w+", r"emplead\w+",
    r"asignad\w+", r"avaluad\w+", r"parque automotor", r"columnas?", r"fij[ao]n?", r"clase", r"tipo",
)  # fmt: skip
"""What rules, procedures and people are asked about with: a question with these wants guidance."""

INNOCENT = _any(
    r"(?:me )?(?:puedes?|podrias?|pueden) (?:decir|mostrar|dar|indicar|contar)(?:me|nos)?",
    r"quien(?:es)? (?:va|van|esta|estan|tiene|tienen|sale|quedo) (?:mejor|peor|mas|menos)",
)
"""What has such a word and asks for figures all the same."""

FOLLOWS = re.compile(r"[\W_]*(?:y|e|pero|ahora|entonces|tambien|en|el|la|de|del)\b")
