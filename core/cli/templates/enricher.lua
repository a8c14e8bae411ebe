-- @NAME@: the languages of a company, from its country.
-- docs/plugins-lua.md is the guide; `winnow test @NAME@.test.lua` runs the tests beside this file.

local by_country = {
  BE = { "fr", "nl", "de" }, CH = { "de", "fr", "it" }, DE = { "de" }, FR = { "fr" }, GB = { "en" }, NO = { "no" },
}

return {
  kind = "enricher",
  name = "@NAME@",
  summary = "languages spoken in the company's country",
  version = "1",            -- change it when answers may change
  fresh_days = 365,         -- how long what it found stays good

  options = {
    { name = "sure", type = "number", default = 0.6, min = 0.001, max = 1, help = "how sure a country's language is the company's" },
  },
  needs = { "country" },    -- known before it runs
  provides = { "languages" },

  enrich = function(company, options)
    local languages = by_country[company.country]
    if languages then
      fact("languages", languages, { where = "table of countries", sure = options.sure })
    else
      unknown("languages", "absent")
    end
  end,
}
