-- business_model: how a company earns its money and whom it sells to, from the words of its site in English, French and German.
--
--   enrich "business_model" { sure = 0.8, least = 3 }
--
-- Nobody is asked: it needs site_text, which another step brings. Each phrase below speaks for a model with a weight from 1 to 3, and counts once
-- however often it stands there. A phrase behind a negation ("not an agency", "pas une agence", "keine Agentur") does not count. A model is
-- said when its phrases weigh `least` together and half as much again as those of any other; else it is unknown, `absent`, or `incomplete` where
-- the text is not all of the site. What it was said for stands in the evidence: the place of the text, and the phrases in quotes as text.fold
-- writes them. Two models go together: software that is rented is a subscription, and whoever makes devices is in hardware and not in
-- manufacturing.

-- As text.fold writes them: small letters, no accents.
local models = {
  subscription = {
    [3] = { "per user per month", "per user / month", "billed annually", "par utilisateur et par mois", "par mois et par utilisateur", "par utilisateur / mois",
      "pro nutzer und monat", "pro benutzer und monat", "pro nutzer / monat" },
    [2] = { "cancel anytime", "cancel any time", "subscription plans", "monthly subscription", "software as a service", "saas", "abonnement mensuel", "nos abonnements",
      "sans engagement de duree", "resiliable a tout moment", "monatlich kundbar", "jederzeit kundbar", "monatsabo", "im abonnement" },
    [1] = { "free trial", "start your trial", "essai gratuit", "essayer gratuitement", "kostenlos testen", "kostenlose testversion" },
  },
  marketplace = {
    [3] = { "connects buyers and sellers", "become a seller", "sell on our marketplace", "devenez vendeur", "devenir vendeur", "verkaufer werden", "auf unserem marktplatz verkaufen" },
    [2] = { "our marketplace", "online marketplace", "buyers and sellers", "notre place de marche", "place de marche en ligne", "acheteurs et vendeurs", "unser marktplatz",
      "online-marktplatz", "kaufer und verkaufer" },
    [1] = { "commission on each sale", "commission sur chaque vente", "provision pro verkauf" },
  },
  agency = {
    [3] = { "we are an agency", "digital agency", "creative agency", "marketing agency", "advertising agency", "web agency", "agence digitale", "agence de communication",
      "agence web", "agence de publicite", "agence creative", "werbeagentur", "digitalagentur", "kreativagentur", "webagentur", "marketingagentur" },
    [2] = { "full-service agency", "notre agence", "unsere agentur", "agentur fur" },
  },
  ecommerce = {
    [3] = { "add to cart", "add to basket", "ajouter au panier", "in den warenkorb" },
    [2] = { "free shipping", "free delivery on orders", "your basket", "your cart", "livraison offerte", "livraison gratuite", "mon panier", "votre panier", "versandkostenfrei",
      "zum warenkorb", "online-shop", "boutique en ligne" },
    [1] = { "free returns", "retours gratuits", "kostenlose rucksendung" },
  },
  services = {
    [3] = { "consulting firm", "law firm", "accounting firm", "engineering consultancy", "cabinet de conseil", "cabinet d'avocats", "cabinet d'expertise comptable",
      "bureau d'etudes", "unternehmensberatung", "beratungsunternehmen", "anwaltskanzlei", "steuerkanzlei", "ingenieurburo" },
    [2] = { "our consultants", "consulting services", "nos consultants", "prestations de conseil", "unsere berater", "beratungsleistungen", "unsere dienstleistungen" },
    [1] = { "our services", "nos prestations", "unsere leistungen" },
  },
  manufacturing = {
    [3] = { "manufacturer of", "we manufacture", "fabricant de", "nous fabriquons", "hersteller von", "wir produzieren" },
    [2] = { "our factory", "our factories", "production site", "notre usine", "nos usines", "site de production", "dans nos ateliers", "unser werk", "produktionsstandort",
      "eigene fertigung", "aus eigener produktion" },
    [1] = { "contract manufacturing", "sous-traitance industrielle", "lohnfertigung" },
  },
  software = {
    [3] = { "software company", "software vendor", "software publisher", "editeur de logiciels", "editeur de logiciel", "softwarehersteller", "softwareunternehmen", "softwareanbieter" },
    [2] = { "our software", "notre logiciel", "nos logiciels", "unsere software" },
    [1] = { "api documentation", "release notes", "documentation api", "notes de version", "api-dokumentation" },
  },
  hardware = {
    [3] = { "hardware manufacturer", "hardware company", "fabricant de materiel electronique", "hardwarehersteller" },
    [2] = { "our devices", "our sensors", "connected devices", "nos capteurs", "nos appareils", "objets connectes", "unsere gerate", "unsere sensoren" },
    [1] = { "technical datasheet", "fiche technique", "technisches datenblatt" },
  },
  wholesale = {
    [3] = { "wholesaler", "wholesale distributor", "trade customers only", "grossiste", "vente en gros", "grosshandel", "grosshandler" },
    [2] = { "wholesale prices", "reserve aux professionnels", "prix de gros", "nur fur gewerbliche kunden", "grosshandelspreise" },
  },
  retail = {
    [3] = { "our stores", "store locator", "nos magasins", "trouver un magasin", "nos boutiques", "unsere filialen", "filialfinder", "unsere geschafte" },
    [2] = { "visit our store", "visit our shop", "venez en magasin", "retrait en magasin", "unser ladengeschaft", "click & collect" },
  },
}

-- The first counts although the second weighs as much.
local beats = { subscription = "software", hardware = "manufacturing" }

local groups = {
  businesses = {
    [3] = { "b2b", "business customers", "enterprise customers", "clients professionnels", "geschaftskunden", "firmenkunden", "gewerbekunden" },
    [2] = { "for businesses", "for companies", "for enterprises", "pour les entreprises", "pour les professionnels", "aux entreprises", "aux professionnels", "fur unternehmen",
      "fur betriebe" },
  },
  consumers = {
    [3] = { "b2c", "private customers", "clients particuliers", "privatkunden", "fur privatpersonen", "endverbraucher" },
    [2] = { "for consumers", "for families", "pour les particuliers", "aux particuliers", "grand public", "fur familien" },
  },
  ["public sector"] = {
    [3] = { "public sector", "local authorities", "government agencies", "collectivites territoriales", "collectivites locales", "secteur public", "offentliche hand",
      "offentlichen hand", "offentliche verwaltung", "offentlicher sektor" },
    [2] = { "city councils", "marches publics", "pour les mairies", "fur kommunen", "fur behorden" },
  },
}

local read_at_most = 200000 -- bytes; what tells a model stands on the first pages

local negations = {
  ["not"] = true, no = true, without = true, never = true, pas = true, aucun = true, aucune = true, sans = true, ni = true,
  kein = true, keine = true, keiner = true, keinen = true, nicht = true, ohne = true, ["isn't"] = true, ["aren't"] = true, ["don't"] = true,
}

-- One of the three words before, with nothing that ends a sentence in between.
local function is_negated(words, first)
  local before = words:sub(first > 40 and first - 40 or 1, first - 1):match("[^.!?;:]*$")
  local last = {}
  for word in before:gmatch("[^%s,]+") do
    last[#last + 1] = word
  end
  for i = #last, #last > 3 and #last - 2 or 1, -1 do
    if negations[last[i]] then
      return true
    end
  end
  return false
end

local function is_whole(words, first, last)
  return not words:find("^[%w\128-\255]", last + 1) and (first == 1 or not words:find("^[%w\128-\255]", first - 1))
end

local function stands_in(words, phrase)
  local first, last = words:find(phrase, 1, true)
  while first do
    if is_whole(words, first, last) and not is_negated(words, first) then
      return true
    end
    first, last = words:find(phrase, last + 1, true)
  end
  return false
end

-- What the phrases weigh together, and those that were found, the heaviest first.
local function weigh(words, phrases)
  local weight, found = 0, {}
  for each = 3, 1, -1 do
    for _, phrase in ipairs(phrases[each] or {}) do
      if stands_in(words, phrase) then
        weight = weight + each
        found[#found + 1] = phrase
      end
    end
  end
  return weight, found
end

-- The heaviest model, its phrases, and its weight, if it is clear.
local function decide(words, least)
  local weights, phrases, best = {}, {}, nil
  for model, known in pairs(models) do
    weights[model], phrases[model] = weigh(words, known)
  end
  for model, weight in pairs(weights) do
    local loser = beats[model]
    if loser and weight >= least and weights[loser] > 0 then
      weights[loser] = 0
    end
  end
  for model, weight in pairs(weights) do
    if not best or weight > weights[best] then
      best = model
    end
  end
  for model, weight in pairs(weights) do
    if model ~= best and weight * 3 > weights[best] * 2 then
      return nil
    end
  end
  if weights[best] < least then
    return nil
  end
  return best, phrases[best], weights[best]
end

local function quoted(place, phrases)
  return place .. ' "' .. table.concat(phrases, '", "', 1, #phrases < 3 and #phrases or 3) .. '"'
end

-- As text.fold writes it, cut where a character begins.
local function fold(site)
  local last = read_at_most
  if #site > last then
    while last > 0 and site:find("^[\128-\191]", last + 1) do
      last = last - 1
    end
    site = site:sub(1, last)
  end
  return (text.fold(site):gsub("\u{2019}", "'"))
end

return {
  kind = "enricher",
  name = "business_model",
  summary = "business model and customers from the words of the site: en, fr, de",
  version = "1",

  options = {
    { name = "sure", type = "number", default = 0.8, min = 0.001, max = 1, help = "how sure an answer is that many phrases speak for; one by few is less sure" },
    { name = "least", type = "integer", default = 3, min = 1, max = 20, help = "what the phrases of a model have to weigh together" },
  },
  needs = { "site_text" },
  provides = { "business_model", "sells_to" },

  enrich = function(company, options)
    local evidence = company:evidence("site_text")
    local words = fold(company.site_text)
    local cause = company:complete("site_text") and #company.site_text <= read_at_most and "absent" or "incomplete"
    local function sure(weight)
      return options.sure * evidence.sure * (weight >= 2 * options.least and 1 or 0.75)
    end

    local model, phrases, weight = decide(words, options.least)
    if model then
      fact("business_model", model, { where = quoted(evidence.where, phrases), date = evidence.date, sure = sure(weight) })
    else
      unknown("business_model", cause)
    end

    local customers, telling, heaviest = {}, {}, 0
    for group, known in pairs(groups) do
      local weighs, found = weigh(words, known)
      if weighs >= 2 then
        customers[#customers + 1], telling[#telling + 1] = group, found[1]
        heaviest = weighs > heaviest and weighs or heaviest
      end
    end
    if #customers > 0 then
      fact("sells_to", customers, { where = quoted(evidence.where, telling), date = evidence.date, sure = sure(heaviest) })
    else
      unknown("sells_to", cause)
    end
  end,
}
