/* words.h - the names, places, codes and shares that generate.c draws from: facts of the registers, and words of our own.
 */
#ifndef TESTS_WORLD_WORDS_H
#define TESTS_WORLD_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* ---- France ---- */

static const char *const men[] = {
	"JEAN", "PIERRE", "MICHEL", "PHILIPPE", "ALAIN", "NICOLAS", "CHRISTOPHE", "PATRICK", "DANIEL", "LAURENT", "JULIEN", "ERIC", "DAVID",
	"STEPHANE", "PASCAL", "SEBASTIEN", "ALEXANDRE", "THOMAS", "OLIVIER", "THIERRY", "ANTOINE", "MAXIME", "ROMAIN", "BRUNO", "HUGO",
	"MOHAMED", "LUCAS", "KARIM", "JEAN-PIERRE", "JEAN-LUC", "ADRIEN", "VINCENT", "FABRICE", "GUILLAUME", "RACHID", "CYRIL", "YANN",
};
static const char *const women[] = {
	"MARIE", "NATHALIE", "ISABELLE", "SYLVIE", "CATHERINE", "FRANCOISE", "VALERIE", "CHRISTINE", "SANDRINE", "STEPHANIE", "VERONIQUE",
	"CELINE", "SOPHIE", "AURELIE", "JULIE", "LAURENCE", "CAMILLE", "EMILIE", "LEA", "PAULINE", "CHLOE", "MANON", "FATIMA", "CLAIRE",
	"ANNE-SOPHIE", "MARIE-CLAUDE", "LUCIE", "HELENE", "MATHILDE", "AGNES", "SARAH", "NADIA", "ELODIE", "VIRGINIE", "KARINE", "INES",
};
static const char *const surnames[] = {
	"MARTIN", "BERNARD", "THOMAS", "PETIT", "ROBERT", "RICHARD", "DURAND", "DUBOIS", "MOREAU", "LAURENT", "SIMON", "MICHEL", "LEFEVRE",
	"LEROY", "ROUX", "DAVID", "BERTRAND", "MOREL", "FOURNIER", "GIRARD", "BONNET", "DUPONT", "LAMBERT", "FONTAINE", "ROUSSEAU",
	"VINCENT", "MULLER", "LEFEBVRE", "FAURE", "ANDRE", "MERCIER", "BLANC", "GUERIN", "BOYER", "GARNIER", "CHEVALIER", "FRANCOIS",
	"LEGRAND", "GAUTHIER", "GARCIA", "PERRIN", "ROBIN", "CLEMENT", "MORIN", "NICOLAS", "HENRY", "ROUSSEL", "MATHIEU", "GAUTIER",
	"MASSON", "MARCHAND", "DUVAL", "DENIS", "DUMONT", "MARIE", "LEMAIRE", "NOEL", "MEYER", "DUFOUR", "MEUNIER", "BRUN", "BLANCHARD",
	"GIRAUD", "JOLY", "RIVIERE", "LUCAS", "BRUNET", "GAILLARD", "BARBIER", "ARNAUD", "MARTINEZ", "GERARD", "ROCHE", "RENARD", "SCHMITT",
	"ROY", "LEROUX", "COLIN", "VIDAL", "CARON", "PICARD", "ROGER", "FABRE", "AUBERT", "LEMOINE", "RENAUD", "DUMAS", "LACROIX", "OLIVIER",
	"PHILIPPE", "BOURGEOIS", "PIERRE", "BENOIT", "REY", "LECLERC", "PAYET", "ROLLAND", "LECLERCQ", "GUILLAUME", "LECOMTE", "LOPEZ",
	"JEAN", "DUPUY", "GUILLOT", "HUBERT", "BERGER", "CARPENTIER", "SANCHEZ", "DUPUIS", "MOULIN", "LOUIS", "DESCHAMPS", "HUET", "VASSEUR",
	"PEREZ", "BOUCHER", "FLEURY", "ROYER", "KLEIN", "JACQUET", "ADAM", "PARIS", "POIRIER", "MARTY", "AUBRY", "GUYOT", "CARRE", "CHARLES",
	"D'ALMEIDA", "LE GOFF", "DE OLIVEIRA", "NGUYEN", "BENALI", "DIALLO", "TRAORE", "EL AMRANI", "N'DIAYE", "SAINT-JEAN",
};
static const char *const towns[] = {
	"PARIS", "LYON", "MARSEILLE", "TOULOUSE", "NICE", "NANTES", "MONTPELLIER", "STRASBOURG", "BORDEAUX", "LILLE", "RENNES", "REIMS",
	"TOULON", "GRENOBLE", "DIJON", "ANGERS", "NIMES", "AIX-EN-PROVENCE", "BREST", "LE MANS", "AMIENS", "TOURS", "LIMOGES", "ANNECY",
	"METZ", "BESANCON", "ORLEANS", "ROUEN", "MULHOUSE", "CAEN", "NANCY", "ARGENTEUIL", "ROUBAIX", "AVIGNON", "POITIERS", "PAU",
	"LA ROCHELLE", "CALAIS", "COLMAR", "VANNES", "QUIMPER", "VALENCE", "BOURGES", "SAINT-MALO", "BAYONNE", "ARLES", "ALBI", "AURILLAC",
	"L'ISLE-ADAM", "SAINT-ETIENNE", "CHATEAUROUX", "BEAUVAIS", "CHOLET", "LAVAL", "NIORT", "SETE", "VICHY", "DOLE", "GAP", "FOIX",
};
static const char *const brand_starts[] = {
	"NOVA", "ALTA", "AXI", "BATI", "BIO", "CAP", "CLAR", "DATA", "DELTA", "DIGI", "ECO", "ELEC", "EURO", "FLEX", "GEO", "GLOBAL", "HELIO",
	"HYDRO", "IDEA", "INFO", "INNO", "KALI", "LEMO", "LOGI", "LUMI", "MAXI", "MEDI", "MERI", "META", "NEO", "NET", "NORD", "OMNI", "OPTI",
	"ORIA", "PHARMA", "PIXEL", "PLANI", "PRIMO", "PRO", "QUADRA", "RESO", "SECUR", "SERVI", "SOLA", "SOFT", "SUD", "SYN", "TECHNI", "TERRA",
	"TRANS", "ULTRA", "URBA", "VEGA", "VERTI", "VIA", "VISIO", "VITA", "WEB", "XENO",
};
static const char *const brand_ends[] = {
	"TECH", "SOFT", "BAT", "LOG", "MED", "NET", "PLUS", "CONSEIL", "SERVICE", "SYS", "TRANS", "VERT", "LAB", "CARE", "CONCEPT", "DESIGN",
	"DRIVE", "FORM", "GEST", "HOME", "IMMO", "INVEST", "LINE", "LINK", "MAT", "METAL", "NOV", "PACK", "PHONE", "POINT", "PROD", "RENOV",
	"SCAN", "SENS", "STAR", "STORE", "TEAM", "TRADE", "VISION", "WAY", "WORK", "ZEN", "ENERGIE", "HABITAT", "MARINE", "MEDIA", "PISCINES",
};
static const char *const brand_tails[] = {
	" FRANCE", " GROUPE", " CONSEIL", " SERVICES", " SOLUTIONS", " & CO", " INTERNATIONAL", " HOLDING", " DEVELOPPEMENT",
	" OUEST", " RHONE ALPES", " 2000", " DISTRIBUTION", " INGENIERIE", " FORMATION",
};
static const char *const trades[] = {
	"BOULANGERIE", "PHARMACIE", "GARAGE", "MENUISERIE", "TRANSPORTS", "RESTAURANT", "HOTEL", "CABINET", "IMPRIMERIE", "MACONNERIE",
	"AMBULANCES", "PEPINIERES", "SCIERIE", "CHARPENTES", "TAXI", "AUTO ECOLE", "OPTIQUE", "CLINIQUE", "LABORATOIRE", "ATELIER", "CAVE",
	"DOMAINE", "CHATEAU", "ETABLISSEMENTS", "ENTREPRISE", "SOCIETE NOUVELLE", "COMPAGNIE", "AGENCE", "STUDIO", "EDITIONS",
};
static const char *const places[] = {
	"DU MOULIN", "DE LA GARE", "DES TILLEULS", "DU CHATEAU", "DE LA FONTAINE", "DES LILAS", "DU PARC", "DE L'EGLISE", "DU LAC", "DES PINS",
	"DE LA PLACE", "DU PORT", "DES VIGNES", "DU PRE", "DE LA CROIX", "DES ROSES", "DU SOLEIL", "DE L'ETOILE", "DES CHENES", "DU VAL",
};
/* How names are made: see compose(). What stands twice is twice as frequent. */
static const char *const company_names[] = {
	"ETABLISSEMENTS %s", "ETABLISSEMENTS %s ET FILS", "%s & %s ASSOCIES", "%w %p", "%w %p", "%w %p", "%w %s", "%w %s", "%w %s", "%s %e",
	"%b %t", "SOC %s S A", "%s FRERES", "%b%e", "%b%e", "%b%e", "%b%e", "%b%e", "%b%e%x", "%b%e%x", "%b%e%x", "%b%e%x", "%b%e%x", "%b%e%x",
	"%b%e%x", "%b%e%x",
};
static const char *const property_names[] = {"SCI %s", "SCI %s", "SCI %p", "SCI %p", "SCI %b%e", "SCI %b%e", "SCI %b%e %d", "SCI %l %l %l"};
static const char *const farm_names[] = {"GAEC %p", "EARL %p", "EARL FERME %p", "GAEC %s", "EARL %s", "SCEA %s ET FILS"};
static const char *const clubs[] = {
	"ASSOCIATION SPORTIVE", "COMITE DES FETES", "AMICALE LAIQUE", "CLUB DE PETANQUE", "SOCIETE DE CHASSE", "LES AMIS DE L'ORGUE",
	"ECOLE DE MUSIQUE", "UNION DES COMMERCANTS", "CENTRE SOCIAL", "FOYER RURAL", "CHORALE", "TENNIS CLUB", "THEATRE DES QUATRE VENTS",
};
/* As people write them: small letters and accents. */
static const char *const shops[] = {
	"Café de la Gare", "Boulangerie Lefèvre", "L'Épicerie", "Crêperie du Port", "Chez Zoé", "Atelier Bois & Métal", "Le Petit Déjeuner",
	"Institut Éclat", "Garage de l'Étoile", "La Pâtisserie", "Fleurs d'Été", "Coiffure Hélène", "Pizzeria Bella Vità", "Château Saint-Rémy",
	"Aux Délices, traiteur", "Gîte \"Les Glycines\"", "Ferme des Chênes", "Optique Générale", "Librairie Voltaire, papeterie", "Ô Soleil",
	"Mécanique Rhône", "Œnothèque du Marché", "Maçonnerie générale", "Élagage Dupré", "Jardin à l'anglaise", "Taxi Noël", "Studio Août",
};
struct activity {
	const char *code, *code_2025;
	uint32_t person, legal; /* weights */
};
/* NAF rev 2, the class it mostly becomes in NAF 2025, and how often among sole traders and others. */
static const struct activity activities[] = {
	{"01.11Z", "01.11Y", 14, 6}, {"01.13Z", "01.13Y", 4, 2}, {"01.21Z", "01.21Y", 6, 6}, {"01.41Z", "01.41Y", 5, 4},
	{"01.50Z", "01.50Y", 12, 6}, {"02.10Z", "02.10Y", 3, 3}, {"10.71C", "10.71Y", 7, 6}, {"13.92Z", "13.92Y", 2, 1},
	{"14.13Z", "14.21Y", 3, 1}, {"16.23Z", "16.23Y", 1, 2}, {"18.12Z", "18.12Y", 1, 3}, {"20.42Z", "20.42Y", 1, 1},
	{"22.29A", "22.26Y", 0, 2}, {"23.70Z", "23.70Y", 1, 1}, {"25.11Z", "25.11Y", 1, 3}, {"25.62B", "25.53Y", 1, 4},
	{"26.51B", "26.51Y", 0, 1}, {"28.29B", "28.29Y", 0, 1}, {"32.12Z", "32.12Y", 4, 1}, {"33.12Z", "33.12Y", 3, 3},
	{"33.20A", "33.20Y", 1, 2}, {"35.11Z", "35.11Y", 4, 6}, {"38.11Z", "38.11Y", 0, 1}, {"41.10A", "68.12Y", 1, 14},
	{"41.20A", "41.00Y", 8, 10}, {"41.20B", "41.00Y", 3, 6}, {"42.11Z", "42.11Y", 0, 2},
	{"43.21A", "43.21Y", 14, 12}, {"43.22A", "43.22Y", 9, 8}, {"43.22B", "43.22Y", 5, 5}, {"43.29A", "43.24Y", 3, 3},
	{"43.31Z", "43.31Y", 6, 4}, {"43.32A", "43.32Y", 10, 7}, {"43.33Z", "43.33Y", 6, 4}, {"43.34Z", "43.34Y", 14, 7},
	{"43.39Z", "43.35Y", 12, 8}, {"43.91A", "43.41Y", 6, 4}, {"43.99C", "43.99Y", 18, 14},
	{"45.11Z", "47.81Y", 6, 6}, {"45.20A", "95.40Y", 9, 8}, {"46.17A", "46.17Y", 3, 2}, {"46.19B", "46.19Y", 6, 6},
	{"46.51Z", "46.50Y", 0, 2}, {"46.69B", "46.64Y", 1, 5}, {"46.90Z", "46.90Y", 2, 6}, {"47.11B", "47.11Y", 5, 4},
	{"47.11D", "47.11Y", 1, 3}, {"47.19B", "47.12Y", 3, 3}, {"47.24Z", "47.24Y", 2, 2}, {"47.59B", "47.55Y", 3, 3},
	{"47.71Z", "47.71Y", 8, 6}, {"47.73Z", "47.73Y", 4, 4}, {"47.78C", "47.78Y", 10, 5}, {"47.81Z", "47.21Y", 16, 2},
	{"47.89Z", "47.79Y", 12, 2}, {"47.91A", "47.91Y", 18, 6}, {"47.91B", "47.91Y", 22, 8},
	{"49.32Z", "49.33Y", 14, 6}, {"49.41A", "49.41Y", 3, 7}, {"49.41B", "49.41Y", 3, 4}, {"52.29B", "52.31Y", 1, 2},
	{"53.20Z", "53.20Y", 24, 4}, {"55.10Z", "55.10Y", 3, 6}, {"55.20Z", "55.20Y", 20, 4},
	{"56.10A", "56.11Y", 16, 18}, {"56.10C", "56.11Y", 18, 14}, {"56.30Z", "56.30Y", 9, 6},
	{"58.14Z", "58.13Y", 0, 1}, {"58.29A", "58.29Y", 1, 2}, {"58.29C", "58.29Y", 1, 4}, {"59.11A", "59.11Y", 2, 4},
	{"61.90Z", "61.90Y", 1, 1}, {"62.01Z", "62.10Y", 12, 10}, {"62.02A", "62.20Y", 12, 14},
	{"62.02B", "62.20Y", 1, 1}, {"62.03Z", "62.20Y", 1, 1}, {"62.09Z", "62.90Y", 4, 2}, {"63.11Z", "63.10Y", 2, 2},
	{"63.12Z", "63.91Y", 1, 1}, {"64.20Z", "64.21Y", 0, 30}, {"66.19B", "66.19Y", 1, 5}, {"66.22Z", "66.22Y", 4, 6},
	{"66.30Z", "66.30Y", 0, 6}, {"68.10Z", "68.11Y", 2, 8}, {"68.20A", "68.20Y", 40, 10},
	{"68.20B", "68.20Y", 12, 60}, {"68.31Z", "68.31Y", 12, 8}, {"68.32A", "68.32Y", 2, 4},
	{"69.10Z", "69.10Y", 14, 6}, {"69.20Z", "69.20Y", 2, 8}, {"70.10Z", "70.10Y", 0, 10},
	{"70.22Z", "70.20Y", 24, 22}, {"71.11Z", "71.11Y", 8, 5}, {"71.12B", "71.12Y", 9, 14},
	{"71.20B", "71.20Y", 2, 4}, {"72.19Z", "72.10Y", 0, 2}, {"73.11Z", "73.11Y", 8, 6}, {"73.20Z", "73.20Y", 1, 1},
	{"74.10Z", "74.12Y", 14, 3}, {"74.20Z", "74.20Y", 12, 2}, {"74.30Z", "74.30Y", 5, 1},
	{"74.90B", "74.99Y", 10, 5}, {"77.11A", "77.11Y", 1, 2}, {"77.39Z", "77.39Y", 0, 3}, {"78.10Z", "78.10Y", 1, 1},
	{"78.20Z", "78.20Y", 0, 2}, {"79.11Z", "79.11Y", 1, 2}, {"80.10Z", "80.01Y", 1, 3}, {"81.10Z", "81.10Y", 0, 28},
	{"81.21Z", "81.21Y", 16, 6}, {"81.22Z", "81.22Y", 2, 1}, {"81.30Z", "81.30Y", 12, 5}, {"82.11Z", "82.10Y", 8, 2},
	{"82.30Z", "82.30Y", 2, 2}, {"82.99Z", "82.99Y", 10, 6}, {"84.11Z", "84.11Y", 0, 8},
	{"85.51Z", "85.51Y", 16, 10}, {"85.52Z", "85.52Y", 10, 8}, {"85.59A", "85.59Y", 14, 8},
	{"85.59B", "85.59Y", 18, 4}, {"86.21Z", "86.21Y", 16, 4}, {"86.22C", "86.22Y", 10, 3},
	{"86.23Z", "86.23Y", 9, 4}, {"86.90D", "86.94Y", 30, 4}, {"86.90E", "86.95Y", 24, 3},
	{"86.90F", "86.99Y", 18, 1}, {"87.10A", "87.10Y", 0, 1}, {"88.10A", "88.10Y", 2, 3}, {"88.91A", "88.91Y", 0, 2},
	{"88.99B", "88.99Y", 0, 4}, {"90.01Z", "90.20Y", 20, 10}, {"90.02Z", "90.39Y", 5, 3},
	{"90.03A", "90.12Y", 26, 2}, {"90.03B", "90.11Y", 8, 2}, {"91.02Z", "91.21Y", 0, 1}, {"93.12Z", "93.12Y", 0, 16},
	{"93.13Z", "93.13Y", 3, 3}, {"93.29Z", "93.29Y", 4, 10}, {"94.11Z", "94.11Y", 0, 3}, {"94.20Z", "94.20Y", 0, 2},
	{"94.99Z", "94.99Y", 0, 40}, {"95.11Z", "95.10Y", 4, 2}, {"96.01B", "96.91Y", 2, 2}, {"96.02A", "96.21Y", 16, 8},
	{"96.02B", "96.22Y", 18, 4}, {"96.04Z", "96.23Y", 6, 1}, {"96.09Z", "96.99Y", 24, 4},
};
static const char *const codes_2003[] = {"52.4A", "52.4C", "72.2A", "72.2C", "74.1G", "74.1J", "45.4J", "45.2A", "55.3A", "55.4B", "85.1C", "70.2C",
                                         "60.2M", "93.0D", "28.5D", "51.1R", "74.8K", "92.3A", "15.8C", "80.4C"};
static const char *const codes_1993[] = {"52.4B", "52.6D", "72.1Z", "72.2Z", "74.1A", "74.1G", "45.2B", "45.4C", "55.3A", "55.5A", "85.1E", "70.2A",
                                         "60.2N", "93.0E", "28.5A", "51.1T", "74.8A", "01.1A", "18.2D", "22.2C"};
static const char *const codes_1973[] = {"57.10", "22.02", "55.71", "67.01", "64.21", "87.04", "84.21", "62.41", "77.03", "69.11", "97.90", "65.01"};

struct form {
	const char *code;
	uint32_t weight;
	enum { COMPANY, PROPERTY, CLUB, TOWN, OWNERS, FARM } kind;
};
/* Legal categories of those who are no persons. */
static const struct form forms[] = {
	{"5499", 3200, COMPANY}, {"5710", 2350, COMPANY}, {"6540", 1700, PROPERTY}, {"9220", 1250, CLUB},   {"9110", 420, OWNERS},
	{"5599", 120, COMPANY},  {"5485", 110, COMPANY},  {"6598", 150, FARM},    {"5202", 50, COMPANY},  {"5306", 10, COMPANY},
	{"5785", 40, COMPANY},   {"6533", 60, FARM},    {"6541", 60, PROPERTY},   {"6220", 30, COMPANY},  {"5505", 20, COMPANY},
	{"5699", 20, COMPANY},   {"3120", 60, COMPANY},   {"7210", 60, TOWN},       {"7344", 10, TOWN},     {"7490", 10, TOWN},
	{"2110", 90, COMPANY},    {"2310", 60, COMPANY},    {"6316", 20, FARM},     {"5800", 2, COMPANY},   {"8410", 10, CLUB},
	{"9230", 20, CLUB},      {"5532", 10, COMPANY},   {"5460", 5, COMPANY},
};

/* ---- United Kingdom ---- */

/* Sorted, because the true file is sorted by name. */
static const char *const uk_starts[] = {
	"ABBEY", "ACORN", "ADLER", "ALBION", "ALDER", "AMBER", "ANCHOR", "APEX", "ARDEN", "ASHFORD", "ASPEN", "ATLAS", "AVON", "BARLEY",
	"BEACON", "BECKETT", "BIRCH", "BLACKWELL", "BLUEBELL", "BRAMBLE", "BRIDGE", "BRIGHTSIDE", "CALDER", "CAMBRIA", "CEDAR", "CHILTERN",
	"CITY", "CLARKE", "CLYDE", "COPPER", "CRESCENT", "CROWN", "DALTON", "DENE", "DRAKE", "EAGLE", "EASTGATE", "EDEN", "ELMWOOD", "EMERALD",
	"FAIRWAY", "FALCON", "FENWICK", "FOREST", "FOXGLOVE", "GARNET", "GLEN", "GRANITE", "GREENFIELD", "GRIFFIN", "HADLEY", "HARBOUR",
	"HAWTHORN", "HEATHER", "HIGHLAND", "HOLLY", "HORIZON", "IMPERIAL", "IVY", "JUBILEE", "JUNIPER", "KESTREL", "KINGSWAY", "LAKESIDE",
	"LANGLEY", "LARCH", "LINDEN", "LOMOND", "MAPLE", "MARLOW", "MEADOW", "MERIDIAN", "MERSEY", "MILLBROOK", "NAVIGATOR", "NEWTON",
	"NORTHGATE", "OAKLEY", "OCEAN", "ORCHARD", "OSPREY", "PARKSIDE", "PENNINE", "PINNACLE", "PLATINUM", "QUAY", "QUEENSWAY", "RAVEN",
	"REDWOOD", "REGENT", "RIVERSIDE", "ROWAN", "SAFFRON", "SEVERN", "SHIRE", "SILVER", "SPRING", "STERLING", "SUMMIT", "THAMES",
	"THISTLE", "TOWER", "TRIDENT", "UNION", "VALE", "VERTEX", "VICTORIA", "WARWICK", "WESTGATE", "WILLOW", "WINDSOR", "YEW", "YORK", "ZENITH",
};
static const char *const uk_middles[] = {
	"CONSULTING", "PROPERTY", "PROPERTIES", "SOLUTIONS", "SERVICES", "BUILDING", "CONSTRUCTION", "HOLDINGS", "GROUP", "DESIGN", "MEDIA",
	"TRADING", "FOODS", "TRANSPORT", "LOGISTICS", "SYSTEMS", "SOFTWARE", "TECHNOLOGIES", "DIGITAL", "CARE", "HEALTH", "ESTATES",
	"DEVELOPMENTS", "ENGINEERING", "ELECTRICAL", "PLUMBING & HEATING", "MOTORS", "RECRUITMENT", "VENTURES", "CAPITAL", "INVESTMENTS",
	"EVENTS", "TRAVEL", "RETAIL", "CLEANING", "SECURITY", "TRAINING", "MARKETING", "PARTNERS", "COURT MANAGEMENT COMPANY", "LETTINGS",
};
static const char *const uk_people[] = {
	"SMITH", "JONES", "TAYLOR", "BROWN", "WILLIAMS", "WILSON", "JOHNSON", "DAVIES", "PATEL", "ROBINSON", "WRIGHT", "THOMPSON", "EVANS",
	"WALKER", "WHITE", "ROBERTS", "GREEN", "HALL", "KHAN", "WOOD", "JACKSON", "O'NEILL", "MACDONALD", "HUGHES", "EDWARDS", "AHMED",
};
static const char *const uk_streets[] = {
	"HIGH STREET", "STATION ROAD", "CHURCH LANE", "VICTORIA ROAD", "PARK AVENUE", "LONDON ROAD", "MILL LANE", "QUEEN STREET", "THE GREEN",
	"KING STREET", "MAIN STREET", "BRIDGE STREET", "NEW ROAD", "MANOR ROAD", "CASTLE STREET", "GROSVENOR PLACE", "CITY ROAD",
};
struct town {
	const char *name, *county, *area;
};
static const struct town uk_towns[] = {
	{"LONDON", "", "EC1V"},       {"LONDON", "", "WC2H"},         {"LONDON", "GREATER LONDON", "N1"},     {"MANCHESTER", "", "M1"},
	{"BIRMINGHAM", "WEST MIDLANDS", "B3"}, {"LEEDS", "WEST YORKSHIRE", "LS1"}, {"BRISTOL", "", "BS1"},    {"LIVERPOOL", "MERSEYSIDE", "L2"},
	{"SHEFFIELD", "", "S1"},      {"NOTTINGHAM", "", "NG1"},      {"LEICESTER", "", "LE1"},               {"READING", "BERKSHIRE", "RG1"},
	{"CAMBRIDGE", "", "CB2"},     {"OXFORD", "OXFORDSHIRE", "OX1"}, {"BRIGHTON", "EAST SUSSEX", "BN1"},   {"NORWICH", "NORFOLK", "NR1"},
	{"EXETER", "DEVON", "EX1"},   {"YORK", "", "YO1"},            {"COVENTRY", "", "CV1"},                {"MILTON KEYNES", "", "MK9"},
	{"CARDIFF", "", "CF10"},      {"SWANSEA", "", "SA1"},         {"NEWCASTLE UPON TYNE", "", "NE1"},     {"KINGSTON-UPON-THAMES", "SURREY", "KT1"},
};
static const struct town scots_towns[] = {
	{"EDINBURGH", "", "EH2"}, {"GLASGOW", "", "G2"}, {"ABERDEEN", "ABERDEENSHIRE", "AB10"}, {"DUNDEE", "", "DD1"}, {"INVERNESS", "", "IV1"},
};
static const struct town irish_towns[] = {{"BELFAST", "", "BT1"}, {"LONDONDERRY", "", "BT48"}, {"NEWRY", "COUNTY DOWN", "BT34"}};
struct weighted {
	const char *text;
	uint32_t weight;
};
static const struct weighted uk_activities[] = {
	{"01110 - Growing of cereals (except rice), leguminous crops and oil seeds", 6},
	{"10710 - Manufacture of bread; manufacture of fresh pastry goods and cakes", 3},
	{"21200 - Manufacture of pharmaceutical preparations", 1},
	{"25990 - Manufacture of other fabricated metal products not elsewhere classified", 5},
	{"26110 - Manufacture of electronic components", 1},
	{"26511 - Manufacture of electronic measuring, testing etc. equipment, not for industrial process control", 1},
	{"28990 - Manufacture of other special-purpose machinery not elsewhere classified", 2},
	{"33200 - Installation of industrial machinery and equipment", 4},
	{"35110 - Production of electricity", 4},
	{"41100 - Development of building projects", 30},
	{"41202 - Construction of domestic buildings", 26},
	{"43210 - Electrical installation", 14},
	{"43220 - Plumbing, heat and air-conditioning installation", 12},
	{"43290 - Other construction installation", 6},
	{"43390 - Other building completion and finishing", 12},
	{"45200 - Maintenance and repair of motor vehicles", 12},
	{"46900 - Non-specialised wholesale trade", 12},
	{"47190 - Other retail sale in non-specialised stores", 10},
	{"47710 - Retail sale of clothing in specialised stores", 8},
	{"47730 - Dispensing chemist in specialised stores", 5},
	{"47910 - Retail sale via mail order houses or via Internet", 44},
	{"47990 - Other retail sale not in stores, stalls or markets", 10},
	{"49410 - Freight transport by road", 20},
	{"52290 - Other transportation support activities", 6},
	{"53202 - Unlicensed carrier", 12},
	{"55100 - Hotels and similar accommodation", 6},
	{"56101 - Licensed restaurants", 22},
	{"56103 - Take-away food shops and mobile food stands", 14},
	{"56302 - Public houses and bars", 10},
	{"58290 - Other software publishing", 4},
	{"59111 - Motion picture production activities", 10},
	{"61900 - Other telecommunications activities", 4},
	{"62011 - Ready-made interactive leisure and entertainment software development", 4},
	{"62012 - Business and domestic software development", 22},
	{"62020 - Information technology consultancy activities", 40},
	{"62090 - Other information technology service activities", 24},
	{"63110 - Data processing, hosting and related activities", 5},
	{"64209 - Activities of other holding companies not elsewhere classified", 24},
	{"64999 - Financial intermediation not elsewhere classified", 8},
	{"66190 - Activities auxiliary to financial intermediation not elsewhere classified", 8},
	{"68100 - Buying and selling of own real estate", 44},
	{"68209 - Other letting and operating of own or leased real estate", 60},
	{"68320 - Management of real estate on a fee or contract basis", 24},
	{"69102 - Solicitors", 6},
	{"69201 - Accounting and auditing activities", 10},
	{"70100 - Activities of head offices", 8},
	{"70229 - Management consultancy activities other than financial management", 44},
	{"71111 - Architectural activities", 5},
	{"71121 - Engineering design activities for industrial process and production", 6},
	{"71129 - Other engineering activities", 16},
	{"72110 - Research and experimental development on biotechnology", 3},
	{"72190 - Other research and experimental development on natural sciences and engineering", 5},
	{"73110 - Advertising agencies", 12},
	{"74100 - Specialised design activities", 12},
	{"74909 - Other professional, scientific and technical activities not elsewhere classified", 24},
	{"77110 - Renting and leasing of cars and light motor vehicles", 3},
	{"78109 - Other activities of employment placement agencies", 10},
	{"78200 - Temporary employment agency activities", 8},
	{"79110 - Travel agency activities", 4},
	{"80100 - Private security activities", 8},
	{"81210 - General cleaning of buildings", 12},
	{"82990 - Other business support service activities not elsewhere classified", 40},
	{"84110 - General public administration activities", 2},
	{"85590 - Other education not elsewhere classified", 14},
	{"85600 - Educational support services", 5},
	{"86210 - General medical practice activities", 6},
	{"86900 - Other human health activities", 16},
	{"88100 - Social work activities without accommodation for the elderly and disabled", 6},
	{"90010 - Performing arts", 6},
	{"93130 - Fitness facilities", 5},
	{"94990 - Activities of other membership organisations not elsewhere classified", 10},
	{"96020 - Hairdressing and other beauty treatment", 14},
	{"96090 - Other service activities not elsewhere classified", 28},
	{"98000 - Residents property management", 40},
	{"99999 - Dormant Company", 60},
};
static const struct weighted uk_states[] = {
	{"Active", 9100}, {"Active - Proposal to Strike off", 520}, {"Liquidation", 230}, {"In Administration", 25},
	{"Voluntary Arrangement", 8}, {"In Administration/Administrative Receiver", 2}, {"RECEIVERSHIP", 3}, {"Live but Receiver Manager on at least one charge", 12},
};
static const struct weighted uk_accounts[] = {
	{"MICRO ENTITY", 3000}, {"TOTAL EXEMPTION FULL", 2700}, {"DORMANT", 1350}, {"UNAUDITED ABRIDGED", 350}, {"FULL", 160}, {"GROUP", 55},
	{"SMALL", 120}, {"MEDIUM", 12}, {"AUDIT EXEMPTION SUBSIDIARY", 40}, {"FILING EXEMPTION SUBSIDIARY", 3}, {"TOTAL EXEMPTION SMALL", 90},
	{"ACCOUNTS TYPE NOT AVAILABLE", 15}, {"PARTIAL EXEMPTION", 2}, {"INITIAL", 1},
};

struct list {
	char key;
	const char *const *words;
	size_t count;
};
static const char *const uk_areas[] = {"LONDON", "LEEDS", "BRISTOL", "YORK", "KENT", "NORTH WEST", "MIDLANDS", "SCOTLAND", "WALES", "UK", "EUROPE"};
/* What compose() knows by a letter. */
#define LIST(key, words) {key, words, sizeof(words) / sizeof *(words)}
static const struct list lists[] = {
	LIST('s', surnames),   LIST('t', towns),      LIST('b', brand_starts), LIST('e', brand_ends),  LIST('x', brand_tails), LIST('w', trades),
	LIST('p', places),     LIST('c', clubs),      LIST('m', uk_middles),   LIST('u', uk_people),   LIST('k', uk_starts),   LIST('f', uk_streets),
	LIST('v', uk_areas), {0, 0, 0},
};

#endif
