-- @NAME@: companies from a CSV or JSON Lines file with the columns siren, name and city.
-- docs/plugins-lua.md is the guide; `winnow test @NAME@.test.lua` runs the tests beside this file.

return {
  kind = "source",
  name = "@NAME@",
  summary = "companies from a file with the columns siren, name and city",
  version = "1",

  options = {
    { name = "file", type = "file", required = true, help = "CSV with a header, or JSON Lines" },
  },
  provides = { "siren", "name", "city", "country" },

  -- One page of companies. The value that it returns is the cursor of the next page; nil: that was all.
  page = function(cursor, options)
    for line in rows(options.file) do
      row {
        id = { "fr-siren", line.siren },
        where = options.file,
        name = line.name,
        city = line.city,
        country = "FR",
      }
    end
    return nil
  end,
}
