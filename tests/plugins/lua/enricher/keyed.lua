-- Wants a secret, and brings whether it has one.
return {
  kind = "enricher",
  name = "keyed",
  summary = "wants a secret",
  version = "1",
  options = {
    { name = "token", type = "secret", required = true, help = "key of a service that does not exist" },
  },
  provides = { "business_model" },
  enrich = function(company, options)
    if #options.token > 3 then
      fact("business_model", "software", { where = "keyed" })
    else
      unknown("business_model", "absent")
    end
  end,
}
