-- @NAME@: the list as plain text, one account a line.
-- docs/plugins-lua.md is the guide; `winnow test @NAME@.test.lua` runs the tests beside this file.

return {
  kind = "sink",
  name = "@NAME@",
  summary = "the list as plain text, one account a line",
  version = "1",

  options = {
    { name = "path", type = "file", required = true, output = true, help = "the file to write" },
  },

  begin = function(list, options)
    output(options.path)    -- staged: nobody sees it until the whole list is decided
    write("Accounts as of " .. list.as_of .. "\n")
  end,

  account = function(account, options)
    write(string.format("%d. %s (%s)\n", account.place, account.name or account.id, account.id))
  end,
}
