-- id_list: companies from a plain text file with one registry id a line.
--
--   source "id_list" { file = "../crm/wanted.txt" }
--
-- A line holds a SIREN, or an id of another register with its scheme in front; blanks and dots inside an id do not
-- matter, what follows # is a comment, empty lines are passed over:
--
--   552 100 554          # a SIREN, since `scheme` says nothing else
--   gb-crn:00445790
--   lei:969500KMUQ2B6CBAF162
--
-- Schemes: fr-siren, gb-crn, no-orgnr, be-kbo, lei, vat, domain. The country follows from the scheme where the register is of one
-- country. An id with wrong check digits, or a scheme that does not exist, is counted as a bad row; the others go on.
-- The file may have at most 8 MiB. It brings ids and countries alone: let enrichers find the rest.

local countries = { ["fr-siren"] = "FR", ["gb-crn"] = "GB", ["no-orgnr"] = "NO", ["be-kbo"] = "BE" }
local schemes = { "fr-siren", "gb-crn", "no-orgnr", "be-kbo", "lei", "vat", "domain" }
local known = {}
for _, scheme in ipairs(schemes) do
  known[scheme] = true
end

local lines_of_page = 5000

-- Scheme and id of a line; nothing for a line that says nothing.
local function read_line(line, usual)
  local said = text.trim((line:gsub("#.*", "")))
  if said == "" then
    return nil
  end
  local scheme, value = said:match("^(%l[%l%-]*):%s*(.*)$")
  if scheme then
    return scheme, value
  end
  return usual, said
end

local function emit(line, where, options)
  local scheme, value = read_line(line, options.scheme)
  if not scheme then
    return
  end
  if not known[scheme] then
    bad_row("unknown scheme", where)
    return
  end
  row { id = { scheme, value }, where = where, country = options.country or countries[scheme] }
end

return {
  kind = "source",
  name = "id_list",
  summary = "companies from a text file with one registry id a line",
  version = "1",

  options = {
    { name = "file", type = "file", required = true, help = "text file, one id a line, # begins a comment" },
    { name = "scheme", type = "choice", choices = schemes, default = "fr-siren", help = "register of the ids that have no scheme in front" },
    { name = "country", type = "text", help = "country of all of them, ISO 3166-1, where the register does not say it" },
  },
  provides = { "country", "siren", "crn", "orgnr", "kbo", "lei", "vat", "domain" },

  -- The cursor is the place in the file and the number of the line there.
  page = function(cursor, options)
    local content, why = read_file(options.file)
    if not content then
      error(why, 0)
    end
    if content:sub(1, 3) == "\xef\xbb\xbf" then
      content = content:sub(4)
    end
    local name = options.file:match("[^/]*$")
    local at, number = 1, 1
    if cursor then
      at, number = cursor.at, cursor.line
    end
    for _ = 1, lines_of_page do
      if at > #content then
        return nil
      end
      local stop = content:find("\n", at, true) or #content + 1
      emit(content:sub(at, stop - 1), name .. ":" .. number, options)
      at, number = stop + 1, number + 1
    end
    if at > #content then
      return nil
    end
    return { at = at, line = number }
  end,
}
