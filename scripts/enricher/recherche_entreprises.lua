-- recherche_entreprises: facts about a French company from the state's free company search (API Recherche d'entreprises).
--
--   enrich "recherche_entreprises" {}
--
-- One request a company, no key:
--   GET https://recherche-entreprises.api.gouv.fr/search?q=SIREN
-- The service allows 7 requests a second. It brings
--   revenue          of the latest year in `finances`, EUR; companies that publish no accounts have none. Amounts from 2^31 on
--                    have been seen broken upstream: they are said with half certainty; negative ones are malformed
--   city, postcode, address, region (the departement as ISO 3166-2: FR-69), siret   of the seat
--   trade_names      signs and trade name of the seat, and the acronym
--   employees        band of the register with its year; "NN" means no figure, not nobody
--   size_class, industry (NAF, and NAF 2025 where given), legal_form, founded, status
-- A company that does not let its data be spread (statut_diffusion other than O) is unknown throughout, cause masked. Nothing about
-- people is read.

local provides = {
  "revenue", "city", "postcode", "address", "region", "siret", "trade_names", "employees", "size_class", "industry", "legal_form",
  "founded", "status",
}

-- Codes of the headcount band (tranche d'effectif salarie); the last is open.
local bands = {
  ["00"] = { 0, 0 }, ["01"] = { 1, 2 }, ["02"] = { 3, 5 }, ["03"] = { 6, 9 }, ["11"] = { 10, 19 }, ["12"] = { 20, 49 },
  ["21"] = { 50, 99 }, ["22"] = { 100, 199 }, ["31"] = { 200, 249 }, ["32"] = { 250, 499 }, ["41"] = { 500, 999 },
  ["42"] = { 1000, 1999 }, ["51"] = { 2000, 4999 }, ["52"] = { 5000, 9999 }, ["53"] = { low = 10000 },
}
local statuses = { A = "active", C = "ceased" }
local doubtful = 2 ^ 31

local function all_unknown(cause)
  for _, field in ipairs(provides) do
    unknown(field, cause)
  end
end

-- A text that is there; null, empty and masked ones are not.
local function filled(value)
  if type(value) ~= "string" or value == "" or value:find("%[ND%]", 1) then
    return nil
  end
  return value
end

local function is_table(value)
  return type(value) == "table"
end

-- The last day of a year, unless it has not come yet.
local function end_of(year, where)
  local day = type(year) == "string" and year:match("^%d%d%d%d$") and year .. "-12-31"
  if day and day <= date.as_of() then
    return { where = where, date = day }
  end
  return { where = where }
end

-- ---- one part of the answer each -----------------------------------------------------------------------------

local function say_revenue(finances, where, options)
  local latest
  for year in pairs(is_table(finances) and finances or {}) do
    if type(year) == "string" and year:find("^%d%d%d%d$") and is_table(finances[year]) and type(finances[year].ca) == "number" then
      latest = year -- pairs goes in order
    end
  end
  if not latest or tonumber(latest) < tonumber(date.as_of():sub(1, 4)) - options.oldest_accounts then
    return
  end
  local amount = finances[latest].ca
  if amount < 0 or amount > 1e13 then
    unknown("revenue", "malformed")
    return
  end
  local evidence = end_of(latest, where)
  evidence.sure = amount >= doubtful and 0.5 or nil
  fact("revenue", { low = amount, high = amount, currency = "EUR", date = evidence.date }, evidence)
end

local function say_seat(seat, where)
  local evidence = { where = where }
  local street = {}
  for _, key in ipairs { "numero_voie", "indice_repetition", "type_voie", "libelle_voie" } do
    street[#street + 1] = filled(seat[key])
  end
  local texts = {
    city = filled(seat.libelle_commune), postcode = filled(seat.code_postal), siret = filled(seat.siret),
    address = street[1] and table.concat(street, " "),
  }
  for field, value in pairs(texts) do
    fact(field, value, evidence)
  end
  local departement = filled(seat.departement)
  if departement and (departement:find("^%d%d%d?$") or departement:find("^2[AB]$")) then
    fact("region", "FR-" .. departement, evidence)
  end
end

local function say_trade_names(company, seat, where)
  local names, seen = {}, {}
  local function add(name)
    name = filled(name)
    if name and not seen[text.fold(name)] then
      seen[text.fold(name)] = true
      names[#names + 1] = name
    end
  end
  for _, sign in ipairs(is_table(seat.liste_enseignes) and seat.liste_enseignes or {}) do
    add(sign)
  end
  add(seat.nom_commercial)
  add(company.sigle)
  if names[1] then
    fact("trade_names", names, { where = where })
  end
end

local function say_size(company, where)
  local band = bands[company.tranche_effectif_salarie]
  if band then
    fact("employees", band, end_of(company.annee_tranche_effectif_salarie, where))
  end
  local class = filled(company.categorie_entreprise)
  if class == "PME" or class == "ETI" or class == "GE" then
    fact("size_class", class, end_of(company.annee_categorie_entreprise, where))
  end
end

local function say_register(company, where)
  local evidence = { where = where }
  local codes = {}
  local naf, naf25 = filled(company.activite_principale), filled(company.activite_principale_naf25)
  if naf then
    codes[#codes + 1] = { scheme = "naf", code = naf }
  end
  if naf25 then
    codes[#codes + 1] = { scheme = "naf25", code = naf25 }
  end
  if codes[1] then
    fact("industry", codes, evidence)
  end
  if filled(company.nature_juridique) then
    fact("legal_form", { scheme = "cj", code = company.nature_juridique }, evidence)
  end
  local founded = filled(company.date_creation)
  if founded and date.parse(founded) then
    fact("founded", founded, evidence)
  end
  if statuses[company.etat_administratif] then
    fact("status", statuses[company.etat_administratif], evidence)
  end
end

-- ---- asking --------------------------------------------------------------------------------------------------

-- The company's part of the answer, or nil and the cause.
local function look_up(siren, url)
  local answer, cause = http.get(url, { headers = { accept = "application/json" } })
  if not answer then
    return nil, cause
  end
  if answer.status ~= 200 then
    return nil, "status"
  end
  local found = json.decode(answer.body)
  if not is_table(found) or not is_table(found.results) then
    return nil, "malformed"
  end
  for _, company in ipairs(found.results) do
    if is_table(company) and company.siren == siren then
      return company
    end
  end
  return nil, "absent"
end

return {
  kind = "enricher",
  name = "recherche_entreprises",
  summary = "French companies: revenue, seat, headcount and more from the state's free company search",
  version = "1",
  fresh_days = 30,

  options = {
    { name = "service", type = "text", default = "https://recherche-entreprises.api.gouv.fr", help = "address of the service, without a slash at its end" },
    { name = "oldest_accounts", type = "integer", default = 5, min = 1, max = 50, help = "accounts of more years ago are not used" },
  },
  needs = { "siren" },
  provides = provides,
  cost = { requests = 1 },

  enrich = function(company, options)
    local siren = company.siren
    local url = options.service .. "/search?q=" .. siren
    local found, cause = look_up(siren, url)
    if not found then
      return all_unknown(cause)
    end
    if found.statut_diffusion ~= "O" then
      return all_unknown("masked")
    end
    local seat = is_table(found.siege) and found.siege or {}
    say_revenue(found.finances, url, options)
    say_seat(seat, url)
    say_trade_names(found, seat, url)
    say_size(found, url)
    say_register(found, url)
  end,
}
