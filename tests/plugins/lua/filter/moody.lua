-- Each verdict there is, and two that are none, by SIREN.
return {
  kind = "filter",
  name = "moody",
  summary = "a verdict of every kind",
  version = "1",
  wants = { "siren" },
  judge = function(company)
    local siren = company.siren
    if siren == "000001016" then return "drop", "in a mood" end
    if siren == "000001024" then return true end
    if siren == "000001032" then error("out of sorts") end
    if siren == "000001040" then return nil end
    return "keep"
  end,
}
