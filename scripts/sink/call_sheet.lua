-- call_sheet: the list as a Markdown document for whoever picks up the telephone, one section for each account.
--
--   sink "call_sheet" { path = "../out/calls.md", title = "Calls in November", fields = { "domain", "phone", "city" } }
--
-- A section has place and name as its heading, tier, heat, fit and timing, the reasons, the fields that `fields` names (as the list
-- prints them; unknown ones are left out), what is open, the ids, and boxes to tick. `max` cuts the sheet, not the list:
-- the last line says how many accounts are not on it. What companies call themselves cannot change the layout: Markdown's
-- signs are escaped.

local function plain(words)
  return (words:gsub("[\r\n\t]+", " "):gsub("[\\`*_{}%[%]<>#|~]", "\\%0"))
end

local function line(label, words)
  if words ~= "" and words ~= "-" then
    write("- ", label, ": ", plain(words), "\n")
  end
end

return {
  kind = "sink",
  name = "call_sheet",
  summary = "a Markdown call sheet, one section for each account",
  version = "1",

  options = {
    { name = "path", type = "file", required = true, output = true, help = "the file to write" },
    { name = "title", type = "text", default = "Call sheet", help = "heading of the document" },
    { name = "max", type = "integer", default = 0, min = 0, max = 499, help = "accounts on the sheet; 0: all" },
    { name = "fields", type = "list", default = { "phone", "domain", "city", "country", "employees", "industry", "signal" },
      help = "fields to show, in this order" },
    { name = "boxes", type = "list", default = { "called", "reached", "meeting" }, help = "boxes to tick under each account" },
  },

  begin = function(list, options)
    output(options.path)
    write("# ", plain(options.title), "\n\n")
    write(plain(list.icp), ", as of ", list.as_of, ": ", list.count, list.count == 1 and " account" or " accounts", "\n")
  end,

  account = function(account, options)
    if options.max > 0 and account.place > options.max then
      return
    end
    write("\n## ", account.place, ". ", plain(account.name or account.id), "\n\n")
    write("Tier ", plain(account.tier), ", fit ", account.fit, ", timing ", account.timing)
    write(account.heat ~= "-" and " (" .. plain(account.heat) .. ")" or "", "\n\n")
    line("why", account.reasons)
    for _, field in ipairs(options.fields) do
      line((field:gsub("_", " ")), account:cell(field))
    end
    if account.undecided > 0 then
      line("open", account.undecided .. (account.undecided == 1 and " condition" or " conditions") .. " not decided")
    end
    line("id", account.id)
    line("winnow id", account.winnow_id)
    for _, box in ipairs(options.boxes) do
      write("- [ ] ", plain(box), "\n")
    end
  end,

  finish = function(list, options)
    if options.max > 0 and list.count > options.max then
      write("\n", list.count - options.max, " more accounts of the list are not on this sheet\n")
    end
  end,
}
