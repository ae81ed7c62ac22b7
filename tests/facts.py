"""The facts that the bundled data must carry: a sentence and the SPARQL query that asks for it.

Each query is complete (its prefixes included) and asks the union of all named graphs as the
default graph. A test runs them over the tables in-process; another over the served endpoint.
"""

from __future__ import annotations

from typing import Final

PREFIXES: Final = """\
PREFIX : <https://w3id.org/s3r/oms/>
PREFIX challenge: <https://w3id.org/s3r/oms/challenge-area/>
PREFIX code: <https://w3id.org/s3r/oms/code/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX language: <http://publications.europa.eu/resource/authority/language/>
PREFIX locn: <http://www.w3.org/ns/locn#>
PREFIX m8g: <http://data.europa.eu/m8g/>
PREFIX nuts: <http://data.europa.eu/nuts/code/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX organisation: <https://w3id.org/s3r/oms/organisation/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX project: <https://w3id.org/s3r/oms/project/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX s3r: <https://w3id.org/s3r/ns#>
PREFIX schema: <http://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX theme: <http://publications.europa.eu/resource/authority/data-theme/>
PREFIX territory: <https://w3id.org/s3r/oms/territory/>
PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>
PREFIX wikidata: <http://www.wikidata.org/entity/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

COOPERATION: Final = "<https://w3id.org/s3r/oms/cooperation/oms>"
WORKING_GROUP: Final = "<https://w3id.org/s3r/oms/cooperation/oms-arbetsgrupp>"
ROADMAPS: Final = "<https://w3id.org/s3r/oms/document/fardplaner-2023-2027>"
FILM: Final = "<https://w3id.org/s3r/oms/film/ecs3-resultatfilm>"
FUND: Final = "<https://w3id.org/s3r/oms/programme/erdf>"

REGIONS: Final = (
    ("region-uppsala", "Region Uppsala", "se121"),
    ("region-sormland", "Region Sörmland", "se122"),
    ("region-ostergotland", "Region Östergötland", "se123"),
    ("region-orebro-lan", "Region Örebro län", "se124"),
    ("region-vastmanland", "Region Västmanland", "se125"),
)

COUNTIES: Final = (
    ("Uppsala", "SE121", "SE-C", "03", "Q104926"),
    ("Södermanland", "SE122", "SE-D", "04", "Q106915"),
    ("Östergötland", "SE123", "SE-E", "05", "Q104940"),
    ("Örebro", "SE124", "SE-T", "18", "Q104257"),
    ("Västmanland", "SE125", "SE-U", "19", "Q105075"),
)

AREAS: Final = (
    ("smart-industry", "Smart industri", "Smart industry", "TECH"),
    ("energy-solutions", "Morgondagens energilösningar", "Tomorrow's energy solutions", "ENER"),
    ("sustainable-food", "Hållbar livsmedelsförsörjning", "Sustainable food supply", "AGRI"),
    (
        "life-science",
        "Life science, välfärdsteknik och e-hälsa",
        "Life science, welfare technology and e-health",
        "HEAL",
    ),
)

TOPICS: Final = (
    ("smart-industry", "digitalisation"),
    ("smart-industry", "access to skills"),
    ("smart-industry", "sustainable production"),
    ("smart-industry", "visualisation"),
    ("smart-industry", "automation"),
    ("smart-industry", "(AI)"),
    ("smart-industry", "advanced materials"),
    ("smart-industry", "additive manufacturing"),
    ("energy-solutions", "energy efficiency"),
    ("energy-solutions", "electrification"),
    ("energy-solutions", "energy systems"),
    ("energy-solutions", "mobility"),
    ("sustainable-food", "new production methods"),
    ("sustainable-food", "new products"),
    ("sustainable-food", "sustainable production and processing"),
    ("life-science", "research"),
    ("life-science", "testing"),
    ("life-science", "implementation of solutions for care"),
)

PROJECTS: Final = (
    ("visual-lift", "Visual LIFT", "smart-industry"),
    ("testa-center", "Testa Center", "life-science"),
    ("fast-lane-4-industry", "Fast Lane 4 industry", "life-science"),
    ("agronoder-i-samverkan", "Agronoder i samverkan", "sustainable-food"),
    ("agroost", "AgroÖst", "sustainable-food"),
    ("agro-sormland", "Agro Sörmland", "sustainable-food"),
    ("agro-orebro", "Agro Örebro", "sustainable-food"),
    ("electrification-hub", "Electrification Hub", "energy-solutions"),
)

KINDS: Final = (
    ("visual-lift", "project"),
    ("testa-center", "test-bed"),
    ("fast-lane-4-industry", "project"),
    ("agronoder-i-samverkan", "cooperation"),
    ("agronoder-i-samverkan", "platform"),
    ("agroost", "node"),
    ("agro-sormland", "node"),
    ("agro-orebro", "node"),
    ("electrification-hub", "platform"),
    ("ecs3", "project"),
)

DESCRIBED: Final = (
    ("visual-lift", "small and medium-sized industrial firms"),
    ("visual-lift", "visualisation technology"),
    ("visual-lift", "3D drawings"),
    ("visual-lift", "virtual environments of factories, products and data"),
    ("visual-lift", "nodes across the whole of East Central Sweden"),
    ("testa-center", "firms and researchers test solutions in an industrial setting"),
    ("fast-lane-4-industry", "industrial firms use the test bed"),
    ("agronoder-i-samverkan", "strategic platform for farming and food"),
    ("electrification-hub", "Mälardalen"),
    ("electrification-hub", "region, municipalities, firms and academia"),
    ("electrification-hub", "energy, electrification and electromobility"),
    ("electrification-hub", "third of the emissions of road traffic come from heavy transport"),
    ("ecs3", "joint project"),
    ("ecs3", "autumn 2023"),
)

CONTACTS: Final = (
    (
        "Matilda Eriksson",
        "matilda.eriksson2@regionorebrolan.se",
        "region-orebro-lan",
        "smart-industry",
    ),
    ("Emma Hanson", "emma.hanson@regionsormland.se", "region-sormland", "smart-industry"),
    ("Erik Asplund", "erik.asplund@regionuppsala.se", "region-uppsala", "life-science"),
    (
        "Niklas Tideklev",
        "niklas.tideklev@regionostergotland.se",
        "region-ostergotland",
        "sustainable-food",
    ),
    (
        "Erik Asph Hennerdal",
        "erik.asph.hennerdal@regionvastmanland.se",
        "region-vastmanland",
        "energy-solutions",
    ),
)

ACTORS: Final = (
    ("university", "University"),
    ("incubator", "Incubator"),
    ("science-park", "Science park"),
    ("research-institute", "Research institute"),
    ("cluster", "Cluster"),
    ("financing-platform", "Financing platform"),
)


def _ask(pattern: str) -> str:
    return f"{PREFIXES}ASK {{ {pattern} }}"


def _says(subject: str, predicate: str, words: str) -> str:
    """The English text of ``predicate`` holds ``words``, in whatever case."""
    return _ask(
        f"{subject} {predicate} ?text . FILTER(LANG(?text) = 'en' && "
        f'CONTAINS(LCASE(?text), "{words.lower()}"))'
    )


FACTS: Final[tuple[tuple[str, str], ...]] = (
    # The cooperation
    (
        "The cooperation has its Swedish and its English name.",
        _ask(
            f"{COOPERATION} a org:OrganizationalCollaboration ; skos:prefLabel "
            '"Smart specialisering i Östra Mellansverige"@sv, '
            '"Smart specialisation in East Central Sweden"@en'
        ),
    ),
    (
        "The cooperation concerns NUTS 2 region SE12.",
        _ask(f'{COOPERATION} dct:spatial/skos:notation "SE12"^^s3r:nutsCode'),
    ),
    *(
        (f"{name} is a partner.", _ask(f"{COOPERATION} org:hasMember organisation:{key}"))
        for key, name, _ in REGIONS
    ),
    (
        "The cooperation has exactly five partners.",
        _ask(
            f"{{ SELECT (COUNT(DISTINCT ?m) AS ?n) {{ {COOPERATION} org:hasMember ?m }} }} "
            "FILTER(?n = 5)"
        ),
    ),
    (
        "The cooperation is financed by the European Regional Development Fund.",
        _ask(
            f"{COOPERATION} schema:funding/dct:isPartOf ?fund . ?fund a schema:FundingScheme ; "
            'dct:title "Europeiska regionala utvecklingsfonden"@sv, '
            '"European Regional Development Fund"@en'
        ),
    ),
    (
        "The cooperation is co-funded by the European Union.",
        _ask(
            f"{COOPERATION} schema:funding/schema:funder ?eu . "
            '?eu skos:prefLabel "Europeiska unionen"@sv, "European Union"@en'
        ),
    ),
    ("The text says so too.", _says(COOPERATION, "dct:description", "co-funded by the European")),
    (
        "A working group runs the cooperation.",
        _ask(
            f"{WORKING_GROUP} a org:OrganizationalCollaboration ; "
            f"org:subOrganizationOf {COOPERATION}"
        ),
    ),
    *(
        (
            f"The working group has a member organisation in the county of {name}.",
            _ask(f"{WORKING_GROUP} org:hasMember/dct:spatial territory:{county}"),
        )
        for _, name, county in REGIONS
    ),
    (
        "One member organisation per region.",
        _says(WORKING_GROUP, "dct:description", "one member organisation from each region"),
    ),
    (
        "There is a project coordinator, described as a role.",
        _ask(
            f"{COOPERATION} m8g:contactPoint ?post . "
            "?post a m8g:ContactPoint, org:Post ; org:role code:project-coordinator"
        ),
    ),
    (
        "The project coordinator is not named.",
        _ask("FILTER NOT EXISTS { ?person org:holds/org:role code:project-coordinator }"),
    ),
    *(
        (
            f"{name} also does smart specialisation work of its own for its county.",
            _says(
                f"organisation:{key}",
                "dct:description",
                "smart specialisation work of its own for its county",
            ),
        )
        for key, name, _ in REGIONS
    ),
    (
        "Each region does work of its own, the cooperation says.",
        _says(COOPERATION, "dct:description", "each region also does smart specialisation work"),
    ),
    # The regions, as organisations and as territories
    *(
        (
            f"{name} is a public organisation that answers for its county.",
            _ask(
                f"organisation:{key} a org:Organization, m8g:PublicOrganisation, foaf:Agent ; "
                f'skos:prefLabel "{name}"@sv ; foaf:name "{name}" ; '
                f"org:classification code:region ; dct:spatial territory:{county}"
            ),
        )
        for key, name, county in REGIONS
    ),
    *(
        (
            f"{name} has NUTS code {nuts}, {iso}, county code {county}, Wikidata {wikidata}.",
            _ask(
                f"territory:{nuts.lower()} a m8g:AdminUnit, dct:Location ; "
                f'skos:altLabel "{name}"@sv ; skos:notation "{nuts}"^^s3r:nutsCode, '
                f'"{iso}"^^s3r:iso3166Code, "{county}"^^s3r:countyCode ; '
                f"skos:exactMatch nuts:{nuts} ; owl:sameAs wikidata:{wikidata} ; "
                "dct:isPartOf territory:se12"
            ),
        )
        for name, nuts, iso, county, wikidata in COUNTIES
    ),
    (
        "The county of Södermanland is also called Sörmland.",
        _ask('territory:se122 skos:altLabel "Sörmland"@sv'),
    ),
    (
        "East Central Sweden is SE12 in NUTS.",
        _ask(
            'territory:se12 locn:geographicName "Östra Mellansverige"@sv, '
            '"East Central Sweden"@en ; skos:notation "SE12"^^s3r:nutsCode ; '
            "skos:exactMatch nuts:SE12"
        ),
    ),
    (
        "The Wikidata items denote the counties, not the region organisations.",
        _ask(
            "FILTER NOT EXISTS { ?organisation a org:Organization ; owl:sameAs ?item . "
            "FILTER(STRSTARTS(STR(?item), STR(wikidata:Q))) }"
        ),
    ),
    (
        "Every territory has a geometry, a bounding box and a centroid, with attribution.",
        _ask(
            "FILTER NOT EXISTS { ?place a m8g:AdminUnit . FILTER NOT EXISTS { "
            "?place geo:asWKT ?shape ; dcat:bbox ?box ; dcat:centroid ?centre ; "
            'dct:rights "© EuroGeographics for the administrative boundaries"@en } }'
        ),
    ),
    # Roadmaps
    (
        "The roadmaps for 2023-2027 have their title.",
        _ask(
            f"{ROADMAPS} a foaf:Document ; dct:type code:roadmap ; "
            'dct:title "Färdplaner för Östra Mellansverige 2023-2027"@sv'
        ),
    ),
    (
        "The roadmaps cover the years 2023 to 2027.",
        _ask(
            f'{ROADMAPS} dct:temporal ?period . ?period dcat:startDate "2023"^^xsd:gYear ; '
            'dcat:endDate "2027"^^xsd:gYear'
        ),
    ),
    (
        "The roadmaps belong to the EU regional fund programme.",
        _ask(f"{ROADMAPS} dct:relation {FUND}"),
    ),
    (
        "The roadmaps are part of the regions' assignment for the programme.",
        _says(
            ROADMAPS,
            "dct:description",
            "part of the regions' assignment for the EU regional fund programme",
        ),
    ),
    (
        "The roadmaps point out which kinds of project matter most.",
        _says(ROADMAPS, "dct:description", "which kinds of project matter most in the shared"),
    ),
    *(
        (f"The roadmaps cover {name}.", _ask(f"{ROADMAPS} dct:subject challenge:{key}"))
        for key, _, name, _ in AREAS
    ),
    *(
        (
            f"The roadmaps are the work of {name}, among others.",
            _ask(f"{ROADMAPS} prov:wasAttributedTo organisation:{key}"),
        )
        for key, name, _ in REGIONS
    ),
    # Challenge areas
    *(
        (
            f"{english} is a challenge area with both names, shared by the cooperation.",
            _ask(
                f"challenge:{key} a s3r:ChallengeArea, skos:Concept ; skos:prefLabel "
                f'"{swedish}"@sv, "{english}"@en ; skos:definition ?sv, ?en ; '
                "skos:inScheme ?scheme ; dct:spatial territory:se12 ; "
                f"skos:closeMatch theme:{match} . ?scheme a skos:ConceptScheme . "
                f"{COOPERATION} dct:subject challenge:{key} . "
                "FILTER(LANG(?sv) = 'sv' && LANG(?en) = 'en')"
            ),
        )
        for key, swedish, english, match in AREAS
    ),
    (
        "There are exactly four challenge areas.",
        _ask("{ SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a a s3r:ChallengeArea } } FILTER(?n = 4)"),
    ),
    *(
        (
            f"The challenge area {key} takes in: {topic}.",
            _says(f"challenge:{key}", "(skos:definition|skos:scopeNote)", topic),
        )
        for key, topic in TOPICS
    ),
    # Examples of cooperation
    *(
        (
            f"{title} belongs to the challenge area {area}.",
            _ask(
                f"project:{key} a schema:Project, foaf:Project, prov:Activity ; "
                f'dct:title "{title}"@sv ; dct:subject challenge:{area} ; '
                "dct:spatial territory:se12"
            ),
        )
        for key, title, area in PROJECTS
    ),
    *((f"{key} is a {kind}.", _ask(f"project:{key} dct:type code:{kind}")) for key, kind in KINDS),
    *(
        (f"{key}: {words}.", _says(f"project:{key}", "dct:description", words))
        for key, words in DESCRIBED
    ),
    (
        "Fast Lane 4 industry belongs with Testa Center.",
        _ask("project:fast-lane-4-industry dct:relation project:testa-center"),
    ),
    *(
        (
            f"{key} is one of the agro nodes in cooperation.",
            _ask(f"project:{key} dct:isPartOf project:agronoder-i-samverkan"),
        )
        for key in ("agroost", "agro-sormland", "agro-orebro")
    ),
    (
        "There are exactly three agro nodes.",
        _ask(
            "{ SELECT (COUNT(DISTINCT ?p) AS ?n) { "
            "?p dct:isPartOf project:agronoder-i-samverkan } } FILTER(?n = 3)"
        ),
    ),
    (
        "East Central Sweden – the Innovative Region is called ECS3 and ended in 2023.",
        _ask(
            "project:ecs3 a schema:Project ; "
            'dct:title "East Central Sweden – the Innovative Region"@en ; '
            'skos:altLabel "ECS3"@en ; schema:endDate "2023"^^xsd:gYear'
        ),
    ),
    (
        "ECS3 has a result film.",
        _ask(f"{FILM} a schema:VideoObject ; schema:about project:ecs3"),
    ),
    (
        "The result film has English subtitles.",
        _ask(
            f"{FILM} schema:subtitleLanguage language:ENG ; "
            "schema:accessibilityFeature code:captions"
        ),
    ),
    (
        "The result film has an audio-described version.",
        _ask(
            f"?version a schema:VideoObject ; dct:isVersionOf {FILM} ; "
            "schema:accessibilityFeature code:audio-description"
        ),
    ),
    (
        "The result film has the examples of three firms.",
        _says(FILM, "dct:description", "examples from three firms"),
    ),
    # Contacts
    *(
        (
            f"{name} is the official contact of {organisation} for {area}.",
            _ask(
                f'?person a vcard:Individual ; vcard:fn "{name}" ; '
                f"vcard:hasEmail <mailto:{mail}> ; org:holds ?post ; "
                "s3r:publicationBasis code:official-contact . "
                "?post a m8g:ContactPoint ; org:role code:challenge-area-contact ; "
                f"dct:subject challenge:{area} . organisation:{organisation} m8g:contactPoint ?post"
            ),
        )
        for name, mail, organisation, area in CONTACTS
    ),
    (
        "Exactly five persons are published, each with a legal basis and a source.",
        _ask(
            "{ SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a vcard:Individual ; "
            "s3r:publicationBasis ?basis ; dct:source ?page ; s3r:reviewDate ?day } } "
            "FILTER(?n = 5) FILTER NOT EXISTS { ?q a vcard:Individual . "
            "FILTER NOT EXISTS { ?q s3r:publicationBasis ?b } }"
        ),
    ),
    # Also named
    *(
        (
            f"{label}: a kind of actor of the innovation system.",
            _ask(
                f'code:{key} a s3r:OrganisationKind ; skos:prefLabel "{label}"@en ; '
                "skos:broader code:innovation-actor"
            ),
        )
        for key, label in ACTORS
    ),
    (
        "The actors form the innovation system.",
        _says(
            COOPERATION,
            "dct:description",
            "Universities, incubators, science parks, research institutes, clusters and "
            "financing platforms together form the innovation system",
        ),
    ),
    (
        "The source is a web page in Swedish by Region Västmanland, with an English version.",
        _ask(
            "?page a foaf:Document ; dct:language language:SWE ; "
            "prov:wasAttributedTo organisation:region-vastmanland . "
            "?english dct:isVersionOf ?page ; dct:language language:ENG"
        ),
    ),
)
