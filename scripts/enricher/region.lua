-- region: the region of a company's seat from its postcode, as ISO 3166-2.
--
--   enrich "region" {}
--
-- Nobody is asked; only countries in which the postcode settles the region, by a rule that is written below:
--   FR  the departement: 69002 is FR-69, 200xx and 201xx FR-2A, 202xx and 206xx FR-2B; overseas 97105 is FR-971 (Guadeloupe), 97420 FR-974
--       (La Réunion), 98800 FR-NC. 98000 is Monaco, which is another country: absent
--   BE  the province, Brussels included: 1000 is BE-BRU, 9000 BE-VOV
--   ES  the province: 28013 is ES-M, 08001 ES-B
-- A postcode that has not the form of its country is malformed. Other countries are absent. A handful of French communes are served by the
-- post of a neighbouring departement and have its postcode: `sure = 0.98` says so; sources that know the region itself come first by the order
-- of steps.

-- Of France: everything that is not "the first two digits".
local overseas = {
  ["971"] = "971", ["972"] = "972", ["973"] = "973", ["974"] = "974", ["975"] = "PM", ["976"] = "976",
  ["986"] = "WF", ["987"] = "PF", ["988"] = "NC", ["984"] = "TF",
}
-- Two islands of Guadeloupe's postcodes are collectivities of their own.
local islands = { ["97133"] = "BL", ["97150"] = "MF" }

local function france(code)
  if not code:find("^%d%d%d%d%d$") then
    return nil, "malformed"
  end
  local three, two = code:sub(1, 3), code:sub(1, 2)
  if islands[code] then
    return "FR-" .. islands[code]
  elseif overseas[three] then
    return "FR-" .. overseas[three]
  elseif three == "200" or three == "201" then
    return "FR-2A"
  elseif three == "202" or three == "206" then
    return "FR-2B"
  elseif two == "20" or two == "00" or tonumber(two) > 95 then
    return nil, "absent"
  end
  return "FR-" .. two
end

-- Ranges of the Belgian post, upper ends in order.
local belgian = {
  { 1299, "BRU" }, { 1499, "WBR" }, { 1999, "VBR" }, { 2999, "VAN" }, { 3499, "VBR" }, { 3999, "VLI" }, { 4999, "WLG" },
  { 5999, "WNA" }, { 6599, "WHT" }, { 6999, "WLX" }, { 7999, "WHT" }, { 8999, "VWV" }, { 9999, "VOV" },
}

local function belgium(code)
  local number = code:find("^[1-9]%d%d%d$") and tonumber(code)
  if not number then
    return nil, "malformed"
  end
  for _, range in ipairs(belgian) do
    if number <= range[1] then
      return "BE-" .. range[2]
    end
  end
end

-- By the first two digits, from 01; 51 and 52 are Ceuta and Melilla.
local spanish = {
  "VI", "AB", "A", "AL", "AV", "BA", "PM", "B", "BU", "CC", "CA", "CS", "CR", "CO", "C", "CU", "GI", "GR", "GU", "SS", "H", "HU", "J", "LE",
  "L", "LO", "LU", "M", "MA", "MU", "NA", "OR", "O", "P", "GC", "PO", "SA", "TF", "S", "SG", "SE", "SO", "T", "TE", "TO", "V", "VA", "BI", "ZA",
  "Z", "CE", "ML",
}

local function spain(code)
  if not code:find("^%d%d%d%d%d$") then
    return nil, "malformed"
  end
  local province = spanish[tonumber(code:sub(1, 2))]
  if not province then
    return nil, "malformed"
  end
  return "ES-" .. province
end

local rules = { FR = france, BE = belgium, ES = spain }

return {
  kind = "enricher",
  name = "region",
  summary = "region of the seat from its postcode: FR, BE, ES",
  version = "1",

  options = {
    { name = "sure", type = "number", default = 0.98, min = 0.001, max = 1, help = "how sure a region is that only the postcode says" },
  },
  needs = { "country", "postcode" },
  provides = { "region" },

  enrich = function(company, options)
    local rule = rules[company.country]
    if not rule then
      unknown("region", "absent")
      return
    end
    local region, cause = rule((company.postcode:gsub("%s", "")))
    if region then
      fact("region", region, { where = "postcode " .. company.postcode, sure = options.sure })
    else
      unknown("region", cause)
    end
  end,
}
