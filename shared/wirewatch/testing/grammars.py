"""What the sentences of generated news are made of, in each language it is written in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grammar:
    """Any subject fits any verb, any verb any object; `said` and `news` are templates."""

    subjects: tuple[str, ...]
    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    whens: tuple[str, ...]
    links: tuple[str, ...]
    where: str
    said: str
    news: str


def _list(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split("/"))


GRAMMARS = {
    "de": Grammar(
        subjects=_list("""
            die Bürgermeisterin / die Hafenbehörde / eine Sprecherin / das Bauamt /
            die Feuerwehr / das Krankenhaus / die Universität / eine
            Bürgerinitiative / die Reederei / das Landgericht / die Stadtwerke GmbH
            / eine Forscherin
        """),
        verbs=_list("""
            prüft / verlangt / verkauft / erweitert / erneuert / schließt / bezahlt
            / beschreibt / verteidigt / kritisiert / plant / untersucht
        """),
        objects=_list("""
            die alte Brücke / das neue Wasserwerk / eine zweite Fähre / die Bücherei
            / das Stadtarchiv / die Deichstraße / eine Kläranlage / das Hallenbad /
            die Buslinie / das Freibad / eine Lagerhalle / die Turnhalle / das
            Rathaus / die Jugendherberge
        """),
        whens=_list("""
            seit Montag / noch vor dem Winter / im kommenden Herbst / trotz der
            hohen Kosten / nach langem Streit / ohne weitere Verzögerung / wegen der
            Flut / mit Geld vom Land
        """),
        links=("und", "doch", "aber", "denn"),
        where="in",
        said="Das sagte {person} am {day} in {place}, wo {firm} die Arbeit übernimmt.",
        news="{firm} aus {place}: {person} und {object}",
    ),
    "fr": Grammar(
        subjects=_list("""
            la maire / le directeur du port / une porte-parole / le conseil
            municipal / la préfecture / un syndicat / l'hôpital / une chercheuse /
            le tribunal / la compagnie des eaux / une association / le rectorat
        """),
        verbs=_list("""
            examine / réclame / vend / agrandit / rénove / ferme / finance / décrit
            / défend / critique / prépare / inspecte
        """),
        objects=_list("""
            le vieux pont / la nouvelle station d'eau / un second bateau / la
            bibliothèque / les archives de la ville / la route de la digue / une
            usine de traitement / la piscine couverte / la ligne de bus / un
            entrepôt / le gymnase / la mairie / le marché aux poissons / une école
            primaire
        """),
        whens=_list("""
            depuis lundi / avant l'hiver / à l'automne prochain / malgré le coût
            élevé / après une longue dispute / sans autre retard / à cause des
            inondations / avec l'argent de la région
        """),
        links=("et", "tandis que", "mais", "car"),
        where="à",
        said="C'est ce qu'a dit {person} le {day} à {place}, où {firm} reprend les travaux.",
        news="{firm} de {place} : {person} et {object}",
    ),
    "es": Grammar(
        subjects=_list("""
            la alcaldesa / el jefe del puerto / una portavoz / el consejo municipal
            / la policía local / un sindicato / el hospital / una investigadora / el
            tribunal / la compañía de aguas / una asociación / la universidad
        """),
        verbs=_list("""
            revisa / exige / vende / amplía / renueva / cierra / paga / describe /
            defiende / critica / prepara / investiga
        """),
        objects=_list("""
            el puente viejo / la nueva planta de agua / un segundo barco / la
            biblioteca / el archivo de la ciudad / la carretera del dique / una
            depuradora / la piscina cubierta / la línea de autobús / un almacén / el
            gimnasio / el ayuntamiento / el mercado de pescado / una escuela
            primaria
        """),
        whens=_list("""
            desde el lunes / antes del invierno / el próximo otoño / a pesar del
            alto coste / después de una larga disputa / sin más retraso / por las
            inundaciones / con dinero de la región
        """),
        links=("y", "mientras", "pero", "porque"),
        where="en",
        said="Así lo dijo {person} el {day} en {place}, donde {firm} se encarga de las obras.",
        news="{firm} de {place}: {person} y {object}",
    ),
    "en": Grammar(
        subjects=_list("""
            the mayor / the harbour master / a spokeswoman / the town council / the
            fire service / a trade union / the hospital / a researcher / the court /
            the water company / a residents' group / the university
        """),
        verbs=_list("""
            inspects / demands / sells / extends / renews / closes / pays for /
            describes / defends / criticises / prepares / examines
        """),
        objects=_list("""
            the old bridge / the new waterworks / a second ferry / the library / the
            town archive / the road along the dyke / a treatment plant / the
            swimming hall / the bus line / a warehouse / the gymnasium / the town
            hall / the fish market / a primary school
        """),
        whens=_list("""
            since Monday / before the winter / in the coming autumn / despite the
            high cost / after a long dispute / without further delay / because of
            the floods / with money from the region
        """),
        links=("and", "while", "but", "because"),
        where="in",
        said="So said {person} on the {day} in {place}, where {firm} is to take over the work.",
        news="{firm} of {place}: {person} and {object}",
    ),
}

SYLLABLES = _list("""
    bal / cor / dun / fel / gar / hol / jas / kel / lor / mir / nev / osk / pel /
    rud / sav / tor / ulm / ver / wes / zan / ber / dal / eck / fin / gol / hart
""")
"""Of invented names."""
