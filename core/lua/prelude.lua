-- prelude.lua - what a plugin script sees. This comment is the reference; the code below turns the bindings into it.
--
-- THE SCRIPT is a file <kind>/<name>.lua that ends with a table:
--
--   return {
--     kind = "enricher",            -- source, enricher, filter, sink
--     name = "region",              -- that of the file
--     summary = "...", version = "1",  -- one line; change the version when answers may change
--     fresh_days = 30,              -- enrichers: how long what it found stays good; left out: one run
--     options = { { name =, type =, default =, required =, min =, max =, choices =, output =, gone =, help = }, ... },
--     needs = { "domain" },         -- fields that are known before it runs, else it does not run
--     wants = { "country" },        -- fields that it sees where a source gave them
--     provides = { "region" },      -- fields that it may bring
--     cost = { requests = 1, credits = 0 },  -- for one company at most
--     <functions of its kind>
--   }
--
--   needs, wants, provides and cost may be functions of the options that return the same.
--   Types of options, and what the script gets: text, field, file, folder, secret (a text); integer, bytes, duration in
--   seconds (an integer); number; flag (true or false); choice (a text of `choices`); date (a text); list (texts). What was left
--   out and has no default is nil. `output = true`: a file that is written. `gone = true`: an option that
--   no longer exists, `help` says what to write instead. A secret is there when functions run, not in needs, wants, provides, cost.
--
--   enricher   enrich(company, options)     says what it finds with fact() and unknown(); what it provides and says nothing of
--                                           is unknown, `absent`
--   filter     judge(company, options)      "keep" | "drop", reason [, field] | nil (cannot tell). Anything else is a failure, and the
--                                           company is held
--   source     page(cursor, options)        calls row{} for each company of one page; returns the cursor of the next (text,
--                                           number, true, or a table of such; the first page gets nil), or nil: that was all
--   sink       account(account, options)    once for each account, best first; before it begin(list, options), behind it
--                                           finish(list, options), both may be left out. output() and write() make the file
--   sink with mode = "outbox"               send(account, options): one account over HTTP; returns true when it is acknowledged, or
--                                           nil and why not. It is sent again until it is, so the receiver keys on winnow_id
--
-- A failure that is to be expected is nil and a message; misuse is an error. An error ends the function: an enricher's fields
-- are unknown then (plugin_error), a filter's company is held. A script is a function of company, options and answers alone:
-- no clock, no random numbers, nothing kept from one company for the next.
--
-- THE COMPANY: company.<field> reads a field that is among needs and wants; nil: unknown.
--   text, long text, flag      as they are
--   whole numbers, numbers     { low =, high = }, ends included; -math.huge and math.huge where it is open
--   money                      { low =, high =, currency =, date = } in major units (euros, not cents)
--   dates                      { first =, last = }, texts such as "2026-01-31"
--   codes                      list of { scheme =, code =, label = }
--   sets                       list of texts
--   lists                      list of tables of attributes
--   company.id                 canonical id, "fr-siren:552100554"
--   company:why(field)         why it is unknown (absent, offline, masked ...), or nil where it is known
--   company:complete(field)    is everything there is in this set, list or long text?
--   company:evidence(field)    { where =, date =, sure =, provider = } or nil
--   It may be used until the function has returned.
--
-- THE ACCOUNT (sinks) is a company of which all fields can be read (in `send` of an outbox through account.json alone, since it may
-- belong to the list of an earlier run), and
--   account.place (1 is the best), winnow_id, tier, heat, fit, timing (texts), undecided, reasons, json, hash
--   account:cell(field)        as the list prints it: unknown is "", ranges 50-99, sets joined by "; "
--   account:fields()           names of the list's fields, in order
-- THE LIST (begin, finish): list.pipeline, icp, as_of (text), count, cap, json
--
-- FACTS
--   fact(field, value, { where = url, date = "2026-01-31", sure = 0.9, complete = true, absent = { ... } })
--     Values as above, and shorter: 50 for a range of one, { 50, 99 }, { low = 10000 }; { 2000000, "EUR" } or
--     { 1e6, 2e6, "EUR" }; "2026-01-31", "2026-01", "2026"; one code { scheme =, code = }; one text for a set. Items of a list may have
--     where and sure of their own. where: address or file and row; date: when it was true, left out the day of the
--     answer; sure: above 0 to 1, left out 1. complete: there is no more; absent: looked for in a telling way and not there.
--   unknown(field, cause)      looked for in vain: absent (left out), masked, malformed, incomplete, ...; see http
--   row { id = { "fr-siren", "552100554" }, where = "file:3", date =, sure =, <field> = value, ... }
--     true; or false and why: the id is wrong, the row is counted as bad. Without an id, a domain or a name with country and
--     postcode identify it. A value that the field cannot have makes the field unknown (malformed).
--   bad_row(words, where)      a row that cannot be used; words never hold content of it
--   opt_out(scheme, id)        this company objects to re-use; instead of row{}
--
-- THE WORLD (enrichers, pages, outboxes). A request looks like a plain call; meanwhile others have their turn.
--   http.get(url, { headers = { accept = "application/json" }, credits = 0 })
--   http.request { method = "POST", url =, headers =, body =, credits = }
--     { status =, body =, headers =, url =, date = }, names of headers in small letters; or nil and the cause: robots,
--     refused_address, unreachable, timeout, too_large, budget, offline, ... which unknown() takes. A status of 400 or more is an answer.
--   http.all { request, ... }  several at once: a list in the same order of { status = ... } or { cause = ... }
--   Not inside table.sort, string.gsub, metamethods and modules that are loading.
--
-- HELPERS
--   json.decode(text)          value, or nil and a message. json.null stands for null, integers stay integers, empty lists stay lists
--   json.encode(value)         text, keys sorted. {} is an object, json.array() an empty list; json.array(t) marks a table as one
--   date.parse(text)           days since 1970-01-01, or nil and a message; date.format(days): text
--   date.add(text, n, unit)    text; unit: days (left out), weeks, months, years; the day is clamped to the month's end
--   date.as_of()               the day of the run, text
--   text.fold(text)            the key under which texts are equal: small letters, no accents, single blanks
--   text.domain(text)          registrable domain of an address, host or e-mail address, or nil and a message
--   text.trim(text)            without blanks at both ends
--   id.check(scheme, text)     the id in its one spelling, or nil and a message; siren, siret, vat, lei, crn, orgnr, kbo, or fr-siren ...
--   log.debug, info, warning(...)  a line for the operator; print is log.info. Never secrets or what a row says
--   read_file(path)            content, or nil and a message; only the value of a file option
--   rows(path)                 for row, line in rows(options.file): row["Column"], from CSV with a header or JSON Lines; an
--                              unknown column is nil
--   output(path), write(...)   sinks: the file, seen by nobody until the whole list is decided; path is the value of an output option
--   require "shared.dates"     the file shared/dates.lua beside the script
--
-- LUA: assert error getmetatable ipairs next pairs pcall rawequal rawlen select setmetatable tonumber tostring type xpcall, string
-- (without dump), table, math (without random), utf8. pairs goes in order: numbers, then texts by bytes. sort is stable, texts by bytes. Globals cannot be
-- set: write local. One call may take 64 MiB and 50 million instructions; what C does for it counts too.

local native = ...
local raise = native.raise

-- ---- log -----------------------------------------------------------------------------------------------------

local function sayer(level)
  return function(...)
    local words = table.pack(...)
    for i = 1, words.n do
      words[i] = tostring(words[i])
    end
    native.say(level, table.concat(words, " "))
  end
end

local log = { debug = sayer(1), info = sayer(2), warning = sayer(3) }

-- ---- http ----------------------------------------------------------------------------------------------------

local http = {}

function http.all(requests)
  if type(requests) ~= "table" then
    raise("http.all needs a list of requests, such as { { url = ... }, { url = ... } }")
  end
  return native.ask(requests)
end

function http.request(request)
  local answer = native.ask({ request })[1]
  if answer.cause then
    return nil, answer.cause
  end
  return answer
end

function http.get(url, more)
  if type(url) ~= "string" then
    raise("http.get needs a URL, not a " .. type(url))
  end
  if more ~= nil and type(more) ~= "table" then
    raise("http.get: the second argument is a table, such as { headers = { accept = \"application/json\" } }")
  end
  local request = { url = url }
  for key, value in pairs(more or {}) do
    if key ~= "headers" and key ~= "credits" then
      raise("http.get: there is no '" .. tostring(key) .. "'; there are headers and credits, and http.request for the rest")
    end
    request[key] = value
  end
  return http.request(request)
end

-- ---- dates ---------------------------------------------------------------------------------------------------

local date = {}

function date.parse(text)
  if type(text) ~= "string" then
    raise("date.parse needs a text such as \"2026-01-31\", not a " .. type(text))
  end
  return native.day_parse(text)
end

function date.format(day)
  if math.type(day) ~= "integer" then
    raise("date.format needs a whole number of days since 1970-01-01")
  end
  return native.day_format(day)
end

function date.as_of()
  return native.day_format(native.day_as_of())
end

-- The same day in another month, clamped to the month's end.
local function add_months(text, count)
  local year, month, day = text:match("^(%d+)-(%d+)-(%d+)$")
  local months = tonumber(year) * 12 + tonumber(month) - 1 + count
  if months < 12 or months > 9999 * 12 + 11 then
    raise("date.add: the day lies outside of the years 1 to 9999")
  end
  day = tonumber(day)
  while true do
    local moved = string.format("%04d-%02d-%02d", months // 12, months % 12 + 1, day)
    if native.day_parse(moved) then
      return moved
    end
    day = day - 1
  end
end

function date.add(text, count, unit)
  local day = type(text) == "string" and native.day_parse(text)
  if not day then
    raise("date.add needs a day such as \"2026-01-31\"")
  end
  if math.type(count) ~= "integer" or math.abs(count) > 4000000 then
    raise("date.add needs a whole number")
  end
  if unit == nil or unit == "days" then
    return native.day_format(day + count)
  elseif unit == "weeks" then
    return native.day_format(day + 7 * count)
  elseif unit == "months" then
    return add_months(text, count)
  elseif unit == "years" then
    return add_months(text, 12 * count)
  end
  raise("date.add: the unit is days, weeks, months or years")
end

-- ---- texts and ids -------------------------------------------------------------------------------------------

local text = {}

local function needs_text(name, value)
  if type(value) ~= "string" then
    raise(name .. " needs a text, not a " .. type(value))
  end
end

function text.fold(value)
  needs_text("text.fold", value)
  return native.fold(value)
end

function text.domain(value)
  needs_text("text.domain", value)
  return native.domain(value)
end

function text.trim(value)
  needs_text("text.trim", value)
  local first = value:find("%S")
  if not first then
    return ""
  end
  local last = #value
  while value:find("^%s", last) do
    last = last - 1
  end
  return value:sub(first, last)
end

local id = {}

function id.check(scheme, value)
  needs_text("id.check", scheme)
  needs_text("id.check", value)
  return native.id_check(scheme, value)
end

-- ---- rows ----------------------------------------------------------------------------------------------------

-- A row is the array of its cells; names of columns are looked up once a file.
local function rows(path)
  local file = native.rows_open(path)
  local places = {}
  local row_of_file = {
    __index = function(row, name)
      if type(name) ~= "string" then
        return nil
      end
      local place = places[name]
      if place == nil then
        place = native.rows_column(file, name)
        places[name] = place
      end
      return place and row[place] or nil
    end,
    __metatable = false,
  }
  return function()
    local cells, line = native.rows_next(file)
    if cells then
      return setmetatable(cells, row_of_file), line
    end
  end
end

return {
  http = http,
  json = { decode = native.json_decode, encode = native.json_encode, null = native.json_null, array = native.json_array },
  date = date, text = text, id = id, log = log, print = log.info,
  fact = native.fact, unknown = native.unknown,
  row = native.row, bad_row = native.bad_row, opt_out = native.opt_out,
  read_file = native.read_file, rows = rows,
  output = native.output, write = native.write,
}
