"""Names of municipalities and departments that are also ordinary words, surnames or far places."""

from __future__ import annotations

ORDINARY = frozenset(
    (
        "acevedo agrado aguada aguadas alban albania alcala aldana alejandria algarrobo almaguer almeida altamira "
        "alvarado amazonas andalucia andes angostura arboleda arboledas arenal argelia arjona armenia atlantico "
        "atrato balboa baraya barbosa barrancas belen bello beltran betania bolivar briceno buenavista cabrera "
        "caceres caicedo caimito calamar caldas california campamento campoalegre campohermoso candelaria carolina "
        "cartago cerrito cesar chima cienaga cienega clemencia colon concepcion concordia confines contadero "
        "contratacion convencion copacabana cordoba corinto corrales cota distraccion dolores elias encino enciso "
        "espinal filadelfia flandes florencia floresta florian florida fonseca fresno fundacion galan galeras gama "
        "garzon genova gigante ginebra giraldo girardot giron gonzalez granada guaca guadalupe guaduas guamal "
        "gutierrez hato herran hispania hobo honda jardin jerico jerusalen jordan junin leiva lejanias lerida libano "
        "linares lourdes madrid magdalena malaga mani manta manzanares margarita marsella marulanda matanza medina "
        "mercaderes mesetas meta milan miraflores miranda mogotes montebello montenegro monterrey morales mosquera "
        "murillo narino neira nilo obando ortega ospina ovejas pacho padilla paez palermo palestina palmar palmira "
        "pamplona paramo pasto paya pedraza penol pensilvania pesca piamonte piedras pital planadas plato policarpa "
        "pore potosi pradera prado providencia purificacion regidor remedios remolino restrepo retiro ricaurte rivera "
        "rondon rosas salamina salazar santana santander santiago santuario segovia sevilla silvia socorro solano "
        "soledad solita suarez sucre susa tamesis tarso tello tena tenerife toca toledo tona toro tota trinidad "
        "trujillo turbo ulloa une uribe valencia valle valparaiso velez venecia vergara versalles vetas victoria "
        "villanueva villavieja viterbo zaragoza "
    ).split()
) | frozenset(
    (
        "buenos aires, el aguila, el banco, el cairo, el calvario, el carmen, el castillo, el cerrito, el charco, el "
        "colegio, el dorado, el encanto, el espino, el guacamayo, el guamo, el molino, el paso, el penol, el penon, "
        "el pinon, el reten, el retorno, el roble, el rosal, el rosario, el santuario, el tablon, el tambo, el zulia, "
        "la argentina, la belleza, la calera, la capilla, la ceja, la celia, la chorrera, la cruz, la cumbre, la "
        "dorada, la esperanza, la estrella, la florida, la gloria, la guadalupe, la merced, la mesa, la palma, la "
        "paz, la pedrera, la pena, la pintada, la plata, la playa, la primavera, la salina, la sierra, la tola, la "
        "union, la vega, la victoria, la virginia, los andes, los patios, los santos, nuevo colon, olaya herrera, "
        "pueblo nuevo, puerto rico, santa fe, villa rica"
    ).split(", ")
)
"""Keys (:func:`assistant.indicators.entities.name_key`) for which a capital letter or a cue must speak."""
