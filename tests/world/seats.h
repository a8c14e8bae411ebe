/* seats.h - the second half of the French register for generate.c: StockEtablissement.csv, where units have their seat and other
 * establishments, and seats.csv, which says what a reader must find: siren,siret,city,region,postcode,address,state, where the
 * state is open, masked (nothing else may be told) or none (the unit has no seat in the file). The truth is written from
 * what was drawn and not from the rows, and a seat that is there twice is given by the row that was worked on last.
 */
#ifndef TESTS_WORLD_SEATS_H
#define TESTS_WORLD_SEATS_H

struct commune {
	const char *code, *postcode, *name, *region;
};

static const struct commune communes[] = {
	{"75102", "75002", "PARIS", "FR-75"},        {"75115", "75015", "PARIS", "FR-75"},         {"69382", "69002", "LYON", "FR-69"},
	{"69266", "69100", "VILLEURBANNE", "FR-69"}, {"13208", "13008", "MARSEILLE", "FR-13"},     {"31555", "31000", "TOULOUSE", "FR-31"},
	{"06088", "06000", "NICE", "FR-06"},         {"44109", "44000", "NANTES", "FR-44"},        {"34172", "34000", "MONTPELLIER", "FR-34"},
	{"67482", "67000", "STRASBOURG", "FR-67"},   {"33063", "33000", "BORDEAUX", "FR-33"},      {"59350", "59000", "LILLE", "FR-59"},
	{"35238", "35000", "RENNES", "FR-35"},       {"38185", "38000", "GRENOBLE", "FR-38"},      {"42218", "42000", "SAINT-ETIENNE", "FR-42"},
	{"01053", "01000", "BOURG-EN-BRESSE", "FR-01"}, {"2A004", "20000", "AJACCIO", "FR-2A"},    {"2B033", "20200", "BASTIA", "FR-2B"},
	{"97105", "97100", "BASSE-TERRE", "FR-971"}, {"97411", "97400", "SAINT-DENIS", "FR-974"},  {"98818", "98800", "NOUMEA", "FR-NC"},
	{"92026", "92400", "COURBEVOIE", "FR-92"},   {"93066", "93200", "SAINT-DENIS", "FR-93"},   {"29019", "29200", "BREST", "FR-29"},
};

static const char *const street_kinds[] = {"RUE", "AVENUE", "BOULEVARD", "CHEMIN", "PLACE", "RTE"};

/* One establishment as it was drawn. */
struct establishment {
	uint32_t number; /* the nic without its check digit */
	bool seat, masked;
	int32_t changed;
	const struct commune *commune;
	char street_number[8], repetition[2];
	const char *kind, *street, *shop;
};

static void put_nic(struct output *output, const struct unit *unit, uint32_t number)
{
	put_number(output, number, 4);
	put_byte(output, (char)('0' + (10 - (unit->sum + luhn(number, true)) % 10) % 10));
}

static void put_siren(struct output *output, const struct unit *unit)
{
	put_number(output, unit->prefix, 8);
	put_byte(output, (char)('0' + unit->digit));
}

static struct establishment draw_establishment(const struct stock *stock, const struct unit *unit, struct random *random, uint32_t number)
{
	struct establishment drawn = {.number = number, .street = "", .kind = "", .shop = ""};

	drawn.masked = unit->partial || chance(random, 100);
	drawn.changed = day_between(random, DAY_2017, stock->today);
	drawn.commune = &PICK(random, communes);
	if (chance(random, 9300)) {
		drawn.street = PICK(random, places);
		drawn.kind = chance(random, 9600) ? PICK(random, street_kinds) : "";
		if (chance(random, 9000))
			snprintf(drawn.street_number, sizeof drawn.street_number, "%" PRIu32, 1 + below(random, 240));
		if (drawn.street_number[0] && chance(random, 700))
			drawn.repetition[0] = "BTQ"[below(random, 3)];
	}
	if (chance(random, 1200))
		drawn.shop = PICK(random, shops);
	return drawn;
}

static void put_masked(const struct stock *stock, const struct establishment *at, const char *text)
{
	put_cell(stock->establishments, !at->masked || !*text ? text : stock->columns == 33 ? "" : "[ND]");
}

/* Columns 12 to 30, the first address. */
static void put_first_address(const struct stock *stock, const struct establishment *at)
{
	bool newer = stock->columns > 33;

	put_cell(stock->establishments, "");
	put_masked(stock, at, at->street_number);
	put_masked(stock, at, at->repetition);
	put(stock->establishments, newer ? ",," : "");
	put_masked(stock, at, at->kind);
	put_masked(stock, at, at->street);
	put_masked(stock, at, at->commune->postcode);
	put_masked(stock, at, at->commune->name);
	put(stock->establishments, ",,");
	put_masked(stock, at, at->commune->code);
	put(stock->establishments, newer ? ",,,,,,," : ",,,,");
}

static void put_establishment(const struct stock *stock, const struct unit *unit, const struct establishment *at)
{
	struct output *output = stock->establishments;

	output_room(output);
	put_siren(output, unit);
	put_byte(output, ',');
	put_nic(output, unit, at->number);
	put_byte(output, ',');
	put_siren(output, unit);
	put_nic(output, unit, at->number);
	put(output, !at->masked ? ",O," : stock->columns == 33 ? ",N," : ",P,");
	put_day(output, unit->created);
	put(output, ",NN,,,");
	put_day(output, at->changed);
	put(output, at->seat ? "T10:00:00,true,1," : "T10:00:00,false,1,");
	put_first_address(stock, at);
	put(output, ",,,,,,,,,,,,,,"); /* the second address: 14 columns */
	put_day(output, unit->started);
	put(output, unit->ceased ? ",F," : ",A,");
	put_masked(stock, at, at->shop);
	put(output, ",,,");
	put_cell(output, unit->activity);
	put_cell(output, unit->nomenclature);
	put(output, "N");
	if (stock->columns >= 35) {
		put_byte(output, ',');
		put(output, unit->activity_2025);
	}
	put_byte(output, '\n');
}

static void put_truth(const struct stock *stock, const struct unit *unit, const struct establishment *seat)
{
	struct output *output = stock->truth;
	const char *words[4];
	size_t i, count = 0;

	output_room(output);
	put_siren(output, unit);
	put_byte(output, ',');
	if (!seat || seat->masked) {
		put(output, seat ? ",,,,,masked\n" : ",,,,,none\n");
		return;
	}
	put_siren(output, unit);
	put_nic(output, unit, seat->number);
	put_byte(output, ',');
	put_cell(output, seat->commune->name);
	put_cell(output, seat->commune->region);
	put_cell(output, seat->commune->postcode);
	for (i = 0; i < 4; i++) {
		words[count] = i == 0 ? seat->street_number : i == 1 ? seat->repetition : i == 2 ? seat->kind : seat->street;
		count += *words[count] != 0;
	}
	for (i = 0; i < count; i++) {
		put(output, i > 0 ? " " : "");
		put(output, words[i]);
	}
	put(output, ",open\n");
}

/* A seat for nearly all, now and then two, and a few other establishments before and behind it. */
static void put_establishments(const struct stock *stock, const struct unit *unit, uint64_t row)
{
	struct random random = random_of_row(stock->seed, 3, row);
	uint32_t others = chance(&random, 2500) ? 1 + below(&random, 4) : 0, share = below(&random, 10000), i;
	struct establishment seat = draw_establishment(stock, unit, &random, unit->seat);

	seat.seat = share >= 60;
	put_establishment(stock, unit, &seat);
	if (share >= 60 && share < 110) {
		struct establishment second = draw_establishment(stock, unit, &random, unit->seat + 1);

		second.seat = true;
		second.changed = seat.changed + (chance(&random, 5000) ? 1 : -1) * (1 + (int32_t)below(&random, 300));
		put_establishment(stock, unit, &second);
		if (second.changed > seat.changed)
			seat = second;
	}
	for (i = 0; i < others; i++) {
		struct establishment other = draw_establishment(stock, unit, &random, unit->seat + 2 + i);

		put_establishment(stock, unit, &other);
	}
	put_truth(stock, unit, seat.seat ? &seat : NULL);
}

static void put_establishments_header(const struct stock *stock)
{
	struct output *output = stock->establishments;
	bool newer = stock->columns > 33;

	put(output, "siren,nic,siret,statutDiffusionEtablissement,dateCreationEtablissement,trancheEffectifsEtablissement,anneeEffectifsEtablissement,"
	            "activitePrincipaleRegistreMetiersEtablissement,dateDernierTraitementEtablissement,etablissementSiege,"
	            "nombrePeriodesEtablissement,complementAdresseEtablissement,numeroVoieEtablissement,indiceRepetitionEtablissement,");
	put(output, newer ? "dernierNumeroVoieEtablissement,indiceRepetitionDernierNumeroVoieEtablissement," : "");
	put(output, "typeVoieEtablissement,libelleVoieEtablissement,codePostalEtablissement,libelleCommuneEtablissement,"
	            "libelleCommuneEtrangerEtablissement,distributionSpecialeEtablissement,codeCommuneEtablissement,codeCedexEtablissement,"
	            "libelleCedexEtablissement,codePaysEtrangerEtablissement,libellePaysEtrangerEtablissement,");
	/* The published layout has a blank behind two of these. */
	put(output, newer ? "identifiantAdresseEtablissement,coordonneeLambertAbscisseEtablissement ,coordonneeLambertOrdonneeEtablissement ," : "");
	put(output, "complementAdresse2Etablissement,numeroVoie2Etablissement,indiceRepetition2Etablissement,typeVoie2Etablissement,"
	            "libelleVoie2Etablissement,codePostal2Etablissement,libelleCommune2Etablissement,libelleCommuneEtranger2Etablissement,"
	            "distributionSpeciale2Etablissement,codeCommune2Etablissement,codeCedex2Etablissement,libelleCedex2Etablissement,"
	            "codePaysEtranger2Etablissement,libellePaysEtranger2Etablissement,dateDebut,etatAdministratifEtablissement,"
	            "enseigne1Etablissement,enseigne2Etablissement,enseigne3Etablissement,denominationUsuelleEtablissement,"
	            "activitePrincipaleEtablissement,nomenclatureActivitePrincipaleEtablissement,caractereEmployeurEtablissement");
	put(output, stock->columns >= 35 ? ",activitePrincipaleNAF25Etablissement\n" : "\n");
	put(stock->truth, "siren,siret,city,region,postcode,address,state\n");
}

#endif
