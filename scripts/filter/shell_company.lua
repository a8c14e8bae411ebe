-- shell_company: drops holdings, property companies and dormant ones, which have no one to sell to.
--
--   filter "shell_company" {}
--   filter "shell_company" { employees = 5, words = { "holding", "invest" } }
--
-- In order:
--   1. A company with at least `employees` people (3) is kept, whatever it is called: head offices with staff do buy.
--   2. A legal form that exists for property alone (French SCI and SCPI), or a dormant activity (UK SIC 99999): dropped.
--   3. An activity that shells have (holding, letting, property, funds), or without a known activity a name with one of `words`:
--      with less people than that it is dropped, and also with an unknown headcount where both activity and name say so. One of the two
--      alone, with an unknown headcount or one that may reach the limit, decides nothing.
--   4. Another activity: kept, also with such a name.
--   5. Nothing known of name, activity and form: undecided.
-- Each drop states what it rests on. NAF, NACE (both revisions) and UK SIC are read.

-- Beginnings of codes, digits only, by scheme.
local rev2 = { "6420", "6430", "6810", "6820" }
local rev21 = { "6421", "6422", "6431", "6432", "6811", "6820" }
local activities = { naf = rev2, nace = rev2, sic = rev2, naf25 = rev21, nace21 = rev21 }
local activity_words = { ["64"] = "holding or fund", ["68"] = "property" }

-- French legal categories of property companies.
local property_forms = { ["6540"] = "a property company (SCI)", ["6541"] = "a property company (SCI)", ["6521"] = "a property investment company (SCPI)" }

local function begins(code, beginnings)
  for _, beginning in ipairs(beginnings) do
    if code:sub(1, #beginning) == beginning then
      return true
    end
  end
  return false
end

-- What the activity says: "shell" and its words, "dormant", "other", or nil where no code is known. Every code counts.
local function look_at_activity(industry)
  local seen, words
  for _, entry in ipairs(industry or {}) do
    local code = (entry.code or ""):gsub("[^%d]", "")
    local beginnings = activities[entry.scheme]
    if entry.scheme == "sic" and code == "99999" then
      return "dormant", "SIC 99999"
    elseif beginnings and #code >= 4 then
      if not begins(code, beginnings) then
        return "other"
      end
      seen, words = "shell", activity_words[code:sub(1, 2)] .. " (" .. entry.scheme:upper() .. " " .. entry.code .. ")"
    end
  end
  return seen, words
end

local function look_at_form(legal_form)
  for _, entry in ipairs(legal_form or {}) do
    if entry.scheme == "cj" and property_forms[entry.code] then
      return property_forms[entry.code]
    end
  end
end

-- The first of the words that stands in the name, as a whole word.
local function look_at_name(name, words)
  if not name then
    return nil
  end
  local folded = " " .. text.fold(name):gsub("[%p%s]+", " ") .. " "
  for _, word in ipairs(words) do
    if folded:find(" " .. text.fold(word) .. " ", 1, true) then
      return word
    end
  end
end

return {
  kind = "filter",
  name = "shell_company",
  summary = "drops holdings, property companies and dormant ones without staff",
  version = "1",

  options = {
    { name = "employees", type = "integer", default = 3, min = 1, max = 1000, help = "from so many people on it is no shell" },
    { name = "words", type = "list", default = { "holding", "holdings", "participations", "patrimoine", "immobiliere", "immo", "invest", "finance", "financiere", "sci" },
      help = "words in a name that shells have; case and accents do not matter" },
  },
  wants = { "name", "industry", "legal_form", "employees" },

  judge = function(company, options)
    local people = company.employees
    if people and people.low >= options.employees then
      return "keep"
    end
    local form = look_at_form(company.legal_form)
    if form then
      return "drop", "it is " .. form, "legal_form"
    end
    local activity, activity_says = look_at_activity(company.industry)
    if activity == "dormant" then
      return "drop", "it is registered as dormant (" .. activity_says .. ")", "industry"
    elseif activity == "other" then
      return "keep"
    end
    local name = company.name
    local word = look_at_name(name, options.words)
    if not activity and not word then
      -- without an activity, a harmless name proves nothing
      return nil
    end
    local why = activity and "its activity is " .. activity_says or "its name says '" .. word .. "'"
    local field = activity and "industry" or "name"
    if people and people.high < options.employees then
      return "drop", why .. ", and it has at most " .. people.high .. (people.high == 1 and " person" or " people"), field
    end
    if not people and activity and word then
      return "drop", why .. ", and its name says '" .. word .. "'", field
    end
    return nil
  end,
}
