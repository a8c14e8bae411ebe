-- @NAME@: drops companies whose name holds a word.
-- docs/plugins-lua.md is the guide; `winnow test @NAME@.test.lua` runs the tests beside this file.

return {
  kind = "filter",
  name = "@NAME@",
  summary = "drops companies whose name holds a word",
  version = "1",

  options = {
    { name = "word", type = "text", required = true, help = "the word, in any case, with or without accents" },
  },
  wants = { "name" },       -- seen if a source gave it; `needs` would wait for it

  judge = function(company, options)
    if company.name == nil then
      return nil            -- cannot tell: the company stays, and is shown as undecided
    end
    local name = " " .. text.fold(company.name) .. " "
    if name:find(" " .. text.fold(options.word) .. " ", 1, true) then
      return "drop", "its name holds '" .. options.word .. "'"
    end
    return "keep"
  end,
}
