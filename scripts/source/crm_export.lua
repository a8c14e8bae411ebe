-- crm_export: companies of a CRM, from its export of deals, with the stages that their deals are in.
--
--   source "crm_export" { file = "../crm/deals.csv", country = "FR" }
--
-- One row is one deal, CSV with a header or JSON Lines, as HubSpot, Salesforce, Pipedrive and the like export it; a company with several deals
-- has several rows. Each row puts its company on one list, by the stage, so that a profile can say
--   must_not = { { "a customer", on_list = "customers" }, { "we are talking", on_list = "open deals" } }
--   fit      = { { 10, "lost to nobody", on_list = "lost deals" } }
-- `won` and `lost` name the stages that mean so; every other stage is open, and a row without a stage is on no list. Stages are compared
-- without regard to case, accents and blanks.
--
-- Columns are found by the names that exports give them, in small or capital letters; `stage_column`, `domain_column` and `name_column` name others. A row needs a domain (or
-- an address of a site) or a name; one without both is counted as bad. Sites that belong to many, such as a page of a social network, are no
-- company's domain: the name has to do. Where your CRM keeps the number of the register, say so, and the row joins that company there:
--   source "crm_export" { file = "../crm/deals.csv", id_column = "SIREN", scheme = "fr-siren" }
-- Contacts and owners of deals are people and are not read.

local usual = {
  stage = { "stage", "deal stage", "stage name", "deal - stage", "dealstage", "status", "deal status", "etape", "phase" },
  domain = { "domain", "company domain name", "company domain", "website", "website url", "organization - website", "account website", "web site", "site web", "url" },
  name = { "company", "company name", "account name", "account", "organization", "organisation", "organization - name", "deal - organization",
    "associated company", "name", "entreprise", "societe" },
  country = { "country", "country code", "billing country code" },
  postcode = { "postcode", "postal code", "zip", "billing zip/postal code", "code postal" },
  city = { "city", "billing city", "ville" },
}
local won = { "closed won", "closedwon", "won", "customer", "gagne", "client" }
local lost = { "closed lost", "closedlost", "lost", "perdu" }
-- Registrable domains under which everybody has a page.
local shared = {}
for _, domain in ipairs { "linkedin.com", "facebook.com", "instagram.com", "twitter.com", "x.com", "youtube.com", "gmail.com", "outlook.com", "hotmail.com" } do
  shared[domain] = true
end

-- Folded texts as keys.
local function set_of(texts)
  local set = {}
  for _, said in ipairs(texts) do
    set[text.fold(said)] = true
  end
  return set
end

local function filled(value)
  value = value and text.trim(value)
  return value ~= "" and value or nil
end

-- As exports spell a header: "deal stage", "Deal stage", "Deal Stage", "DEAL STAGE".
local function spellings(name)
  local title = name:gsub("%f[%a]%a", string.upper)
  return { name, (name:gsub("^%a", string.upper)), title, name:upper() }
end

-- The columns of the file that say a thing: the one that the user named, or those with a usual name.
local function columns_of(line, named, names)
  if named then
    if line[named] == nil then
      error("there is no column \"" .. named .. "\"", 0)
    end
    return { named }
  end
  local found, seen = {}, {}
  for _, name in ipairs(names) do
    for _, spelt in ipairs(spellings(name)) do
      if not seen[spelt] and line[spelt] ~= nil then
        seen[spelt] = true
        found[#found + 1] = spelt
      end
    end
  end
  return found
end

local function find_columns(line, options, file)
  local columns = {
    stage = columns_of(line, options.stage_column, usual.stage),
    domain = columns_of(line, options.domain_column, usual.domain),
    name = columns_of(line, options.name_column, usual.name),
    country = columns_of(line, nil, usual.country),
    postcode = columns_of(line, nil, usual.postcode),
    city = columns_of(line, nil, usual.city),
    id = options.id_column and columns_of(line, options.id_column) or {},
  }
  if #columns.stage == 0 then
    error(file .. " has no column of stages: name it, stage_column = \"...\"", 0)
  end
  if #columns.domain + #columns.name + #columns.id == 0 then
    error(file .. " has no column that names a company: name it, domain_column or name_column", 0)
  end
  return columns
end

-- The first cell that is filled.
local function cell_of(line, columns)
  for _, column in ipairs(columns) do
    local said = filled(line[column])
    if said then
      return said
    end
  end
end

local function list_of(stage, lists)
  if not stage then
    return nil
  end
  stage = text.fold(stage)
  return lists.won[stage] and "customers" or lists.lost[stage] and "lost deals" or "open deals"
end

local function own_domain(said)
  local domain = said and text.domain(said)
  return domain and not shared[domain] and domain or nil
end

local function emit(line, where, options, lists, columns)
  local domain, name = own_domain(cell_of(line, columns.domain)), cell_of(line, columns.name)
  local id = cell_of(line, columns.id)
  if not domain and not name and not id then
    bad_row("no domain and no name", where)
    return
  end
  local country = cell_of(line, columns.country)
  row {
    id = id and { options.scheme, id }, where = where, name = name, domain = domain,
    country = country and country:find("^%u%u$") and country or options.country,
    postcode = cell_of(line, columns.postcode),
    city = cell_of(line, columns.city),
    on_list = { list_of(cell_of(line, columns.stage), lists) },
  }
end

return {
  kind = "source",
  name = "crm_export",
  summary = "companies from a CRM's export of deals, on lists by stage",
  version = "1",

  options = {
    { name = "file", type = "file", required = true, help = "export of deals, CSV with a header or JSON Lines" },
    { name = "won", type = "list", default = won, help = "stages of customers" },
    { name = "lost", type = "list", default = lost, help = "stages of lost deals" },
    { name = "stage_column", type = "text", help = "column of the stage; left out: found by the usual names" },
    { name = "domain_column", type = "text", help = "column of the domain or site; left out: found by the usual names" },
    { name = "name_column", type = "text", help = "column of the company's name; left out: found by the usual names" },
    { name = "id_column", type = "text", help = "column of the company's number in a register" },
    { name = "scheme", type = "choice", choices = { "fr-siren", "gb-crn", "no-orgnr", "be-kbo", "lei", "vat" }, default = "fr-siren", help = "of which register" },
    { name = "country", type = "text", help = "country where a row says none, ISO 3166-1" },
  },
  provides = { "name", "domain", "country", "postcode", "city", "on_list", "siren", "crn", "orgnr", "kbo", "lei", "vat" },

  page = function(_, options)
    local file = options.file:match("[^/]*$")
    local lists = { won = set_of(options.won), lost = set_of(options.lost) }
    local columns
    for line, number in rows(options.file) do
      columns = columns or find_columns(line, options, file)
      emit(line, file .. ":" .. number, options, lists, columns)
    end
    return nil
  end,
}
